/** What dashboards and timelines show of tickets: how many there are, and which one is about a period. */
import { type SqlBool, sql } from 'kysely';
import { type Engine, isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import { rememberedUntil, type Store } from '../../../platform/outbox/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { pending } from './ticket-lists.queries.ts';
import { type Priority, priorities, type TicketStatus } from './tickets.rules.ts';

type Access = TableAccess<MaintenanceTables>;

/** How many tickets of a machine stand so. */
export interface TicketCount {
  readonly machineId: string;
  readonly status: TicketStatus;
  readonly priority: Priority;
  readonly count: number;
}

export interface PeriodTicket {
  readonly ticketId: number;
  readonly category: string;
}

export interface TicketFigures {
  /** Every combination that there is; remembered until a ticket changes. */
  countTickets(): Promise<readonly TicketCount[]>;
  /** Since when each machine is down that a ticket which is not done says so of; remembered until a ticket changes. */
  downSince(): Promise<ReadonlyMap<string, number>>;
  /** Tickets that are not done although their due date has passed; remembered until a ticket changes or one more is due. */
  countOverdue(nowMs: number): Promise<number>;
  /** The ticket about each of the periods, the latest where there are several. Periods without one are not in it. */
  ticketsOfPeriods(periodIds: readonly string[]): Promise<ReadonlyMap<string, PeriodTicket>>;
  /** The machine of each of the tickets; those that are not there are not in it. */
  machinesOfTickets(ticketIds: readonly number[]): Promise<ReadonlyMap<number, string>>;
}

export function createTicketFigures(store: Store): TicketFigures {
  const reads = () => store.access<MaintenanceTables>();
  const counts = rememberedUntil(['ticket'], findCounts);
  const down = rememberedUntil(['ticket'], findDownSince);
  // until a ticket changes only the clock makes one overdue, and when that will be is known
  const overdueMemory = rememberedUntil<MaintenanceTables, { known?: Overdue }>(['ticket'], async () => ({}));
  return {
    countTickets: () => counts(reads()),
    downSince: () => down(reads()),
    async countOverdue(nowMs) {
      const memory = await overdueMemory(reads());
      const { known } = memory;
      if (known !== undefined && known.atMs <= nowMs && nowMs <= known.untilMs) return known.count;
      memory.known = await findOverdue(reads(), nowMs);
      return memory.known.count;
    },
    ticketsOfPeriods: (periodIds) => findTicketsOfPeriods(reads(), store.engine, periodIds),
    async machinesOfTickets(ticketIds) {
      if (ticketIds.length === 0) return new Map();
      const rows = await reads()
        .selectFrom('tickets')
        .select(['id', 'machine_id as machineId'])
        .where(isAnyOf(store.engine, 'id', ticketIds))
        .execute();
      return new Map(rows.map(({ id, machineId }) => [id, machineId]));
    },
  };
}

/** By a pass over an index that holds all three. */
async function findCounts(access: Access): Promise<TicketCount[]> {
  const rows = await access
    .selectFrom('tickets')
    .select(['machine_id as machineId', 'status', 'priority_rank'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .groupBy(['machine_id', 'status', 'priority_rank'])
    .execute();
  return rows.map(({ priority_rank: rank, ...row }) => ({ ...row, priority: priorities[rank - 1] as Priority }));
}

/**
 * Of those that are not done, by the index of just these. Its condition names the other states: by a list of those that
 * are not done SQLite would take the index of statuses, and read every ticket that is not done.
 */
export function machinesDown(access: Access) {
  return access
    .selectFrom('tickets')
    .select(['machine_id', (eb) => eb.fn.min('down_from').as('since')])
    .where(sql<SqlBool>`machine_down = 1 and restored_at is null and status not in ('Resolved', 'Closed', 'Cancelled')`)
    .groupBy('machine_id');
}

async function findDownSince(access: Access): Promise<ReadonlyMap<string, number>> {
  const rows = await machinesDown(access).execute();
  return new Map(rows.flatMap(({ machine_id, since }) => (since === null ? [] : [[machine_id, since] as const])));
}

/** How many tickets are overdue from one instant to another, both included. */
interface Overdue {
  readonly count: number;
  readonly atMs: number;
  readonly untilMs: number;
}

async function findOverdue(access: Access, atMs: number): Promise<Overdue> {
  const pendingTickets = access.selectFrom('tickets').where(pending);
  const { count } = await pendingTickets
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('due_at', '<', atMs)
    .executeTakeFirstOrThrow();
  const { next } = await pendingTickets
    .select((eb) => eb.fn.min('due_at').as('next'))
    .where('due_at', '>=', atMs)
    .executeTakeFirstOrThrow();
  return { count, atMs, untilMs: next ?? Number.POSITIVE_INFINITY };
}

async function findTicketsOfPeriods(
  access: Access,
  engine: Engine,
  periodIds: readonly string[],
): Promise<ReadonlyMap<string, PeriodTicket>> {
  if (periodIds.length === 0) return new Map();
  const rows = await access
    .selectFrom('tickets')
    .select(['id', 'category', sql<string>`period_id`.as('periodId')])
    .where(isAnyOf(engine, 'period_id', periodIds))
    .orderBy('id')
    .execute();
  // the later ones overwrite
  return new Map(rows.map(({ id, category, periodId }) => [periodId, { ticketId: id, category }]));
}
