/**
 * Records what machines did.
 *
 * Upserts by the source's id: repeating a call changes nothing, a later edit replaces the period and keeps what it
 * said before as a revision. Periods, sums and events of a call commit together.
 */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { TableAccess } from '../../../platform/database/index.ts';
import type { Store, Transaction } from '../../../platform/outbox/index.ts';
import type { TimelineTables } from '../tables.ts';
import { announcePeriods, type PeriodSource } from './announced-periods.ts';
import { type ExplainedPeriod, type Explanation, explainWithin } from './explained-periods.ts';
import { reasonAfterTold } from './explained-reasons.rules.ts';
import { findStanding } from './explanations.repository.ts';
import { type Change, outcomeOf, type ReasonedChange, type RecordedPeriods, sortOut } from './period-changes.ts';
import type { PeriodsListener, PeriodWriter } from './period-writes.ts';
import { findPeriods, findToldAround, toInput } from './periods.repository.ts';
import { findPeriodFault, lastOfEachId, type StatusPeriodInput } from './periods.rules.ts';
import { replacedIn, type ToldWindow } from './told-window.ts';

/** Periods in one call: one transaction's worth. */
export const PERIODS_PER_CALL_MAX = 5_000;

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
  /**
   * Lets what a person says count as the reason of a period, or the source's word again. Periods, sums and events follow
   * as for any late edit.
   * @param judge sees the period as it stays until the transaction ends; undefined: nothing is to change
   * @returns whether something has changed
   * @throws period-not-found, and what `judge` throws
   */
  explainPeriodWithin(
    tx: Transaction,
    periodId: string,
    judge: (period: ExplainedPeriod) => Promise<Explanation | undefined>,
  ): Promise<boolean>;
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

export function createPeriods(store: Store, writer: PeriodWriter): Periods {
  async function record(
    actor: Actor,
    periods: readonly StatusPeriodInput[],
    source: PeriodSource,
    isWanted?: (change: Change) => boolean,
  ): Promise<RecordedPeriods> {
    const accepted = checked(periods);
    if (accepted.length === 0) return outcomeOf([], []);
    return store.transact(actor, (tx) => recordWithin(tx, writer, accepted, source, isWanted));
  }

  return {
    recordPeriods: (actor, periods, source) => record(actor, periods, source),
    addPeriods: (actor, periods, source) => record(actor, periods, source, ({ before }) => before === undefined),
    async recordPeriodsWithin(tx, periods, source) {
      const accepted = checked(periods);
      if (accepted.length === 0) return outcomeOf([], []);
      return recordWithin(tx, writer, accepted, source);
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
        await writer.holdWithin(tx, [window.machineId]);
        const changed = [...accepted, ...(await replacedIn(access, window, accepted))];
        return recordWithin(tx, writer, changed, source);
      });
    },
    explainPeriodWithin: (tx, periodId, judge) => explainWithin(tx, writer, periodId, judge),
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
    onPeriodsChangedWithin: writer.addListener,
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
  writer: PeriodWriter,
  periods: readonly StatusPeriodInput[],
  source: PeriodSource,
  isWanted: (change: Change) => boolean = () => true,
): Promise<RecordedPeriods> {
  const access = tx.access<TimelineTables>();
  const machineIds = new Set(periods.map((period) => period.machineId));
  const held = await writer.holdWithin(tx, [...machineIds]);
  const stored = await findPeriods(access, tx.engine, periods.map(idOf));
  const formerMachines = stored.map((row) => row.machine_id).filter((id) => !machineIds.has(id));
  if (formerMachines.length > 0) {
    for (const [id, staleMs] of await writer.holdWithin(tx, [...new Set(formerMachines)])) held.set(id, staleMs);
  }
  const differing = sortOut(periods, stored);
  const changes = differing.filter(isWanted);
  if (changes.length === 0) return outcomeOf(periods, differing);

  const reasoned = await withReasons(tx, changes);
  await writer.writeWithin(tx, reasoned, held, () => `${source.kind}:${source.name}`);
  announcePeriods(tx, changes, source);
  return outcomeOf(periods, differing);
}

/** What a person said of a stop outlives the source's telling of it once more. */
async function withReasons(tx: Transaction, changes: readonly Change[]): Promise<ReasonedChange[]> {
  const known = changes.flatMap(({ before }) => before ?? []);
  const explained = await findStanding(tx.access<TimelineTables>(), tx.engine, known);
  return changes.map((change) => {
    const toldThen = explained.get(change.period.id)?.told_reason ?? null;
    return { ...change, reason: reasonAfterTold(change.before, change.period.reasonText, toldThen) };
  });
}

function idOf(period: StatusPeriodInput): string {
  return period.id;
}
