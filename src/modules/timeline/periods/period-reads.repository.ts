/** Reads of single periods: each walks index ranges that a window bounds, or an index of the few that are asked for. */
import { sql } from 'kysely';
import { DAY_MS } from '../../../kernel/clock.ts';
import { type Engine, isAnyOf, jsonRows, type TableAccess } from '../../../platform/database/index.ts';
import type { StatusPeriodsTable, TimelineTables } from '../tables.ts';
import type { PeriodSpan } from './overlaps.rules.ts';
import { toSpan } from './periods.repository.ts';
import { PERIOD_DAYS_MAX } from './periods.rules.ts';

type Access = TableAccess<TimelineTables>;

/** No closed period that begins before this reaches `fromMs`. */
function earliestStart(fromMs: number): number {
  return fromMs - PERIOD_DAYS_MAX * DAY_MS;
}

/** When the first period of each machine began; machines without periods are not in it. */
export async function findEarliestStarts(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
): Promise<Map<string, number>> {
  // a look at the head of each machine's index instead of a pass over all periods
  const rows = await access
    .selectFrom('timeline_machines')
    .select('machine_id')
    .select((eb) =>
      eb
        .selectFrom('status_periods')
        .select('started_at')
        .whereRef('status_periods.machine_id', '=', 'timeline_machines.machine_id')
        .orderBy('started_at')
        .limit(1)
        .as('startMs'),
    )
    .where(isAnyOf(engine, 'machine_id', machineIds))
    .execute();
  return new Map(rows.flatMap(({ machine_id, startMs }) => (startMs === null ? [] : [[machine_id, startMs] as const])));
}

export async function findEarliestStart(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
): Promise<number | undefined> {
  const starts = await findEarliestStarts(access, engine, machineIds);
  return starts.size === 0 ? undefined : Math.min(...starts.values());
}

/** A period without what only its keeping needs. */
export type PeriodRow = Omit<StatusPeriodsTable, 'recorded_at' | 'source'>;

/** Rows that begin in [fromMs, toMs), in no order. */
export async function listBegunBetween(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<PeriodRow[]> {
  return access
    .selectFrom('status_periods')
    .select(['id', 'machine_id', 'started_at', 'ended_at', 'classification', 'productivity'])
    .select(['reason_text', 'alias_id', 'category', 'revision'])
    .where(isAnyOf(engine, 'machine_id', machineIds))
    .where('started_at', '>=', fromMs)
    .where('started_at', '<', toMs)
    .execute();
}

/** From this length on, stops have an index of their own (see the migration). */
const INDEXED_STOP_MS = 1_800_000;

/** A stop, and whether another period of its machine began while it lasted. */
export type StopCandidate = StatusPeriodsTable & { readonly is_shared: unknown };

/** Asked per row: as a join, PostgreSQL would compare every candidate with every period. */
const isShared = sql<unknown>`exists (
  select 1 from status_periods as other
  where other.machine_id = status_periods.machine_id
    and other.started_at >= status_periods.started_at
    and other.started_at < coalesce(status_periods.ended_at, 9007199254740991)
    and other.id <> status_periods.id)`.as('is_shared');

/** Stops that overlap the window and last longer than the threshold in all, open ones always. */
export async function listStopCandidates(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  window: { fromMs: number; toMs: number; thresholdMs: number; limit: number },
): Promise<StopCandidate[]> {
  const closed = await access
    .selectFrom('status_periods')
    .selectAll()
    .select(isShared)
    .where(isAnyOf(engine, 'machine_id', machineIds))
    .where('started_at', '>=', earliestStart(window.fromMs))
    .where('started_at', '<', window.toMs)
    .where('ended_at', '>', window.fromMs)
    .where(sql<boolean>`ended_at - started_at > ${window.thresholdMs}`)
    .where(sql<boolean>`category between 1 and 3`)
    .limit(window.limit)
    .$if(window.thresholdMs >= INDEXED_STOP_MS, (q) =>
      q.where(sql<boolean>`ended_at - started_at >= ${sql.lit(INDEXED_STOP_MS)}`),
    )
    .execute();
  const open = await access
    .selectFrom('status_periods')
    .selectAll()
    .select(isShared)
    .where(isAnyOf(engine, 'machine_id', machineIds))
    .where('ended_at', 'is', null)
    .where('started_at', '<', window.toMs)
    .where(sql<boolean>`category between 1 and 3`)
    .execute();
  return [...closed, ...open];
}

/** The periods that take time from each candidate: of the same machine, and begun while it lasted. By candidate's id. */
export async function listTakers(
  access: Access,
  engine: Engine,
  candidates: readonly StopCandidate[],
  window: { fromMs: number; toMs: number },
): Promise<Map<string, PeriodSpan[]>> {
  const shared = candidates.filter((row) => Boolean(row.is_shared));
  if (shared.length === 0) return new Map();
  const wanted = shared.map((row) => ({
    candidate: row.id,
    machine: row.machine_id,
    from_ms: row.started_at,
    to_ms: Math.min(row.ended_at ?? window.toMs, window.toMs),
  }));
  const columns = { candidate: 'text', machine: 'text', from_ms: 'integer', to_ms: 'integer' } as const;
  const rows = await access
    .selectFrom(sql<(typeof wanted)[number]>`(${jsonRows(engine, wanted, columns)})`.as<'c'>(sql.ref('c')))
    .innerJoin('status_periods as p', (join) =>
      join
        .onRef('p.machine_id', '=', 'c.machine')
        .onRef('p.started_at', '>=', 'c.from_ms')
        .onRef('p.started_at', '<', 'c.to_ms')
        .onRef('p.id', '!=', 'c.candidate'),
    )
    .where((eb) => eb.or([eb('p.ended_at', 'is', null), eb('p.ended_at', '>', window.fromMs)]))
    .select(['c.candidate', 'p.id', 'p.started_at', 'p.ended_at', 'p.category', 'p.alias_id'])
    .execute();
  const takers = Map.groupBy(rows, (row) => row.candidate);
  return new Map(Array.from(takers, ([candidate, of]) => [candidate, of.map(toSpan)]));
}
