/**
 * Bytes of a CSV file to records (RFC 4180), as they come: commas, LF or CRLF, quoted fields that hold commas, quotes
 * and line ends, an optional byte order mark.
 *
 * Guarantees: memory is bounded by one chunk and one record; each record knows the physical line that it starts on;
 * the cut into chunks never changes the records. A record that cannot be read costs its first line and no more: reading
 * goes on at the next line, so one stray quote does not swallow the rest of the file; the limits on a record keep what
 * is read twice small. A quote inside an unquoted field is text.
 *
 * Why not a package: papaparse gives no line numbers, reads the rest of the file into one field after a stray quote,
 * and reads it again with every chunk (quadratic); csv-parse has limits but ends at the first bad record and takes
 * five times as long; udsv joins rows of a wrong length. papaparse and csv-spectrum are what the tests compare with.
 */
import { isAscii, isUtf8 } from 'node:buffer';

/** The longest record, in bytes: far above any real row, far below what would hurt. */
export const RECORD_LIMIT_BYTES = 65_536;
/** The most physical lines of one record. */
export const RECORD_LIMIT_LINES = 100;

export type RecordProblem = 'quote-misplaced' | 'quote-not-closed' | 'record-too-long' | 'not-utf8' | 'nul-byte';

export interface CsvRecord {
  /** The physical line that the record starts on; the first line of the file is 1. */
  readonly line: number;
  /** Empty when quotes or length made the record unreadable. */
  readonly fields: readonly string[];
  readonly problem: RecordProblem | undefined;
  /** Index of the field that `problem` is about; -1 when it is about the whole record. */
  readonly problemField: number;
}

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;
const NOTHING = Buffer.alloc(0);
const REPLACEMENT = '\uFFFD';

export class CsvRecordReader {
  readonly #limit: number;
  #carry: Buffer = NOTHING;
  #line = 1;
  #atStart = true;
  #skippingLine = false;

  constructor(recordLimitBytes = RECORD_LIMIT_BYTES) {
    this.#limit = recordLimitBytes;
  }

  /** The records that these bytes complete, in order. Blank lines are counted and left out. */
  push(chunk: Uint8Array): CsvRecord[] {
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    return this.#read(this.#carry.length === 0 ? fresh : Buffer.concat([this.#carry, fresh]), false);
  }

  /** The last record, whether or not the file ends with a line end. */
  end(): CsvRecord[] {
    if (this.#carry.length === 0) return [];
    return this.#read(Buffer.concat([this.#carry, Buffer.of(LF)]), true);
  }

  #read(bytes: Buffer, final: boolean): CsvRecord[] {
    let pending = this.#withoutMark(bytes, final);
    if (pending === undefined) return [];
    if (this.#skippingLine) {
      const lineEnd = pending.indexOf(LF);
      if (lineEnd === -1) {
        this.#carry = NOTHING;
        return [];
      }
      pending = pending.subarray(lineEnd + 1);
      this.#skippingLine = false;
      this.#line++;
    }
    const records: CsvRecord[] = [];
    const complete = pending.lastIndexOf(LF) + 1;
    if (complete > 0) this.#readLines(pending, complete, final, records);
    else this.#carry = pending;
    if (this.#carry.length > this.#limit && this.#carry.indexOf(LF) === -1) {
      records.push(unreadable(this.#line, 'record-too-long', -1));
      this.#carry = NOTHING;
      this.#skippingLine = true;
    }
    return records;
  }

  /** Waits for three bytes at the start of the file, to see whether they are the mark. */
  #withoutMark(bytes: Buffer, final: boolean): Buffer | undefined {
    if (!this.#atStart) return bytes;
    if (bytes.length < 3 && !final) {
      this.#carry = bytes;
      return undefined;
    }
    this.#atStart = false;
    const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return marked ? bytes.subarray(3) : bytes;
  }

  /** Reads the first `complete` bytes, which end with a line end, and carries what belongs to a record still open. */
  #readLines(bytes: Buffer, complete: number, final: boolean, records: CsvRecord[]): void {
    const block = bytes.subarray(0, complete);
    const text = block.toString(isAscii(block) ? 'latin1' : 'utf8');
    const badLines = isUtf8(block) ? undefined : linesThatAreNotUtf8(block);
    const hasNul = block.includes(0);
    const firstLine = this.#line;
    this.#carry = bytes.subarray(complete);

    let quoteAt = text.indexOf('"');
    for (let at = 0; at < text.length; ) {
      const lineEnd = text.indexOf('\n', at);
      const line = this.#line;
      if (quoteAt !== -1 && quoteAt < at) quoteAt = text.indexOf('"', at);
      let fields: string[];
      let linesRead = 1;
      let next = lineEnd + 1;
      if (quoteAt === -1 || quoteAt > lineEnd) {
        const textEnd = text.charCodeAt(lineEnd - 1) === CR && lineEnd > at ? lineEnd - 1 : lineEnd;
        fields = textEnd === at ? [] : text.slice(at, textEnd).split(',');
      } else {
        const quoted = readQuotedRecord(text, at, this.#limit);
        fields = quoted.fields;
        if (quoted.problem === undefined) {
          linesRead = quoted.lines;
          next = quoted.next;
        } else if (quoted.problem === 'quote-not-closed' && !final) {
          const from = lineOffset(block, line - firstLine);
          if (bytes.length - from <= this.#limit) {
            this.#carry = bytes.subarray(from);
            return;
          }
          records.push(unreadable(line, 'record-too-long', quoted.fields.length));
          fields = [];
        } else {
          records.push(unreadable(line, quoted.problem, quoted.fields.length));
          fields = [];
        }
      }
      this.#line += linesRead;
      if (fields.length > 0) {
        if (next - at > this.#limit) {
          // the rest of a long quoted record is read again line by line, exactly as when it comes in small chunks
          records.push(unreadable(line, 'record-too-long', -1));
          this.#line = line + 1;
          next = lineEnd + 1;
        } else {
          records.push(checkedRecord(line, fields, hasNul, badLines, line - firstLine, linesRead));
        }
      }
      at = next;
    }
  }
}

function unreadable(line: number, problem: RecordProblem, problemField: number): CsvRecord {
  return { line, fields: [], problem, problemField };
}

function checkedRecord(
  line: number,
  fields: string[],
  hasNul: boolean,
  badLines: ReadonlySet<number> | undefined,
  lineInBlock: number,
  lines: number,
): CsvRecord {
  for (let at = lineInBlock; badLines !== undefined && at < lineInBlock + lines; at++) {
    if (!badLines.has(at)) continue;
    return {
      line,
      fields,
      problem: 'not-utf8',
      problemField: fields.findIndex((field) => field.includes(REPLACEMENT)),
    };
  }
  const nul = hasNul ? fields.findIndex((field) => field.includes('\0')) : -1;
  return { line, fields, problem: nul === -1 ? undefined : 'nul-byte', problemField: nul };
}

interface QuotedRecord {
  /** Up to and without the field that has the problem. */
  readonly fields: string[];
  readonly problem: 'quote-misplaced' | 'quote-not-closed' | 'record-too-long' | undefined;
  /** Where the next record starts, and how many physical lines this one took. */
  readonly next: number;
  readonly lines: number;
}

function readQuotedRecord(text: string, start: number, limit: number): QuotedRecord {
  const fields: string[] = [];
  let lines = 1;
  for (let at = start; ; ) {
    let value = '';
    if (text.charCodeAt(at) === QUOTE) {
      for (let from = at + 1; ; ) {
        const quote = text.indexOf('"', from);
        lines += lineEndsIn(text, from, quote === -1 ? text.length : quote, RECORD_LIMIT_LINES);
        const tooLong = lines > RECORD_LIMIT_LINES || quote - start > limit;
        if (tooLong) return { fields, problem: 'record-too-long', next: 0, lines };
        if (quote === -1) return { fields, problem: 'quote-not-closed', next: 0, lines };
        const doubled = text.charCodeAt(quote + 1) === QUOTE;
        value += text.slice(from, doubled ? quote + 1 : quote);
        from = quote + 2;
        if (doubled) continue;
        at = quote + 1;
        break;
      }
    } else {
      const from = at;
      let code = text.charCodeAt(at);
      while (code !== COMMA && code !== LF) code = text.charCodeAt(++at);
      if (code === LF && at > from && text.charCodeAt(at - 1) === CR) at--;
      value = text.slice(from, at);
    }
    const after = text.charCodeAt(at);
    const crlf = after === CR && text.charCodeAt(at + 1) === LF;
    if (after !== COMMA && after !== LF && !crlf) return { fields, problem: 'quote-misplaced', next: 0, lines };
    fields.push(value);
    if (after !== COMMA) return { fields, problem: undefined, next: at + (crlf ? 2 : 1), lines };
    at++;
  }
}

/** Line ends in [from, to); stops counting past `enough`. */
function lineEndsIn(text: string, from: number, to: number, enough: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to && count <= enough; at = text.indexOf('\n', at + 1)) {
    count++;
  }
  return count;
}

/** Byte offset of a line of the block; the first is 0. */
function lineOffset(block: Buffer, line: number): number {
  let offset = 0;
  for (let at = 0; at < line; at++) offset = block.indexOf(LF, offset) + 1;
  return offset;
}

/** Line ends are never part of a longer UTF-8 sequence, so each line can be judged alone. */
function linesThatAreNotUtf8(block: Buffer): ReadonlySet<number> {
  const bad = new Set<number>();
  for (let offset = 0, line = 0; offset < block.length; line++) {
    const lineEnd = block.indexOf(LF, offset);
    if (!isUtf8(block.subarray(offset, lineEnd))) bad.add(line);
    offset = lineEnd + 1;
  }
  return bad;
}
