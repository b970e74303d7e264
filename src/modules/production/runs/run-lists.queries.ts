/** Which runs a list shows, the latest started first, found by an index whatever the filters are. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { TOTAL_MAX } from '../../../kernel/paging.ts';
import {
  driveList,
  type Engine,
  isAnyOf,
  type ListFilter,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { ProductionTables } from '../tables.ts';
import { toRun } from './runs.repository.ts';
import type { Run, RunFilter } from './runs.types.ts';

type Access = TableAccess<ProductionTables>;

/** Behind every instant: an active run has no end yet. */
const NEVER = sql.lit(Number.MAX_SAFE_INTEGER);

/** From behind `after`; one more than `limit`, so that the caller sees whether there is more. */
export async function findRunPage(
  access: Access,
  engine: Engine,
  filter: RunFilter,
  after: readonly [startedAt: number, id: number] | undefined,
  limit: number,
): Promise<Run[]> {
  const filters = await filtersOf(access, engine, filter);
  const list = await driveList(access, engine, 'production_runs', filters, 'started_at');
  const [startedAt, id] = [list.order('started_at'), list.order('id')];
  let query = passing(access, list.conditions).selectAll();
  if (after !== undefined) query = query.where(sql<SqlBool>`(${startedAt}, ${id}) < (${after[0]}, ${after[1]})`);
  const rows = await query
    .orderBy(sql`${startedAt} desc`)
    .orderBy(sql`${id} desc`)
    .limit(limit + 1)
    .execute();
  return rows.map(toRun);
}

/** In the order in which they were made, which is for ever, from behind the one of the number `after`. */
export async function findRunsMadeAfter(
  access: Access,
  engine: Engine,
  filter: RunFilter,
  after: number | undefined,
  limit: number,
): Promise<Run[]> {
  const list = await driveList(access, engine, 'production_runs', await filtersOf(access, engine, filter), 'id');
  const id = list.order('id');
  let query = passing(access, list.conditions).selectAll();
  if (after !== undefined) query = query.where(sql<SqlBool>`${id} > ${after}`);
  const rows = await query.orderBy(sql`${id} asc`).limit(limit).execute();
  return rows.map(toRun);
}

/** Stops counting behind {@link TOTAL_MAX}. */
export async function countRuns(access: Access, engine: Engine, filter: RunFilter): Promise<number> {
  const { conditions } = await driveList(access, engine, 'production_runs', await filtersOf(access, engine, filter));
  const found = passing(access, conditions)
    .select('id')
    .limit(TOTAL_MAX + 1);
  const { count } = await access
    .selectFrom(found.as('found'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

function passing(access: Access, conditions: readonly RawBuilder<SqlBool>[]) {
  let query = access.selectFrom('production_runs');
  for (const condition of conditions) query = query.where(condition);
  return query;
}

async function filtersOf(access: Access, engine: Engine, filter: RunFilter): Promise<ListFilter[]> {
  const { machineIds, productId, status, fromMs, toMs } = filter;
  const filters: ListFilter[] = [];
  const add = (indexed: boolean, passes: ListFilter['passes']) => void filters.push({ indexed, passes });
  if (machineIds !== undefined) add(true, (column) => isAnyOf(engine, column('machine_id'), machineIds));
  if (productId !== undefined) add(true, (column) => sql<SqlBool>`${column('product_id')} = ${productId}`);
  if (status !== undefined) {
    // as a literal: the index of active runs is for that one
    add(status === 'ACTIVE', (column) => sql<SqlBool>`${column('status')} = ${sql.lit(status)}`);
  }
  if (fromMs !== undefined || toMs !== undefined) {
    const from = fromMs === undefined ? undefined : await findEarliestReaching(access, engine, fromMs, machineIds);
    const [least, most] = [from ?? Number.MIN_SAFE_INTEGER, toMs ?? Number.MAX_SAFE_INTEGER];
    add(true, (column) => sql<SqlBool>`${column('started_at')} >= ${least} and ${column('started_at')} < ${most}`);
  }
  if (fromMs !== undefined) add(false, (column) => sql<SqlBool>`coalesce(${column('ended_at')}, ${NEVER}) > ${fromMs}`);
  return filters;
}

/** Beginning of the earliest run that lasts over the instant; the instant itself where none does. */
async function findEarliestReaching(
  access: Access,
  engine: Engine,
  instantMs: number,
  machineIds: readonly string[] | undefined,
): Promise<number> {
  const { startedAt } = await access
    .selectFrom('production_machines as m')
    .innerJoin('production_runs as r', (join) =>
      join.onRef('r.machine_id', '=', 'm.machine_id').on('r.started_at', '=', (eb) =>
        eb
          .selectFrom('production_runs as b')
          .select((inner) => inner.fn.max('b.started_at').as('latest'))
          .whereRef('b.machine_id', '=', 'm.machine_id')
          .where('b.started_at', '<=', instantMs),
      ),
    )
    .select((eb) => eb.fn.min('r.started_at').as('startedAt'))
    .where((eb) => eb.or([eb('r.ended_at', 'is', null), eb('r.ended_at', '>', instantMs)]))
    .$if(machineIds !== undefined, (q) => q.where(isAnyOf(engine, 'm.machine_id', machineIds ?? [])))
    .executeTakeFirstOrThrow();
  return startedAt ?? instantMs;
}
