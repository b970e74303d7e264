/** Cuts of the predecessor. */
import type { NewCut } from '../../production/index.ts';
import type { OldRow } from './old-database.ts';
import { type Reading, RowReader } from './reading.ts';

/** Pieces of one report. */
const COUNT_MAX = 1_000_000;

/** @param machineProblem why there is no such machine; undefined for a good one */
export function readCut(
  row: OldRow,
  nowMs: number,
  machineProblem: (id: string) => string | undefined,
): Reading<NewCut & { readonly sourceId: string }> {
  const reader = new RowReader(row);
  const machineId = reader.word('machine_id');
  const unfit = machineProblem(machineId);
  if (unfit !== undefined) return reader.refuse('machine_id', unfit);
  const occurredAt = reader.instant('timestamp_utc', nowMs);
  if (occurredAt == null) return reader.refuse('timestamp_utc', 'is no time between 2000 and now');
  const count = reader.whole('cut_count');
  if (count === undefined || count < 1 || count > COUNT_MAX) {
    return reader.refuse('cut_count', `is no whole number from 1 to ${COUNT_MAX}`);
  }
  // its number is what a repeat knows it by
  return reader.take({ machineId, occurredAt, count, sourceId: `predecessor:${reader.id}` });
}
