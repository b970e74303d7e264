/**
 * Records what machines did.
 *
 * Upserts by the source's id: repeating a call changes nothing, a later edit replaces the period and keeps what it
 * said before as a revision. Periods, sums and events of a call commit together.
 */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { TableAccess } from '../../../platform/database/index.ts';
import { type Store, type Transaction, TransactionConflict } from '../../../platform/outbox/index.ts';
import type { Rollups, TouchedRange } from '../accounting/rollups.service.ts';
import { resolveReasonsWithin } from '../reasons/reasons.resolve.ts';
import { lockShiftsWithin } from '../shifts/shift-lock.ts';
import type { TimelineTables } from '../tables.ts';
import { announcePeriods, type PeriodSource } from './announced-periods.ts';
import {
  type Change,
  outcomeOf,
  type RecordedPeriods,
  sortOut,
  toRevision,
  toRow,
  touchedBy,
} from './period-changes.ts';
import {
  addRevisions,
  findPeriods,
  findToldAround,
  lockMachines,
  toInput,
  upsertPeriods,
} from './periods.repository.ts';
import { findPeriodFault, lastOfEachId, type StatusPeriodInput } from './periods.rules.ts';
import { replacedIn, type ToldWindow } from './told-window.ts';

/** Periods in one call: one transaction's worth. */
export const PERIODS_PER_CALL_MAX = 5_000;

/** Runs inside the transaction that changed periods, before it commits, with the time that may look different now. */
export type PeriodsListener = (tx: Transaction, touched: readonly TouchedRange[]) => Promise<void>;

export interface Periods {
  /**
   * @param periods best in order of machine and time, some hundreds a call; their machines must exist
   * @throws validation-failed for a period that `findPeriodFault` refuses; nothing of the call is then stored
   */
  recordPeriods(actor: Actor, periods: readonly StatusPeriodInput[], source: PeriodSource): Promise<RecordedPeriods>;
  /**
   * {@link recordPeriods} in a transaction of the caller's. Before anything of production is locked.
   * @throws as {@link recordPeriods}
   */
  recordPeriodsWithin(
    tx: Transaction,
    periods: readonly StatusPeriodInput[],
    source: PeriodSource,
  ): Promise<RecordedPeriods>;
  /**
   * What a kind of source told of a machine around [fromMs, toMs], by start: from the last period that begins at or before
   * it to the first that begins behind it. Asked of a machine that is held, it stays so.
   */
  findToldAroundWithin(
    tx: Transaction,
    kind: PeriodSource['kind'],
    machineId: string,
    fromMs: number,
    toMs: number,
  ): Promise<StatusPeriodInput[]>;
  /**
   * Records those whose id nobody has told of yet, and leaves all others as they are.
   * @returns as {@link recordPeriods}; in `updatedIds` those that are there with other content, which stays
   * @throws as {@link recordPeriods}
   */
  addPeriods(actor: Actor, periods: readonly StatusPeriodInput[], source: PeriodSource): Promise<RecordedPeriods>;
  /**
   * Records all that a source tells of a window of a machine, and cuts off what it told before and has replaced: see
   * `replaced.rules.ts`. Where nothing differs nothing is written.
   * @returns as {@link recordPeriods}; what is cut counts as updated
   * @throws as {@link recordPeriods}
   */
  recordWindow(
    actor: Actor,
    window: ToldWindow,
    periods: readonly StatusPeriodInput[],
    source: PeriodSource,
  ): Promise<RecordedPeriods>;
  /** What {@link recordPeriods} would do, without doing it. */
  comparePeriods(periods: readonly StatusPeriodInput[]): Promise<RecordedPeriods>;
  /**
   * Which machine each of the periods belongs to; ids that no stored period has are not in it.
   * @param access of the transaction to read in; absent: outside of one
   */
  machinesOfPeriods(
    periodIds: readonly string[],
    access?: TableAccess<TimelineTables>,
  ): Promise<ReadonlyMap<string, string>>;
  /** Called inside each transaction that changes periods: what others keep of them follows in it. */
  onPeriodsChangedWithin(listener: PeriodsListener): void;
}

export function createPeriods(store: Store, rollups: Rollups): Periods {
  const listeners: PeriodsListener[] = [];

  async function record(
    actor: Actor,
    periods: readonly StatusPeriodInput[],
    source: PeriodSource,
    isWanted?: (change: Change) => boolean,
  ): Promise<RecordedPeriods> {
    const accepted = checked(periods);
    if (accepted.length === 0) return outcomeOf([], []);
    return store.transact(actor, (tx) => recordWithin(tx, { rollups, listeners }, accepted, source, isWanted));
  }

  return {
    recordPeriods: (actor, periods, source) => record(actor, periods, source),
    addPeriods: (actor, periods, source) => record(actor, periods, source, ({ before }) => before === undefined),
    async recordPeriodsWithin(tx, periods, source) {
      const accepted = checked(periods);
      if (accepted.length === 0) return outcomeOf([], []);
      return recordWithin(tx, { rollups, listeners }, accepted, source);
    },
    async findToldAroundWithin(tx, kind, machineId, fromMs, toMs) {
      const rows = await findToldAround(tx.access<TimelineTables>(), kind, machineId, fromMs, toMs);
      return rows.map(toInput);
    },
    async recordWindow(actor, window, periods, source) {
      const accepted = checked(periods);
      const reads = store.access<TimelineTables>();
      const expected = [...accepted, ...(await replacedIn(reads, window, accepted))];
      const stored = await findPeriods(reads, store.engine, expected.map(idOf));
      if (sortOut(expected, stored).length === 0) return outcomeOf(accepted, []);
      return store.transact(actor, async (tx) => {
        const access = tx.access<TimelineTables>();
        await lockShiftsWithin(tx, 'share');
        await lockMachines(access, tx.engine, [window.machineId], tx.recordedAt);
        const changed = [...accepted, ...(await replacedIn(access, window, accepted))];
        return recordWithin(tx, { rollups, listeners }, changed, source);
      });
    },
    async comparePeriods(periods) {
      const accepted = checked(periods);
      const stored = await findPeriods(store.access<TimelineTables>(), store.engine, accepted.map(idOf));
      return outcomeOf(accepted, sortOut(accepted, stored));
    },
    async machinesOfPeriods(periodIds, access = store.access<TimelineTables>()) {
      if (periodIds.length === 0) return new Map();
      const periods = await findPeriods(access, store.engine, periodIds);
      return new Map(periods.map((period) => [period.id, period.machine_id]));
    },
    onPeriodsChangedWithin: (listener) => void listeners.push(listener),
  };
}

function checked(periods: readonly StatusPeriodInput[]): StatusPeriodInput[] {
  if (periods.length > PERIODS_PER_CALL_MAX) {
    throw new DomainError('validation-failed', `At most ${PERIODS_PER_CALL_MAX} periods can be recorded at once.`);
  }
  for (const period of periods) {
    const fault = findPeriodFault(period);
    if (fault !== undefined)
      throw new DomainError('validation-failed', `Status period '${period.id}': ${fault.reason}.`);
  }
  return lastOfEachId(periods);
}

async function recordWithin(
  tx: Transaction,
  { rollups, listeners }: { readonly rollups: Rollups; readonly listeners: readonly PeriodsListener[] },
  periods: readonly StatusPeriodInput[],
  source: PeriodSource,
  isWanted: (change: Change) => boolean = () => true,
): Promise<RecordedPeriods> {
  const access = tx.access<TimelineTables>();
  await lockShiftsWithin(tx, 'share');
  const machineIds = new Set(periods.map((period) => period.machineId));
  const staleFrom = await lockMachines(access, tx.engine, [...machineIds], tx.recordedAt);
  const stored = await findPeriods(access, tx.engine, periods.map(idOf));
  const formerMachines = stored.map((row) => row.machine_id).filter((id) => !machineIds.has(id));
  if (formerMachines.length > 0) {
    const locked = await lockMachines(access, tx.engine, [...new Set(formerMachines)], tx.recordedAt);
    for (const [machineId, staleMs] of locked) staleFrom.set(machineId, staleMs);
  }
  const differing = sortOut(periods, stored);
  const changes = differing.filter(isWanted);
  if (changes.length === 0) return outcomeOf(periods, differing);

  const aliases = await resolveReasonsWithin(tx, [...new Set(changes.map(({ period }) => period.reasonText ?? ''))]);
  const rows = changes.map((change) => toRow(change, aliases, tx.recordedAt, `${source.kind}:${source.name}`));
  const revisions = changes.flatMap(({ before }) => (before === undefined ? [] : [toRevision(before, tx.recordedAt)]));
  // the same id may be on its way for another machine, whose lock is not ours
  if ((await upsertPeriods(access, tx.engine, rows)) < rows.length) {
    throw new TransactionConflict('a status period was changed in between');
  }
  await addRevisions(access, tx.engine, revisions);
  const touched = changes.flatMap(touchedBy);
  await rollups.refreshWithin(tx, touched, staleFrom);
  for (const listener of listeners) await listener(tx, touched);
  announcePeriods(tx, changes, source);
  return outcomeOf(periods, differing);
}

function idOf(period: StatusPeriodInput): string {
  return period.id;
}
