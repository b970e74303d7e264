/** Stops that may have lasted long within a window: found by the indexes of long ones and of those that go on. */
import { sql } from 'kysely';
import { compiledOnce, type Engine, isAnyOf, type SlotOf, type TableAccess } from '../../../platform/database/index.ts';
import type { StatusPeriodsTable, TimelineTables } from '../tables.ts';
import { earliestStart } from './period-reads.repository.ts';

type Access = TableAccess<TimelineTables>;

/** From this length on, stops have an index of their own (see the migration). */
const INDEXED_STOP_MS = 1_800_000;

/** What a long stop is told by, and whether another period of its machine began while it lasted. */
export type StopCandidate = Pick<
  StatusPeriodsTable,
  'id' | 'machine_id' | 'started_at' | 'ended_at' | 'category' | 'alias_id' | 'reason_text'
> & { readonly is_shared: unknown };

/**
 * The stop itself is one that began while it lasted, so two are enough; the index alone tells.
 * Asked per row: as a join, PostgreSQL would compare every candidate with every period.
 */
const isShared = sql<unknown>`(
  select count(*) from (
    select 1 from status_periods as other
    where other.machine_id = status_periods.machine_id
      and other.started_at >= status_periods.started_at
      and other.started_at < coalesce(status_periods.ended_at, 9007199254740991)
    limit 2) as begun) = 2`.as('is_shared');

interface OpenStopValues {
  readonly machineIds: readonly string[];
  readonly toMs: number;
}

interface ClosedStopValues extends OpenStopValues {
  readonly earliestMs: number;
  readonly fromMs: number;
  readonly thresholdMs: number;
}

const stops = (access: Access, slot: SlotOf<OpenStopValues>, engine: Engine, limit: number) =>
  access
    .selectFrom('status_periods')
    .select(['id', 'machine_id', 'started_at', 'ended_at', 'category', 'alias_id', 'reason_text'])
    .select(isShared)
    .where(isAnyOf(engine, 'machine_id', slot('machineIds')))
    .where('started_at', '<', slot('toMs'))
    .where(sql<boolean>`category between 1 and 3`)
    // SQLite plans a statement anew whenever its limit is bound: some 20 µs each time
    .limit(sql.lit(limit));

const closedStops = compiledOnce(
  (access: Access, slot: SlotOf<ClosedStopValues>, engine: Engine, limit: number, areIndexed: boolean) =>
    stops(access, slot, engine, limit)
      .where('started_at', '>=', slot('earliestMs'))
      .where('ended_at', '>', slot('fromMs'))
      .where(sql<boolean>`ended_at - started_at > ${slot('thresholdMs')}`)
      .$if(areIndexed, (q) => q.where(sql<boolean>`ended_at - started_at >= ${sql.lit(INDEXED_STOP_MS)}`)),
);

const openStops = compiledOnce((access: Access, slot: SlotOf<OpenStopValues>, engine: Engine, limit: number) =>
  stops(access, slot, engine, limit).where('ended_at', 'is', null),
);

interface StopWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly thresholdMs: number;
  readonly limit: number;
}

/** Stops that overlap the window and last longer than the threshold in all, open ones always; `limit` of each search. */
export async function listStopCandidates(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  window: StopWindow,
): Promise<StopCandidate[]> {
  const open = await openStops(access, { ...window, machineIds }, engine, window.limit);
  const listClosed = window.thresholdMs >= INDEXED_STOP_MS ? listClosedLong : listClosedOfAnyLength;
  return [...(await listClosed(access, engine, machineIds, window)), ...open];
}

/** What has begun before the window and reaches into it is mostly short: the index of long ones tells what is not. */
async function listClosedOfAnyLength(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  window: StopWindow,
): Promise<StopCandidate[]> {
  const earliestMs = window.fromMs - INDEXED_STOP_MS;
  const before = await listClosedLong(access, engine, machineIds, window, earliestMs);
  return [
    ...before,
    ...(await closedStops(access, { ...window, machineIds, earliestMs }, engine, window.limit, false)),
  ];
}

/** @param beforeMs before which they have begun */
function listClosedLong(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  window: StopWindow,
  beforeMs = window.toMs,
): Promise<StopCandidate[]> {
  const values = { ...window, machineIds, earliestMs: earliestStart(window.fromMs), toMs: beforeMs };
  return closedStops(access, values, engine, window.limit, true);
}
