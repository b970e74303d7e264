/** What dashboards and timelines show of tickets: how many there are, and which one is about a period. */
import { sql } from 'kysely';
import { type Engine, isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import { rememberedUntil, type Store } from '../../../platform/outbox/index.ts';
import type { MaintenanceTables } from '../tables.ts';
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
  /** The ticket about each of the periods, the latest where there are several. Periods without one are not in it. */
  ticketsOfPeriods(periodIds: readonly string[]): Promise<ReadonlyMap<string, PeriodTicket>>;
}

export function createTicketFigures(store: Store): TicketFigures {
  const reads = () => store.access<MaintenanceTables>();
  const counts = rememberedUntil(['ticket'], findCounts);
  return {
    countTickets: () => counts(reads()),
    ticketsOfPeriods: (periodIds) => findTicketsOfPeriods(reads(), store.engine, periodIds),
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
