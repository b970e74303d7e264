/** Changed periods on their way to disk: their rows and revisions, the sums that they touch, and who follows them. */
import { type Transaction, TransactionConflict } from '../../../platform/outbox/index.ts';
import type { Rollups, TouchedRange } from '../accounting/rollups.service.ts';
import { resolveReasonsWithin } from '../reasons/reasons.resolve.ts';
import { lockShiftsWithin } from '../shifts/shift-lock.ts';
import type { TimelineTables } from '../tables.ts';
import { type ReasonedChange, toRevision, toRow, touchedBy } from './period-changes.ts';
import { addRevisions, lockMachines, upsertPeriods } from './periods.repository.ts';

/** Runs inside the transaction that changed periods, before it commits, with the time that may look different now. */
export type PeriodsListener = (tx: Transaction, touched: readonly TouchedRange[]) => Promise<void>;

/** Since when the sums of each locked machine are stale; null: they are right. */
export type HeldMachines = Map<string, number | null>;

export interface PeriodWriter {
  /** Nobody else changes periods of the machines, nor shifts, until the transaction ends. */
  holdWithin(tx: Transaction, machineIds: readonly string[]): Promise<HeldMachines>;
  /**
   * Writes the changes, what their periods said before, and the sums; listeners follow.
   * @param held of every machine that the changes touch
   * @param sourceOf what stands in the row of a change
   * @throws TransactionConflict where another transaction was first
   */
  writeWithin(
    tx: Transaction,
    changes: readonly ReasonedChange[],
    held: HeldMachines,
    sourceOf: (change: ReasonedChange) => string,
  ): Promise<void>;
  addListener(listener: PeriodsListener): void;
}

export function createPeriodWriter(rollups: Rollups): PeriodWriter {
  const listeners: PeriodsListener[] = [];
  return {
    async holdWithin(tx, machineIds) {
      await lockShiftsWithin(tx, 'share');
      return lockMachines(tx.access<TimelineTables>(), tx.engine, machineIds, tx.recordedAt);
    },
    async writeWithin(tx, changes, held, sourceOf) {
      const access = tx.access<TimelineTables>();
      const aliases = await resolveReasonsWithin(tx, [...new Set(changes.map(({ reason }) => reason.text ?? ''))]);
      const rows = changes.map((change) => toRow(change, aliases, tx.recordedAt, sourceOf(change)));
      const revisions = changes.flatMap(({ before }) =>
        before === undefined ? [] : [toRevision(before, tx.recordedAt)],
      );
      // the same id may be on its way for another machine, whose lock is not ours
      if ((await upsertPeriods(access, tx.engine, rows)) < rows.length) {
        throw new TransactionConflict('a status period was changed in between');
      }
      await addRevisions(access, tx.engine, revisions);
      const touched = changes.flatMap(touchedBy);
      await rollups.refreshWithin(tx, touched, held);
      for (const listener of listeners) await listener(tx, touched);
    },
    addListener: (listener) => void listeners.push(listener),
  };
}
