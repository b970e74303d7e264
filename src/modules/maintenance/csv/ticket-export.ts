/**
 * Tickets as CSV, page after page as they are read: memory does not grow with the list.
 *
 * The columns are those that an import reads, and some more that it ignores.
 */
import type { Clock } from '../../../kernel/clock.ts';
import { type CsvRecordOf, csvTable } from '../../../kernel/csv-writer.ts';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import { shownAmount } from '../../../kernel/money.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Users } from '../../users/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { findTicketPlaces, type TicketOrder, type TicketPlace } from '../tickets/ticket-lists.queries.ts';
import type { TicketLists } from '../tickets/ticket-lists.service.ts';
import { findTickets } from '../tickets/tickets.repository.ts';
import { isOverdue } from '../tickets/tickets.rules.ts';
import type { Ticket, TicketFilter, TicketListing } from '../tickets/tickets.types.ts';

/** Rows that are read, and held, at once. */
const PAGE_ROWS = 500;

export interface TicketExport {
  /** By default the newest logged first. @throws unknown-machine, before anything is read */
  exportTickets(listing: Omit<TicketListing, 'cursor' | 'limit' | 'withTotal'>): Promise<AsyncIterable<string>>;
}

const header = [
  'id',
  'external_id',
  'machine_id',
  'machine_name',
  'incident_category',
  'description',
  'priority',
  'status',
  'logged_time',
  'acknowledged_at',
  'started_at',
  'resolved_time',
  'closed_at',
  'cancelled_at',
  'due_at',
  'overdue',
  'assignee',
  'team',
  'hold_reason',
  'hold_note',
  'failure_code',
  'failure_cause',
  'remedy',
  'machine_down',
  'down_from',
  'restored_at',
  'reopened_count',
  'reported_by',
  'source',
  'plan_id',
  'follows_ticket_id',
  'fourjaw_downtime_id',
  'notes',
  'labour_minutes',
  'parts_cost',
  'updated_at',
] as const;

export interface TicketExportDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly machines: Machines;
  readonly users: Users;
}

export function createTicketExport(
  { store, clock, machines, users }: TicketExportDependencies,
  lists: Pick<TicketLists, 'spelled'>,
): TicketExport {
  async function* pages(filter: TicketFilter, order: TicketOrder): AsyncGenerator<CsvRecordOf<typeof header>[]> {
    const access = store.access<MaintenanceTables>();
    const machineNames = new Map((await machines.listAllMachines()).map(({ id, name }) => [id, name]));
    const nowMs = clock.now();
    let after: TicketPlace | undefined;
    for (;;) {
      const question = { filter, nowMs, order, after, limit: PAGE_ROWS };
      const places = (await findTicketPlaces(access, store.engine, question)).slice(0, PAGE_ROWS);
      after = places.at(-1);
      if (after === undefined) return;
      const ids = places.map(({ id }) => id);
      const tickets = new Map((await findTickets(access, store.engine, ids)).map((ticket) => [ticket.id, ticket]));
      const people = await users.namesOf([...tickets.values()].flatMap(({ assigneeId }) => assigneeId ?? []));
      yield ids.flatMap((id) => {
        const ticket = tickets.get(id);
        if (ticket === undefined) return [];
        const assignee = ticket.assigneeId === null ? null : (people.get(ticket.assigneeId) ?? null);
        return toRecord(ticket, machineNames.get(ticket.machineId) ?? ticket.machineId, assignee, nowMs);
      });
    }
  }

  return {
    async exportTickets({ sort = 'logged_time', descending = true, ...given }) {
      return csvTable(header, pages(await lists.spelled(given), { sort, descending }));
    },
  };
}

function toRecord(
  ticket: Ticket,
  machineName: string,
  assignee: string | null,
  nowMs: number,
): CsvRecordOf<typeof header> {
  return {
    id: ticket.id,
    external_id: ticket.externalId,
    machine_id: ticket.machineId,
    machine_name: machineName,
    incident_category: ticket.category,
    description: ticket.description,
    priority: ticket.priority,
    status: ticket.status,
    logged_time: formatInstant(ticket.loggedAt),
    acknowledged_at: formatOptionalInstant(ticket.acknowledgedAt),
    started_at: formatOptionalInstant(ticket.startedAt),
    resolved_time: formatOptionalInstant(ticket.resolvedAt),
    closed_at: formatOptionalInstant(ticket.closedAt),
    cancelled_at: formatOptionalInstant(ticket.cancelledAt),
    due_at: formatOptionalInstant(ticket.dueAt),
    overdue: isOverdue(ticket, nowMs),
    assignee,
    team: ticket.team,
    hold_reason: ticket.holdReason,
    hold_note: ticket.holdNote,
    failure_code: ticket.failureCode,
    failure_cause: ticket.failureCause,
    remedy: ticket.remedy,
    machine_down: ticket.machineDown,
    down_from: formatOptionalInstant(ticket.downFrom),
    restored_at: formatOptionalInstant(ticket.restoredAt),
    reopened_count: ticket.reopenedCount,
    reported_by: ticket.reportedBy.name,
    source: ticket.source,
    plan_id: ticket.planId,
    follows_ticket_id: ticket.followsTicketId,
    fourjaw_downtime_id: ticket.periodId,
    notes: ticket.notesCount,
    labour_minutes: ticket.labourMinutes,
    parts_cost: shownAmount(ticket.partsCost),
    updated_at: formatInstant(ticket.updatedAt),
  };
}
