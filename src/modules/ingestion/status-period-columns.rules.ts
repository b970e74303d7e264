/** Which column of a status-period CSV holds what: by the names in its first line, in any order. */

import type { CsvRecord } from '../../kernel/csv-records.ts';
import { DomainError } from '../../kernel/errors.ts';

const requiredColumns = [
  'id',
  'machine_id',
  'downtime_reason_name',
  'start_timestamp',
  'end_timestamp',
  'productivity',
  'classification',
] as const;

/** `name` names machines that are not there yet; `duration_seconds` is compared with what we compute. */
const optionalColumns = ['name', 'duration_seconds'] as const;

/** MillDash derives these from the instants and the shift calendar. */
const derivedColumns: ReadonlySet<string> = new Set(['shift', 'day_of_week', 'utilisation_category']);

export type ColumnName = (typeof requiredColumns)[number] | (typeof optionalColumns)[number];

export interface StatusPeriodColumns {
  /** Names as the file writes them, in its order. */
  readonly names: readonly string[];
  /** Where each column is; -1 for an optional one that is not there. */
  readonly at: Readonly<Record<ColumnName, number>>;
  /** Columns that mean nothing here and are not read. */
  readonly ignored: readonly string[];
}

/** The longest name that a message repeats. */
const NAME_SHOWN = 60;

/** @throws upload-invalid naming the file, what is there and what is needed */
export function readColumns(fileName: string, header: CsvRecord | undefined): StatusPeriodColumns {
  if (header === undefined) throw refusal(fileName, 'is empty', []);
  if (header.problem !== undefined) throw refusal(fileName, `cannot be read: ${headerProblems[header.problem]}`, []);
  if (header.fields.some((name) => name.includes('\r'))) {
    throw refusal(fileName, 'cannot be read: its lines end with CR alone. Save it with LF or CRLF', []);
  }
  const names = header.fields.map((name) => name.trim());
  const keys = names.map((name) => name.toLowerCase());
  const missing = requiredColumns.filter((name) => !keys.includes(name));
  if (missing.length > 0) {
    const many = missing.length > 1;
    throw refusal(
      fileName,
      `lacks the column${many ? 's' : ''} ${missing.join(', ')}. Its first line has: ${listed(names)}${hint(names)}`,
      missing,
    );
  }
  const known = [...requiredColumns, ...optionalColumns];
  const twice = known.filter((name) => keys.indexOf(name) !== keys.lastIndexOf(name));
  if (twice.length > 0) throw refusal(fileName, `has more than one column ${twice.join(', ')}`, []);
  return {
    names,
    at: Object.fromEntries(known.map((name) => [name, keys.indexOf(name)])) as Record<ColumnName, number>,
    ignored: names.filter((_, at) => !known.includes(keys[at] as ColumnName) && !derivedColumns.has(keys[at] ?? '')),
  };
}

const headerProblems = {
  'not-utf8': 'its first line is not UTF-8. Save it as CSV with the encoding UTF-8',
  'nul-byte': 'its first line contains a NUL byte. Save it as CSV with the encoding UTF-8',
  'quote-misplaced': 'the quotes of its first line do not match',
  'quote-not-closed': 'the quotes of its first line do not match',
  'record-too-long': 'its first line is longer than 64 KiB, or its lines do not end with LF or CRLF',
} as const;

function refusal(fileName: string, problem: string, missing: readonly string[]): DomainError {
  return new DomainError('upload-invalid', `'${fileName}' ${problem}. Needed: ${requiredColumns.join(', ')}.`, {
    file: fileName,
    needed: requiredColumns,
    ...(missing.length > 0 ? { missing } : {}),
  });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 30).map((name) => JSON.stringify(name.slice(0, NAME_SHOWN)));
  return `${shown.join(', ')}${names.length > shown.length ? ', …' : ''}`;
}

function hint(names: readonly string[]): string {
  const separated = names.length === 1 && /[;\t]/.test(names[0] ?? '');
  return separated ? ' (columns are separated by commas, not by ; or tabs)' : '';
}
