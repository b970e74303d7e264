/**
 * One row of the predecessor as it is read: what it comes to, and everything that was changed, doubted or refused on the
 * way. Pure.
 *
 * A finding says what stood there and what stands here now, so that the report is complete without the file.
 */
import { createHash } from 'node:crypto';
import { parseInstant } from '../../../kernel/instant.ts';
import type { ForeignCell } from '../../../platform/database/index.ts';
import { type OldRow, type OldTable, oldTables } from './old-database.ts';

export interface Finding {
  /** Refused: the row is not taken. Kept: what MillDash has is left as it is. */
  readonly kind: 'change' | 'doubt' | 'kept' | 'refusal';
  /** Null where the whole row is meant. */
  readonly column: string | null;
  /** The same words for the same thing, so that they can be counted. */
  readonly reason: string;
  readonly was: string;
  /** Null where nothing took its place. */
  readonly now: string | null;
}

export interface Reading<Value> {
  readonly table: OldTable;
  readonly id: string;
  /** Of everything that is read of the row: another one means that the row was changed there. */
  readonly digest: string;
  /** Undefined exactly where a finding refuses the row. */
  readonly value: Value | undefined;
  readonly findings: readonly Finding[];
}

/** The longest text that a finding repeats. */
const SHOWN = 200;
/** Instants before it are clocks that were never set. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);

/** UTC; undefined for what is no time between 2000 and now. */
export function plausibleInstant(text: string, nowMs: number): number | undefined {
  const at = parseInstant(text)?.ms;
  return at === undefined || at < EARLIEST_MS || at > nowMs ? undefined : at;
}

export class RowReader {
  readonly #row: OldRow;
  readonly #findings: Finding[] = [];
  readonly id: string;

  constructor(row: OldRow) {
    this.#row = row;
    this.id = shownText(row.cells['id'] ?? null).trim() || `row ${row.position}`;
  }

  /** Empty for nothing and for bytes. */
  text(column: string): string {
    const cell = this.#row.cells[column] ?? null;
    return cell instanceof Uint8Array ? '' : String(cell ?? '');
  }

  /** {@link text} without space around it; `nan`, which pandas writes for nothing, is nothing. */
  word(column: string): string {
    const word = this.text(column).trim();
    return word.toLowerCase() === 'nan' ? '' : word;
  }

  /** Undefined for anything but a whole number. */
  whole(column: string): number | undefined {
    const word = this.word(column);
    return /^[+-]?\d{1,15}(\.0*)?$/.test(word) ? Number(word) : undefined;
  }

  /** UTC; null for nothing, undefined for what is no time between 2000 and now. */
  instant(column: string, nowMs: number): number | null | undefined {
    const word = this.word(column);
    return word === '' || word.toLowerCase() === 'nat' ? null : plausibleInstant(word, nowMs);
  }

  change(column: string, reason: string, now: string | null): void {
    this.#find('change', column, reason, now);
  }

  /** A change of what nobody may read. */
  changeSecret(column: string, reason: string): void {
    this.#findings.push({ kind: 'change', column, reason, was: '', now: null });
  }

  /** Taken as it is, and possibly wrong. */
  doubt(column: string, reason: string): void {
    this.#find('doubt', column, reason, null);
  }

  refuse<Value>(column: string | null, reason: string): Reading<Value> {
    this.#find('refusal', column, reason, null);
    return this.#done<Value>(undefined);
  }

  take<Value>(value: Value): Reading<Value> {
    return this.#done(value);
  }

  #find(kind: Finding['kind'], column: string | null, reason: string, now: string | null): void {
    const was = column === null ? '' : shownText(this.#row.cells[column] ?? null);
    this.#findings.push({ kind, column, reason, was, now: now === null ? null : cut(now) });
  }

  #done<Value>(value: Value | undefined): Reading<Value> {
    const { table } = this.#row;
    return { table, id: this.id, digest: digestOf(this.#row), value, findings: this.#findings };
  }
}

export function digestOf({ table, cells }: OldRow): string {
  const values = oldTables[table].map((column) => {
    const cell = cells[column] ?? null;
    return cell instanceof Uint8Array ? Buffer.from(cell).toString('base64') : cell;
  });
  return createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, 22);
}

function shownText(cell: ForeignCell): string {
  if (cell instanceof Uint8Array) return `${cell.byteLength} bytes`;
  return cut(String(cell ?? ''));
}

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN).toWellFormed()}…` : text;
}

/** The largest old number that is kept; whatever has a larger one gets a new one. */
const NUMBER_KEPT_MAX = 1_000_000_000;

/** The old number where it can be kept. */
export function keptNumber(id: string): number | undefined {
  return /^[1-9]\d{0,9}$/.test(id) && Number(id) <= NUMBER_KEPT_MAX ? Number(id) : undefined;
}
