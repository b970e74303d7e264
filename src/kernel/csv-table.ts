/**
 * A CSV file as a table of texts: columns by the names in its first line, in any order.
 *
 * For lists that people keep in a spreadsheet. A row that cannot be read is told with its line and costs no other row.
 */

import { type CsvRecord, CsvRecordReader, type RecordProblem } from './csv-records.ts';
import { withoutGuard } from './csv-writer.ts';
import { DomainError } from './errors.ts';

export interface CsvColumns<Column extends string> {
  readonly required: readonly Column[];
  readonly optional: readonly Column[];
}

/** Of all the columns that a file can have, in their order, those that it must have. */
export function csvColumns<Column extends string>(
  required: readonly Column[],
  all: readonly Column[],
): CsvColumns<Column> {
  return { required, optional: all.filter((column) => !required.includes(column)) };
}

/** Cells trimmed, texts that an export has guarded as they were; an empty cell, or a column that the file does not have, is undefined. */
export type CsvRow<Column extends string> = {
  readonly line: number;
  readonly cells: Readonly<Partial<Record<Column, string>>>;
};

/** What is wrong with a row, for the person who mends the file. */
export interface CsvRejection {
  readonly line: number;
  /** Null where it is about the whole row. */
  readonly column: string | null;
  readonly message: string;
  /** As the file has it, cut at {@link VALUE_SHOWN}. */
  readonly value: string;
}

/** Characters of a value, or names of a header, that a message repeats. */
const VALUE_SHOWN = 100;

const problemTexts: Readonly<Record<RecordProblem, string>> = {
  'quote-misplaced': 'has text behind a closing quote',
  'quote-not-closed': 'has a quote that is not closed',
  'record-too-long': 'is too long',
  'not-utf8': 'is not UTF-8',
  'nul-byte': 'has a NUL byte',
};

/**
 * The rows one after another, each as a row or as what is wrong with it.
 *
 * Columns that nobody knows are ignored, so an export with added notes can be imported again.
 *
 * @param tellIgnored is told their names, as the file has them, before the first row
 * @throws upload-invalid for a file without a first line, or without a required column
 */
export async function* readCsvTable<Column extends string>(
  content: AsyncIterable<Uint8Array>,
  columns: CsvColumns<Column>,
  tellIgnored: (names: readonly string[]) => void = () => undefined,
): AsyncGenerator<CsvRow<Column> | CsvRejection, void, undefined> {
  let header: ReadonlyMap<Column, number> | undefined;
  let names = 0;
  for await (const record of recordsOf(content)) {
    if (header === undefined) {
      header = readHeader(record, columns);
      names = record.fields.length;
      tellIgnored(ignoredOf(record, header));
    } else yield toRow(record, header, names);
  }
  if (header === undefined) throw new DomainError('upload-invalid', 'The file is empty.');
}

/** Ignored columns that an answer lists. */
export const IGNORED_LISTED_MAX = 50;

function ignoredOf(record: CsvRecord, header: ReadonlyMap<string, number>): string[] {
  const read = new Set(header.values());
  return record.fields
    .filter((name, at) => name.trim() !== '' && !read.has(at))
    .slice(0, IGNORED_LISTED_MAX)
    .map((name) => name.trim().slice(0, VALUE_SHOWN).toWellFormed());
}

/** Refused rows that an answer lists. */
export const REJECTS_LISTED_MAX = 1_000;

/** The refused rows as an answer lists them: by line, the first {@link REJECTS_LISTED_MAX}. */
export function listedRejects(rejects: readonly CsvRejection[]): CsvRejection[] {
  return rejects.toSorted((a, b) => a.line - b.line).slice(0, REJECTS_LISTED_MAX);
}

/**
 * A whole file, read to its end before anything is done with it: one that breaks off changes nothing.
 *
 * @param read what a row says, or what is wrong with it
 * @throws upload-invalid as {@link readCsvTable}, and for more than `rowsMax` rows
 */
export async function readCsvRows<Column extends string, Row extends object>(
  content: AsyncIterable<Uint8Array>,
  columns: CsvColumns<Column>,
  read: (row: CsvRow<Column>) => Row | CsvRejection,
  rowsMax: number,
): Promise<{ rows: readonly Row[]; rejects: CsvRejection[]; ignoredColumns: readonly string[] }> {
  const rows: Row[] = [];
  const rejects: CsvRejection[] = [];
  let ignoredColumns: readonly string[] = [];
  for await (const found of readCsvTable(content, columns, (names) => (ignoredColumns = names))) {
    if (rows.length + rejects.length === rowsMax) {
      const most = rowsMax.toLocaleString('en');
      throw new DomainError('upload-invalid', `The file has more than ${most} rows. Cut it into smaller ones.`);
    }
    const row = isRejection(found) ? found : read(found);
    if ('message' in row) rejects.push(row);
    else rows.push(row);
  }
  return { rows, rejects, ignoredColumns };
}

/** True for what is wrong with a row, false for a row. */
export function isRejection<Column extends string>(read: CsvRow<Column> | CsvRejection): read is CsvRejection {
  return 'message' in read;
}

export function rejectionOf(line: number, column: string | null, message: string, value = ''): CsvRejection {
  return { line, column, message, value: value.slice(0, VALUE_SHOWN) };
}

async function* recordsOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord, void, undefined> {
  const reader = new CsvRecordReader();
  for await (const chunk of content) yield* reader.push(chunk);
  yield* reader.end();
}

function readHeader<Column extends string>(
  record: CsvRecord,
  { required, optional }: CsvColumns<Column>,
): ReadonlyMap<Column, number> {
  if (record.problem !== undefined) {
    throw new DomainError('upload-invalid', `The first line ${problemTexts[record.problem]}.`);
  }
  const names = record.fields.map((name) => name.trim().toLowerCase());
  const missing = required.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    const found = names.join(', ').slice(0, VALUE_SHOWN);
    throw new DomainError(
      'upload-invalid',
      `The file lacks the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}. Its first line has: ${found}.`,
      { missing, allowed: [...required, ...optional] },
    );
  }
  const known = [...required, ...optional];
  const twice = known.find((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (twice !== undefined) throw new DomainError('upload-invalid', `The file has more than one column ${twice}.`);
  return new Map(known.filter((column) => names.includes(column)).map((column) => [column, names.indexOf(column)]));
}

function toRow<Column extends string>(
  record: CsvRecord,
  header: ReadonlyMap<Column, number>,
  names: number,
): CsvRow<Column> | CsvRejection {
  if (record.problem !== undefined) return rejectionOf(record.line, null, `The row ${problemTexts[record.problem]}.`);
  if (record.fields.length !== names) {
    return rejectionOf(record.line, null, `The row has ${record.fields.length} fields, the first line ${names}.`);
  }
  const cells: Partial<Record<Column, string>> = {};
  for (const [column, at] of header) {
    const cell = withoutGuard(record.fields[at]?.trim() ?? '');
    if (cell !== '') cells[column] = cell;
  }
  return { line: record.line, cells };
}
