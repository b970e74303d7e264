/**
 * Production runs of the predecessor, placed on the time of their machines.
 *
 * `start_time` may be when the process started: runs of one machine then overlap. A machine makes one thing at a time, so
 * such a run began no earlier than the one before it ended, and one that was never completed was over when the next one
 * began. What has no time of its own even so is refused.
 */
import { formatInstant } from '../../../kernel/instant.ts';
import type { TakenRun } from '../../production/index.ts';
import type { OldRow } from './old-database.ts';
import { keptNumber, type Reading, RowReader } from './reading.ts';

export interface RunSurroundings {
  readonly nowMs: number;
  /** Why there is no such machine; undefined for a good one. */
  machineProblem(id: string): string | undefined;
  /** Our number of a product that was taken. */
  productOf(oldId: string): number | undefined;
}

interface Draft {
  readonly reader: RowReader;
  readonly machineId: string;
  readonly productId: number;
  readonly startMs: number;
  readonly endMs: number | null;
  readonly completed: boolean;
  readonly shared: boolean;
}

const TIME = 'is no time between 2000 and now';
const LENGTH_MAX = 1_000_000_000;
const UNCERTAIN = 'The predecessor may have recorded when its process started, not when the run did.';

/** In the order of the rows. */
export function placeRuns(rows: readonly OldRow[], around: RunSurroundings): Reading<TakenRun>[] {
  const readings = new Map<OldRow, Reading<TakenRun>>();
  const drafts = new Map<OldRow, Draft>();
  const starts = Map.groupBy(rows, (row) => new RowReader(row).word('start_time'));
  for (const row of rows) {
    const shared = (starts.get(new RowReader(row).word('start_time'))?.length ?? 0) > 1;
    const draft = draftOf(new RowReader(row), around, shared);
    if ('findings' in draft) readings.set(row, draft);
    else drafts.set(row, draft);
  }
  for (const [, ofMachine] of Map.groupBy(drafts, ([, { machineId }]) => machineId)) {
    const inOrder = ofMachine.toSorted(
      ([a, one], [b, other]) => one.startMs - other.startMs || a.position - b.position,
    );
    let freeFrom = Number.NEGATIVE_INFINITY;
    for (const [at, [row, draft]] of inOrder.entries()) {
      const reading = place(draft, freeFrom, inOrder[at + 1]?.[1]);
      readings.set(row, reading);
      if (reading.value !== undefined) freeFrom = reading.value.endedAt ?? Number.POSITIVE_INFINITY;
    }
  }
  return rows.map((row) => readings.get(row) as Reading<TakenRun>);
}

function draftOf(reader: RowReader, around: RunSurroundings, shared: boolean): Draft | Reading<TakenRun> {
  const machineId = reader.word('machine_id');
  const unfit = around.machineProblem(machineId);
  if (unfit !== undefined) return reader.refuse('machine_id', unfit);
  const productId = around.productOf(reader.word('product_id'));
  if (productId === undefined) return reader.refuse('product_id', 'is no product that was taken');
  const startMs = reader.instant('start_time', around.nowMs);
  if (startMs == null) return reader.refuse('start_time', TIME);
  const endMs = reader.instant('end_time', around.nowMs);
  if (endMs === undefined) return reader.refuse('end_time', TIME);
  return { reader, machineId, productId, startMs, endMs, completed: isCompleted(reader, endMs), shared };
}

function isCompleted(reader: RowReader, endMs: number | null): boolean {
  const status = reader.word('status').toUpperCase();
  const completed = endMs !== null || status === 'COMPLETED';
  const name = completed ? 'COMPLETED' : 'ACTIVE';
  if (status !== name) {
    reader.change(
      'status',
      endMs === null ? 'is neither ACTIVE nor COMPLETED' : 'does not fit a run that has ended',
      name,
    );
  }
  return completed;
}

/** @param freeFrom when the run before it on the machine has ended */
function place(draft: Draft, freeFrom: number, next: Draft | undefined): Reading<TakenRun> {
  const { reader, machineId, productId, shared } = draft;
  let { startMs, endMs, completed } = draft;
  let uncertain = false;
  if (startMs < freeFrom) {
    if (!Number.isFinite(freeFrom)) return reader.refuse('start_time', 'overlaps a run that is active');
    startMs = freeFrom;
    uncertain = true;
    const why = 'lies before the run before it had ended: it cannot be earlier';
    reader.change('start_time', why, formatInstant(startMs));
  } else if (shared) {
    uncertain = true;
    reader.doubt('start_time', 'is shared by runs: it may be when the process started');
  }
  if (endMs === null && next !== undefined) {
    endMs = next.startMs;
    if (endMs <= startMs) return reader.refuse('end_time', 'is missing, and the next run leaves it no time');
    const why = 'is missing, and the next run of the machine had begun: not later than that';
    reader.change('end_time', why, formatInstant(endMs));
    if (!completed) reader.change('status', 'is active although the machine began another run', 'COMPLETED');
    completed = true;
  }
  if (completed && endMs === null) return reader.refuse('end_time', 'is missing, and nothing says when it ended');
  if (endMs !== null && endMs <= startMs) return reader.refuse('end_time', 'leaves the run no time');
  return reader.take({
    ...(keptNumber(reader.id) === undefined ? {} : { number: Number(reader.id) }),
    machineId,
    productId,
    startedAt: startMs,
    endedAt: endMs,
    scrapLength: scrapOf(reader),
    note: uncertain ? UNCERTAIN : null,
  });
}

function scrapOf(reader: RowReader): number | null {
  const given = reader.word('scrap_length');
  const length = given === '' ? null : Number(given);
  if (length === null || (length >= 0 && length <= LENGTH_MAX)) return length;
  reader.change('scrap_length', 'is no length', null);
  return null;
}
