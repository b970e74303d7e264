/** Which tickets a list shows and in which order: ids only, found by an index whatever the filters are. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { TOTAL_MAX } from '../../../kernel/paging.ts';
import {
  type ColumnNaming,
  driveList,
  type Engine,
  isAnyOf,
  type ListFilter,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { textFilter } from './ticket-texts.ts';
import { pendingStatuses, rankOf, type TicketStatus } from './tickets.rules.ts';
import type { TicketFilter, TicketSort } from './tickets.types.ts';

type Access = TableAccess<MaintenanceTables>;

export interface TicketOrder {
  readonly sort: TicketSort;
  readonly descending: boolean;
}

/** Where a ticket stands in an order: two tickets are never at one place. */
export interface TicketPlace {
  readonly key: number;
  readonly id: number;
}

/** Behind every instant: a ticket without a due date comes last. As the index has it. */
const NEVER = sql.lit(Number.MAX_SAFE_INTEGER);

const columns: Readonly<Record<TicketSort, string>> = {
  logged_time: 'logged_at',
  updated_at: 'updated_at',
  priority: 'priority_rank',
  due_at: 'due_at',
};

const keys: Readonly<Record<TicketSort, (column: ColumnNaming) => RawBuilder<number>>> = {
  logged_time: (column) => sql<number>`${column('logged_at')}`,
  updated_at: (column) => sql<number>`${column('updated_at')}`,
  priority: (column) => sql<number>`${column('priority_rank')}`,
  due_at: (column) => sql<number>`coalesce(${column('due_at')}, ${NEVER})`,
};

/** From behind `after`; one more than `limit`, so that the caller sees whether there is more. */
export async function findTicketPlaces(
  access: Access,
  engine: Engine,
  {
    filter,
    nowMs,
    order,
    after,
    limit,
  }: {
    readonly filter: TicketFilter;
    readonly nowMs: number;
    readonly order: TicketOrder;
    readonly after: TicketPlace | undefined;
    readonly limit: number;
  },
): Promise<TicketPlace[]> {
  const list = await driveList(
    access,
    engine,
    'tickets',
    await filtersOf(access, engine, filter, nowMs),
    columns[order.sort],
  );
  const key = keys[order.sort](list.order);
  const id = list.order('id');
  const direction = order.descending ? sql`desc` : sql`asc`;
  let query = access.selectFrom('tickets').select(['id', key.as('key')]);
  for (const condition of list.conditions) query = query.where(condition);
  if (after !== undefined) {
    const beyond = order.descending ? sql`<` : sql`>`;
    query = query.where(sql<SqlBool>`(${key}, ${id}) ${beyond} (${after.key}, ${after.id})`);
  }
  return query
    .orderBy(sql`${key} ${direction}`)
    .orderBy(sql`${id} ${direction}`)
    .limit(limit + 1)
    .execute();
}

/** Counted up to {@link TOTAL_MAX} + 1. */
export async function countTickets(
  access: Access,
  engine: Engine,
  filter: TicketFilter,
  nowMs: number,
): Promise<number> {
  const { conditions } = await driveList(access, engine, 'tickets', await filtersOf(access, engine, filter, nowMs));
  let passing = access.selectFrom('tickets').select('id');
  for (const condition of conditions) passing = passing.where(condition);
  const { count } = await access
    .selectFrom(passing.limit(TOTAL_MAX + 1).as('passing'))
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** The newest logged first. @param among all statuses where absent */
export async function findNewestTickets(
  access: Access,
  engine: Engine,
  { among, skip, limit }: { readonly among?: readonly TicketStatus[]; readonly skip: number; readonly limit: number },
): Promise<TicketPlace[]> {
  let query = access.selectFrom('tickets').select(['id', 'logged_at as key']);
  if (among !== undefined) query = query.where(isAnyOf(engine, 'status', among));
  return query.orderBy('logged_at', 'desc').orderBy('id', 'desc').offset(skip).limit(limit).execute();
}

export async function countAllTickets(
  access: Access,
  engine: Engine,
  among?: readonly TicketStatus[],
): Promise<number> {
  let query = access.selectFrom('tickets').select((eb) => eb.fn.countAll<number>().as('count'));
  if (among !== undefined) query = query.where(isAnyOf(engine, 'status', among));
  return (await query.executeTakeFirstOrThrow()).count;
}

const pendingList = sql.join(pendingStatuses.map((status) => sql.lit(status)));
/** Word for word as the index of due dates has it. */
export const pending = sql<SqlBool>`status in (${pendingList})`;

async function filtersOf(access: Access, engine: Engine, filter: TicketFilter, nowMs: number): Promise<ListFilter[]> {
  const filters: ListFilter[] = [];
  const add = (indexed: boolean, passes: ListFilter['passes']) => void filters.push({ indexed, passes });
  const equals = (name: string, value: string | number | undefined, indexed = true) => {
    if (value !== undefined) add(indexed, (column) => sql<SqlBool>`${column(name)} = ${value}`);
  };
  const isOneOf = (name: string, values: readonly (string | number)[] | undefined) => {
    if (values !== undefined) add(true, (column) => isAnyOf(engine, column(name), values));
  };
  const { assigneeId, overdue, text, fromMs, toMs } = filter;

  isOneOf('status', filter.statuses);
  isOneOf('priority_rank', filter.priorities?.map(rankOf));
  isOneOf('machine_id', filter.machineIds);
  // tickets that nobody has are in no index of people
  if (assigneeId === 'none') add(false, (column) => sql<SqlBool>`${column('assignee_id')} is null`);
  else equals('assignee_id', assigneeId);
  equals('category', filter.category);
  equals('team', filter.team);
  // most come from people: the index has the others
  if (filter.source === 'person') equals('source', 'person', false);
  else if (filter.source !== undefined) {
    add(true, (column) => sql<SqlBool>`${column('source')} = ${filter.source} and ${column('source')} <> 'person'`);
  }
  equals('machine_down', filter.machineDown === undefined ? undefined : Number(filter.machineDown), false);
  if (overdue === true) {
    add(true, (column) => sql<SqlBool>`${column('due_at')} < ${nowMs} and ${column('status')} in (${pendingList})`);
  } else if (overdue === false) {
    add(
      false,
      (column) =>
        sql<SqlBool>`not (coalesce(${column('due_at')}, ${NEVER}) < ${nowMs} and ${column('status')} in (${pendingList}))`,
    );
  }
  if (text !== undefined) filters.push(await textFilter(access, engine, text, filter.onMachines));
  if (fromMs !== undefined || toMs !== undefined) {
    const [from, to] = [fromMs ?? Number.MIN_SAFE_INTEGER, toMs ?? Number.MAX_SAFE_INTEGER];
    add(true, (column) => sql<SqlBool>`${column('logged_at')} >= ${from} and ${column('logged_at')} < ${to}`);
  }
  const { dueFromMs: dueFrom, dueToMs: dueTo } = filter;
  if (dueFrom !== undefined || dueTo !== undefined) {
    // one without a due date is not due in any range, not even in one without an end
    const range = [dueFrom ?? Number.MIN_SAFE_INTEGER, dueTo ?? Number.MAX_SAFE_INTEGER] as const;
    add(true, (column) => {
      const due = sql`coalesce(${column('due_at')}, ${NEVER})`;
      return sql<SqlBool>`${due} >= ${range[0]} and ${due} < ${range[1]}`;
    });
  }
  return filters;
}
