/**
 * Takes rows that are known by a number of ours afterwards: each once, however often it is offered.
 *
 * A batch is one transaction: what is made, its events and audit, and the note that it was taken commit together, so a
 * take-over that was interrupted is simply run again. A row that was taken is not looked at again: what people have
 * changed here since is theirs.
 */
import { setImmediate } from 'node:timers/promises';
import type { Actor } from '../../../kernel/access.ts';
import { ConstraintViolation, chunksOf } from '../../../platform/database/index.ts';
import { type Store, type Transaction, TransactionConflict } from '../../../platform/outbox/index.ts';
import { type Patience, withPatience } from '../../ingestion/index.ts';
import type { OldTable } from './old-database.ts';
import type { Finding, Reading } from './reading.ts';
import { keptBecause, outcomeOf, type TakeOverReport, type Verdict } from './report.ts';
import { findTakenRows, insertTakenRows, type TakenRow, type TakeOverTables } from './taken-rows.repository.ts';

/** Rows of one transaction. */
export const BATCH_ROWS = 200;
/** In the place of our number in a dry run. */
export const NO_NUMBER = 0;

export interface TakeOverRun {
  readonly store: Store;
  readonly actor: Actor;
  readonly apply: boolean;
  readonly report: TakeOverReport;
  readonly patience: Patience;
  /** Stops between two batches. */
  readonly signal: AbortSignal | undefined;
  /** Old id → our number, of what was taken now or before, or is kept in its place. */
  readonly numbers: ReadonlyMap<OldTable, Map<string, number>>;
  /** Told of each row, in order; the take-over waits for it. */
  tell(verdict: Verdict): void | Promise<void>;
}

export type Fresh<Value> = Reading<Value> & { readonly value: Value };

export interface Hindrance {
  /** Ours that stands in its place; undefined: the row is refused. */
  readonly ourId: number | undefined;
  readonly finding: Finding;
}

export interface RowKind<Value> {
  readonly table: OldTable;
  /** What is in the way of rows that are fit by themselves, by old id. */
  hindrancesWithin?(tx: Transaction, rows: readonly Fresh<Value>[]): Promise<ReadonlyMap<string, Hindrance>>;
  /** Our numbers in the order of the rows; null for what is never asked for by number. */
  writeWithin(tx: Transaction, rows: readonly Fresh<Value>[]): Promise<readonly (number | null)[]>;
}

/** @returns false where the signal stopped it */
export async function takeRows<Value>(
  run: TakeOverRun,
  kind: RowKind<Value>,
  readings: readonly Reading<Value>[],
): Promise<boolean> {
  for (const batch of chunksOf(readings, BATCH_ROWS)) {
    if (run.signal?.aborted === true) return false;
    const { verdicts, numbers } = await withPatience(
      () => run.store.transact(run.actor, (tx) => takeBatchWithin(tx, run, kind, batch)),
      run.patience,
    );
    const known = run.numbers.get(kind.table);
    for (const [oldId, ourId] of numbers) known?.set(oldId, ourId);
    for (const verdict of verdicts) await run.tell(verdict);
    // others have their turn between two transactions
    await setImmediate();
  }
  return true;
}

async function takeBatchWithin<Value>(
  tx: Transaction,
  run: TakeOverRun,
  kind: RowKind<Value>,
  batch: readonly Reading<Value>[],
): Promise<{ verdicts: Verdict[]; numbers: Map<string, number> }> {
  const { table } = kind;
  const access = tx.access<TakeOverTables>();
  const taken = await findTakenRows(
    access,
    tx.engine,
    table,
    batch.map(({ id }) => id),
  );
  const fresh = batch.filter((row): row is Fresh<Value> => row.value !== undefined && !taken.has(row.id));
  const hindrances = (await kind.hindrancesWithin?.(tx, fresh)) ?? new Map<string, Hindrance>();
  const free = fresh.filter(({ id }) => !hindrances.has(id));
  const written = run.apply ? await conflictsFor(() => kind.writeWithin(tx, free)) : free.map(() => NO_NUMBER);
  const made = new Map(free.map(({ id }, at) => [id, written[at] ?? null]));
  const notes: TakenRow[] = [];
  const numbers = new Map<string, number>();
  const verdicts = batch.map((row): Verdict => {
    const { id, digest, findings } = row;
    const before = taken.get(id);
    const hindrance = hindrances.get(id);
    const number = before?.our_id ?? hindrance?.ourId ?? made.get(id);
    if (number != null) numbers.set(id, number);
    if (before !== undefined) return verdictOnKnown(row, before);
    if (row.value === undefined) return { table, id, outcome: 'refused', findings };
    if (hindrance !== undefined) {
      if (hindrance.ourId !== undefined) notes.push({ old_id: id, our_id: hindrance.ourId, digest });
      const outcome = hindrance.ourId === undefined ? 'refused' : 'kept';
      return { table, id, outcome, findings: [hindrance.finding] };
    }
    notes.push({ old_id: id, our_id: made.get(id) ?? null, digest });
    return { table, id, outcome: outcomeOf(findings), findings };
  });
  if (run.apply) await conflictsFor(() => insertTakenRows(access, tx.engine, table, notes, tx.recordedAt));
  return { verdicts, numbers };
}

/** The verdict on a row that was taken before. */
export function verdictOnKnown({ table, id, digest }: Reading<unknown>, before: TakenRow): Verdict {
  if (before.digest === digest) return { table, id, outcome: 'unchanged', findings: [] };
  const reason = 'has been changed there since it was taken: what is here stays as it is';
  return { table, id, outcome: 'kept', findings: [keptBecause(null, reason, '')] };
}

/** Somebody else has made the same in between: all of it is looked at again. */
async function conflictsFor<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConstraintViolation && error.kind === 'unique') {
      throw new TransactionConflict('rows of a take-over');
    }
    throw error;
  }
}
