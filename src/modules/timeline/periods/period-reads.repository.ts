/** Reads of single periods: each walks index ranges that a window bounds, or an index of the few that are asked for. */
import { type SqlBool, sql } from 'kysely';
import { DAY_MS } from '../../../kernel/clock.ts';
import {
  compiledOnce,
  type Engine,
  isAnyOf,
  rowsAs,
  type SlotOf,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { StatusPeriodsTable, TimelineTables } from '../tables.ts';
import type { PeriodSpan } from './overlaps.rules.ts';
import { toSpan } from './periods.repository.ts';
import { PERIOD_DAYS_MAX } from './periods.rules.ts';

type Access = TableAccess<TimelineTables>;

/** No closed period that begins before this reaches `fromMs`. */
export function earliestStart(fromMs: number): number {
  return fromMs - PERIOD_DAYS_MAX * DAY_MS;
}

/** When the first period of each machine from `fromMs` on began; machines without any are not in it. */
export async function findEarliestStarts(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  fromMs?: number,
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
        .$if(fromMs !== undefined, (q) => q.where('started_at', '>=', fromMs ?? 0))
        .orderBy('started_at')
        .limit(1)
        .as('startMs'),
    )
    .where(isAnyOf(engine, 'machine_id', machineIds))
    .execute();
  return new Map(rows.flatMap(({ machine_id, startMs }) => (startMs === null ? [] : [[machine_id, startMs] as const])));
}

/** When the first period of any of the machines from `fromMs` on begins; undefined where none does. */
export async function findNextStart(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  fromMs?: number,
): Promise<number | undefined> {
  const starts = await findEarliestStarts(access, engine, machineIds, fromMs);
  return starts.size === 0 ? undefined : Math.min(...starts.values());
}

interface LastBegunValues {
  readonly machines: readonly { readonly machine_id: string }[];
  readonly atMs: number;
}

const lastBegun = compiledOnce((access: Access, slot: SlotOf<LastBegunValues>, engine: Engine) =>
  access
    .selectFrom(rowsAs(engine, slot('machines'), { machine_id: 'text' }, 'm'))
    .innerJoin('status_periods as p', (join) =>
      join.on('p.id', '=', (eb) =>
        eb
          .selectFrom('status_periods as b')
          .select('b.id')
          .whereRef('b.machine_id', '=', 'm.machine_id')
          .where('b.started_at', '<=', slot('atMs'))
          .orderBy('b.started_at', 'desc')
          .orderBy('b.id', 'desc')
          .limit(sql.lit(1)),
      ),
    )
    .select(['p.machine_id', 'p.id', 'p.started_at', 'p.ended_at', 'p.category', 'p.alias_id']),
);

/** The period of each machine that began last at or before the instant; machines without any are not in it. */
export async function findLastBegun(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  atMs: number,
): Promise<Map<string, PeriodSpan>> {
  const machines = machineIds.map((machine_id) => ({ machine_id }));
  const rows = await lastBegun(access, { machines, atMs }, engine);
  return new Map(rows.map((row) => [row.machine_id, toSpan(row)]));
}

/** A period without what only its keeping needs. */
export type PeriodRow = Omit<StatusPeriodsTable, 'recorded_at' | 'source' | 'told_reason' | 'explained_in'>;

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

/** A stretch of a machine's time. */
export interface MachineRange {
  readonly machineId: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface MachineSpan extends PeriodSpan {
  readonly machineId: string;
}

/** Periods that begin in the ranges, in no order; once for each range that they begin in. */
export async function listSpansBegunIn(
  access: Access,
  engine: Engine,
  ranges: readonly MachineRange[],
): Promise<MachineSpan[]> {
  const wanted = ranges.map(({ machineId, startMs, endMs }) => ({
    machine: machineId,
    from_ms: startMs,
    to_ms: endMs,
  }));
  const columns = { machine: 'text', from_ms: 'integer', to_ms: 'integer' } as const;
  const rows = await access
    .selectFrom(rowsAs(engine, wanted, columns, 'r'))
    .innerJoin('status_periods as p', (join) =>
      join
        .onRef('p.machine_id', '=', 'r.machine')
        .onRef('p.started_at', '>=', 'r.from_ms')
        .onRef('p.started_at', '<', 'r.to_ms'),
    )
    .select(['p.machine_id', 'p.id', 'p.started_at', 'p.ended_at', 'p.category', 'p.alias_id'])
    .execute();
  return rows.map((row) => Object.assign(toSpan(row), { machineId: row.machine_id }));
}

/** A stop, and whether it may go on in a neighbour of the same reason. */
export interface StopSpan extends MachineSpan {
  readonly goesOn: boolean;
  readonly wentOn: boolean;
}

interface StopsByIdValues {
  readonly ids: readonly string[];
  readonly gapMs: number;
}

const isAlike = (other: string) => sql<SqlBool>`${sql.ref(other)}.category between 1 and 3
  and (select reason_id from reason_aliases where id = ${sql.ref(other)}.alias_id)
    = (select reason_id from reason_aliases where id = p.alias_id)`;

/**
 * One statement: nearly no stop has such a neighbour, and to read the neighbours of all would cost thrice as much. Before
 * a stop come those that began less than the gap before it, and the one before them, which may have ended since.
 */
const stopsById = compiledOnce((access: Access, slot: SlotOf<StopsByIdValues>, engine: Engine) =>
  access
    .selectFrom('status_periods as p')
    .select(['p.machine_id', 'p.id', 'p.started_at', 'p.ended_at', 'p.category', 'p.alias_id'])
    .select([
      sql<unknown>`exists (
        select 1 from status_periods as n
        where n.machine_id = p.machine_id and n.started_at > p.ended_at - ${slot('gapMs')}
          and n.started_at < p.ended_at + ${slot('gapMs')} and n.id <> p.id and ${isAlike('n')})`.as('goes_on'),
      // of those that began less than a gap before, and of the last one before those
      sql<unknown>`exists (
        select 1 from status_periods as b
        where b.machine_id = p.machine_id and b.started_at < p.started_at and b.started_at >= coalesce((
            select max(l.started_at) from status_periods as l
            where l.machine_id = p.machine_id and l.started_at <= p.started_at - ${slot('gapMs')}
          ), p.started_at - ${slot('gapMs')})
          and b.ended_at > p.started_at - ${slot('gapMs')} and ${isAlike('b')})`.as('went_on'),
    ])
    .where(isAnyOf(engine, 'p.id', slot('ids')))
    .where(sql<SqlBool>`p.category between 1 and 3`),
);

/** In no order; ids that no stop has are not in it. */
export async function findStopsById(access: Access, engine: Engine, values: StopsByIdValues): Promise<StopSpan[]> {
  const rows = await stopsById(access, values, engine);
  return rows.map((row) =>
    Object.assign(toSpan(row), {
      machineId: row.machine_id,
      goesOn: Boolean(row.goes_on),
      wentOn: Boolean(row.went_on),
    }),
  );
}

/** The period of the machine that began last at or before each instant, in the order of the instants. */
export async function findLastBegunAt(
  access: Access,
  engine: Engine,
  points: readonly { readonly machineId: string; readonly atMs: number }[],
): Promise<(MachineSpan | undefined)[]> {
  const wanted = points.map(({ machineId, atMs }, nth) => ({ nth, machine: machineId, at_ms: atMs }));
  const columns = { nth: 'integer', machine: 'text', at_ms: 'integer' } as const;
  const rows = await access
    .selectFrom(rowsAs(engine, wanted, columns, 'r'))
    .innerJoin('status_periods as p', (join) =>
      join.on('p.id', '=', (eb) =>
        eb
          .selectFrom('status_periods as b')
          .select('b.id')
          .whereRef('b.machine_id', '=', 'r.machine')
          .whereRef('b.started_at', '<=', 'r.at_ms')
          .orderBy('b.started_at', 'desc')
          .orderBy('b.id', 'desc')
          .limit(sql.lit(1)),
      ),
    )
    .select(['r.nth', 'p.machine_id', 'p.id', 'p.started_at', 'p.ended_at', 'p.category', 'p.alias_id'])
    .execute();
  const found: (MachineSpan | undefined)[] = points.map(() => undefined);
  for (const row of rows) found[row.nth] = Object.assign(toSpan(row), { machineId: row.machine_id });
  return found;
}
