/**
 * Periods by what they were, the latest first: from the end of the range towards its beginning, a few thousand at a time.
 * The cost of a page follows the time that has to be passed over to fill it, not history.
 */
import { setImmediate } from 'node:timers/promises';
import type { SelectQueryBuilder, SqlBool } from 'kysely';
import { sql } from 'kysely';
import { DAY_MS, HOUR_MS } from '../../../kernel/clock.ts';
import { isAnyOf } from '../../../platform/database/index.ts';
import { Category } from '../periods/categories.rules.ts';
import { listSpansReachingIn, type PeriodWindow, type RowPosition } from '../periods/period-windows.ts';
import type { ReadContext } from '../read-context.ts';
import { findAskingAliases } from '../reasons/reasons.repository.ts';
import type { StatusPeriodsTable, TimelineTables } from '../tables.ts';

export interface PeriodSearch extends PeriodWindow {
  /** Only these; all where absent. */
  readonly categories?: readonly Category[] | undefined;
  /** Only stops whose reason somebody should be asked for. */
  readonly unanswered?: boolean | undefined;
  /** Only of this entry of the catalogue. */
  readonly reasonId?: number | undefined;
  /** Only those that lasted at least so long; open ones up to now. */
  readonly minMs: number;
  readonly nowMs: number;
}

/** Machine-time looked through at once: some thousand rows of a busy factory. */
const MACHINE_DAYS_AT_ONCE = 60;

type Periods = SelectQueryBuilder<TimelineTables, 'status_periods', StatusPeriodsTable>;
type Narrow = (periods: Periods) => Periods;

/**
 * Those that overlap the range and have a length, by start and id, the latest first, from behind `after`. What a source
 * has taken back has none.
 */
export async function searchPeriods(
  context: ReadContext,
  search: PeriodSearch,
  after: RowPosition | undefined,
  limit: number,
): Promise<StatusPeriodsTable[]> {
  const { access, engine } = context;
  const { machineIds, fromMs, toMs } = search;
  if (machineIds.length === 0 || fromMs >= toMs) return [];
  const narrow = await narrowing(context, search);
  const all = () => narrow(access.selectFrom('status_periods').selectAll() as unknown as Periods);
  const isBehind = ({ started_at: start, id }: StatusPeriodsTable) =>
    after === undefined || start < after[0] || (start === after[0] && id < after[1]);
  const found: StatusPeriodsTable[] = [];
  const take = (rows: readonly StatusPeriodsTable[]) => {
    found.push(
      ...rows
        .filter(isBehind)
        .sort(latestFirst)
        .slice(0, limit - found.length),
    );
    return found.length === limit;
  };

  const stepMs = Math.max(HOUR_MS, (MACHINE_DAYS_AT_ONCE / machineIds.length) * DAY_MS);
  let untilMs = after === undefined ? toMs : Math.min(toMs, after[0] + 1);
  while (untilMs > fromMs) {
    const startMs = Math.max(fromMs, Math.floor(untilMs - stepMs));
    const rows = await all()
      .where(isAnyOf(engine, 'machine_id', machineIds))
      .where('started_at', '>=', startMs)
      .where('started_at', '<', untilMs)
      .execute();
    if (take(rows)) return found;
    // years without such a period's machine doing anything cost one look
    untilMs = rows.length > 0 ? startMs : Math.min(startMs, (await lastStartBefore(context, machineIds, startMs)) + 1);
    if (untilMs > fromMs) await setImmediate();
  }
  const reaching = await listSpansReachingIn(context, machineIds, fromMs);
  const ids = [...reaching.values()].flatMap((ofMachine) => ofMachine.map(({ id }) => id));
  if (ids.length > 0)
    take(
      await all()
        .where(isAnyOf(engine, 'id', ids))
        .execute(),
    );
  return found;
}

async function narrowing({ access, engine }: ReadContext, search: PeriodSearch): Promise<Narrow> {
  const asking = search.unanswered === true ? await findAskingAliases(access) : undefined;
  return (periods) => {
    let narrowed = periods.where(sql<SqlBool>`coalesce(ended_at, ${search.nowMs}) - started_at >= ${search.minMs}`);
    narrowed = narrowed.where((eb) => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>', eb.ref('started_at'))]));
    if (search.categories !== undefined) {
      narrowed = narrowed.where(isAnyOf(engine, 'category', search.categories));
    }
    if (search.reasonId !== undefined) {
      narrowed = narrowed.where(
        sql<SqlBool>`alias_id in (select id from reason_aliases where reason_id = ${search.reasonId})`,
      );
    }
    if (asking !== undefined) {
      narrowed = narrowed
        .where(sql<SqlBool>`category between 1 and 3`)
        .where(isAnyOf(engine, 'alias_id', asking.aliasIds))
        // what belongs to production needs no word
        .where(sql<SqlBool>`not (category = ${Category.productiveDowntime} and alias_id = ${asking.emptyId})`);
    }
    return narrowed;
  };
}

/** Before everything where there is none. */
async function lastStartBefore({ access, engine }: ReadContext, machineIds: readonly string[], beforeMs: number) {
  // a look at the end of each machine's index instead of a pass over all periods
  const rows = await access
    .selectFrom('timeline_machines')
    .select((eb) =>
      eb
        .selectFrom('status_periods')
        .select('started_at')
        .whereRef('status_periods.machine_id', '=', 'timeline_machines.machine_id')
        .where('started_at', '<', beforeMs)
        .orderBy('started_at', 'desc')
        .limit(1)
        .as('startMs'),
    )
    .where(isAnyOf(engine, 'machine_id', machineIds))
    .execute();
  return Math.max(Number.MIN_SAFE_INTEGER, ...rows.map(({ startMs }) => startMs ?? Number.MIN_SAFE_INTEGER));
}

function latestFirst(a: StatusPeriodsTable, b: StatusPeriodsTable): number {
  return b.started_at - a.started_at || (a.id < b.id ? 1 : -1);
}
