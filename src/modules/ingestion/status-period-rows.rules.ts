/**
 * One CSV record to one status period, or to the reason why not.
 *
 * Pure: neither the database nor the order of rows matters. Text is kept as it is written, spaces, formulas and all;
 * only ids, instants and the two closed lists are trimmed. Columns that can be derived are not believed, but a
 * differing duration is said.
 */

import type { CsvRecord, RecordProblem } from '../../kernel/csv-records.ts';
import { MACHINE_ID_LENGTH_MAX, machineIdProblem } from '../machines/index.ts';
import {
  classifications,
  findPeriodFault,
  type Productivity,
  productivities,
  type StatusPeriodInput,
} from '../timeline/index.ts';
import { CsvInstantReader } from './csv-instants.rules.ts';
import type { ColumnName, StatusPeriodColumns } from './status-period-columns.rules.ts';

export const PERIOD_ID_LENGTH_MAX = 128;
export const NAME_LENGTH_MAX = 200;
export const REASON_LENGTH_MAX = 500;
export const refusalReasons = [
  'quote-misplaced',
  'quote-not-closed',
  'record-too-long',
  'not-utf8',
  'nul-byte',
  'wrong-column-count',
  'missing-id',
  'bad-id',
  'missing-machine-id',
  'bad-machine-id',
  'too-many-machines',
  'over-long-field',
  'bad-timestamp',
  'end-before-start',
  'period-too-long',
  'unknown-classification',
  'unknown-productivity',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export interface RowRefusal {
  /** Physical line that the record starts on. */
  readonly line: number;
  /** Name of the column as the file writes it; null when the whole record is meant. */
  readonly column: string | null;
  readonly reason: RefusalReason;
  readonly message: string;
  /** The start of what the column holds. */
  readonly value: string;
  /** The row's machine, where that much could be read. */
  readonly machineId: string | null;
}

export const warningKinds = ['duration-differs', 'uptime-productivity', 'machine-name-differs', 'repeated-id'] as const;
export type WarningKind = (typeof warningKinds)[number];

export interface ReadRow {
  readonly period: StatusPeriodInput;
  /** Empty where the file does not name machines. */
  readonly machineName: string;
  /** The file's duration is more than a millisecond away from end minus start. */
  readonly durationDiffers: boolean;
  /** UPTIME that does not say `productive`: it counts as productive all the same. */
  readonly uptimeProductivity: boolean;
}

const classificationsByText = new Map(classifications.map((name) => [name as string, name]));
const productivitiesByText = new Map<string, Productivity | null>([
  ...productivities.map((name) => [name, name] as const),
  ['', null],
  // what pandas writes for an empty cell that it was told to make a text
  ['nan', null],
]);

const controlCharacter = /\p{Cc}/u;

const recordProblems: Record<RecordProblem, string> = {
  'quote-misplaced': 'has a quote in the wrong place: quote the whole field and double the quotes inside it',
  'quote-not-closed': 'opens a quote that is never closed',
  'record-too-long': 'is longer than 64 KiB, or opens a quote that is not closed',
  'not-utf8': 'is not UTF-8',
  'nul-byte': 'contains a NUL byte',
};

/** The longest value that a refusal repeats. */
const VALUE_SHOWN = 100;

export class StatusPeriodRowReader {
  readonly #columns: StatusPeriodColumns;
  readonly #instants = new CsvInstantReader();

  constructor(columns: StatusPeriodColumns) {
    this.#columns = columns;
  }

  /** The row, or the first thing that is wrong with it. */
  read(record: CsvRecord): ReadRow | RowRefusal {
    const { fields } = record;
    const { at, names } = this.#columns;
    if (record.problem !== undefined) return this.#unreadable(record, record.problem);
    if (fields.length !== names.length) {
      const count = `has ${fields.length} columns where the first line has ${names.length}`;
      return this.#refuse(record, undefined, 'wrong-column-count', `The row ${count}`);
    }

    const id = (fields[at.id] as string).trim();
    if (id === '') return this.#refuse(record, 'id', 'missing-id', 'The id is empty');
    if (id.length > PERIOD_ID_LENGTH_MAX) return this.#tooLong(record, 'id', PERIOD_ID_LENGTH_MAX);
    if (controlCharacter.test(id)) return this.#refuse(record, 'id', 'bad-id', 'The id contains a control character');

    const machineId = (fields[at.machine_id] as string).trim();
    if (machineId === '') return this.#refuse(record, 'machine_id', 'missing-machine-id', 'The machine id is empty');
    if (machineId.length > MACHINE_ID_LENGTH_MAX) return this.#tooLong(record, 'machine_id', MACHINE_ID_LENGTH_MAX);
    const unfit = machineIdProblem(machineId);
    if (unfit !== undefined) {
      return this.#refuse(record, 'machine_id', 'bad-machine-id', `The machine id ${unfit}`);
    }

    const machineName = at.name === -1 ? '' : (fields[at.name] as string);
    if (machineName.length > NAME_LENGTH_MAX) return this.#tooLong(record, 'name', NAME_LENGTH_MAX);
    const reasonText = fields[at.downtime_reason_name] as string;
    if (reasonText.length > REASON_LENGTH_MAX) return this.#tooLong(record, 'downtime_reason_name', REASON_LENGTH_MAX);

    const startMs = this.#instants.read(fields[at.start_timestamp] as string);
    if (startMs === undefined) return this.#badInstant(record, 'start_timestamp');
    const endText = fields[at.end_timestamp] as string;
    const endMs = endText.trim() === '' ? null : this.#instants.read(endText);
    if (endMs === undefined) return this.#badInstant(record, 'end_timestamp');
    const fault = findPeriodFault({ startMs, endMs });
    if (fault !== undefined) {
      const column = fault.field === 'start' ? 'start_timestamp' : 'end_timestamp';
      const turned = endMs !== null && endMs < startMs;
      const reason = fault.field === 'start' ? 'bad-timestamp' : turned ? 'end-before-start' : 'period-too-long';
      return this.#refuse(record, column, reason, capitalised(fault.reason));
    }

    const classification = classificationsByText.get((fields[at.classification] as string).trim().toUpperCase());
    if (classification === undefined) {
      const allowed = `The classification is none of ${classifications.join(', ')}`;
      return this.#refuse(record, 'classification', 'unknown-classification', allowed);
    }
    const productivity = productivitiesByText.get((fields[at.productivity] as string).trim().toLowerCase());
    if (productivity === undefined) {
      const allowed = `The productivity is none of ${productivities.join(', ')} and not empty`;
      return this.#refuse(record, 'productivity', 'unknown-productivity', allowed);
    }

    const durationText = at.duration_seconds === -1 ? '' : (fields[at.duration_seconds] as string);
    return {
      period: {
        id,
        machineId,
        startMs,
        endMs,
        classification,
        productivity,
        reasonText: reasonText.trim() === '' ? null : reasonText,
      },
      machineName,
      durationDiffers: endMs !== null && durationText !== '' && differs(durationText, endMs - startMs),
      uptimeProductivity: classification === 'UPTIME' && productivity !== 'productive',
    };
  }

  #unreadable(record: CsvRecord, problem: RecordProblem): RowRefusal {
    const name = this.#columns.names[record.problemField];
    const what = name === undefined ? 'The row' : `The column ${name}`;
    return {
      line: record.line,
      column: name ?? null,
      reason: problem,
      message: `${what} ${recordProblems[problem]}`,
      value: shown(record.fields[record.problemField] ?? ''),
      machineId: null,
    };
  }

  #tooLong(record: CsvRecord, column: ColumnName, limit: number): RowRefusal {
    return this.#refuse(record, column, 'over-long-field', `The column ${column} is longer than ${limit} characters`);
  }

  #badInstant(record: CsvRecord, column: ColumnName): RowRefusal {
    const message = 'The text is not a date and time such as 2025-05-05 05:00:00+00:00';
    return this.#refuse(record, column, 'bad-timestamp', message);
  }

  #refuse(record: CsvRecord, column: ColumnName | undefined, reason: RefusalReason, message: string): RowRefusal {
    const { at, names } = this.#columns;
    const whole = column === undefined;
    const machineId = whole ? '' : shown((record.fields[at.machine_id] ?? '').trim());
    return {
      line: record.line,
      column: whole ? null : (names[at[column]] ?? column),
      reason,
      message,
      value: shown(whole ? record.fields.join(',') : (record.fields[at[column]] ?? '')),
      machineId: machineId === '' || machineIdProblem(machineId) !== undefined ? null : machineId,
    };
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Both instants are cut to the millisecond, so the difference may be off by less than one. */
function differs(text: string, durationMs: number): boolean {
  const seconds = Number(text);
  return !(Math.abs(seconds * 1_000 - durationMs) <= 1.000_001);
}

/** Copied: a slice would keep the whole block alive that it was cut from. */
function shown(value: string): string {
  const cut = value.length > VALUE_SHOWN ? `${value.slice(0, VALUE_SHOWN)}…` : value;
  return Buffer.from(cut).toString();
}
