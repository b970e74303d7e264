/** Tickets as CSV. The columns are those that an import reads, and some more that it ignores. */
import type { Clock } from '../../../kernel/clock.ts';
import { type CsvColumnsOf, csvList } from '../../../kernel/csv-writer.ts';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import { shownAmount } from '../../../kernel/money.ts';
import { allPages } from '../../../kernel/paging.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Users } from '../../users/index.ts';
import { findTicketPlaces, type TicketOrder, type TicketPlace } from '../tickets/ticket-lists.queries.ts';
import type { TicketLists } from '../tickets/ticket-lists.service.ts';
import { findTickets } from '../tickets/tickets.repository.ts';
import { isOverdue } from '../tickets/tickets.rules.ts';
import type { Ticket, TicketFilter } from '../tickets/tickets.types.ts';
import type { TicketColumn } from './ticket-rows.rules.ts';

/** When a ticket was logged stays as it is. */
const newestFirst: TicketOrder = { sort: 'logged_time', descending: true };

export interface TicketExport {
  /** The newest logged first. @throws unknown-machine, before anything is read */
  exportTickets(filter: TicketFilter): Promise<AsyncIterable<string>>;
}

/** A ticket with the names beside it. */
interface NamedTicket extends Ticket {
  readonly machineName: string;
  readonly assignee: string | null;
  readonly overdue: boolean;
}

const columns: CsvColumnsOf<NamedTicket, TicketColumn> = {
  id: ({ id }) => id,
  external_id: ({ externalId }) => externalId,
  machine_id: ({ machineId }) => machineId,
  machine_name: ({ machineName }) => machineName,
  incident_category: ({ category }) => category,
  description: ({ description }) => description,
  priority: ({ priority }) => priority,
  status: ({ status }) => status,
  logged_time: ({ loggedAt }) => formatInstant(loggedAt),
  acknowledged_at: ({ acknowledgedAt }) => formatOptionalInstant(acknowledgedAt),
  started_at: ({ startedAt }) => formatOptionalInstant(startedAt),
  resolved_time: ({ resolvedAt }) => formatOptionalInstant(resolvedAt),
  closed_at: ({ closedAt }) => formatOptionalInstant(closedAt),
  cancelled_at: ({ cancelledAt }) => formatOptionalInstant(cancelledAt),
  due_at: ({ dueAt }) => formatOptionalInstant(dueAt),
  overdue: ({ overdue }) => overdue,
  assignee: ({ assignee }) => assignee,
  team: ({ team }) => team,
  hold_reason: ({ holdReason }) => holdReason,
  hold_note: ({ holdNote }) => holdNote,
  failure_code: ({ failureCode }) => failureCode,
  failure_cause: ({ failureCause }) => failureCause,
  remedy: ({ remedy }) => remedy,
  machine_down: ({ machineDown }) => machineDown,
  down_from: ({ downFrom }) => formatOptionalInstant(downFrom),
  restored_at: ({ restoredAt }) => formatOptionalInstant(restoredAt),
  reopened_count: ({ reopenedCount }) => reopenedCount,
  reported_by: ({ reportedBy }) => reportedBy.name,
  source: ({ source }) => source,
  plan_id: ({ planId }) => planId,
  follows_ticket_id: ({ followsTicketId }) => followsTicketId,
  fourjaw_downtime_id: ({ periodId }) => periodId,
  notes: ({ notesCount }) => notesCount,
  labour_minutes: ({ labourMinutes }) => labourMinutes,
  parts_cost: ({ partsCost }) => shownAmount(partsCost),
  updated_at: ({ updatedAt }) => formatInstant(updatedAt),
};

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
  async function read(filter: TicketFilter, nowMs: number, last: Ticket | undefined, limit: number) {
    const after: TicketPlace | undefined = last && { key: last.loggedAt, id: last.id };
    const question = { filter, nowMs, order: newestFirst, after, limit };
    return store.snapshot(async (access) => {
      const places = (await findTicketPlaces(access, store.engine, question)).slice(0, limit);
      const ids = places.map(({ id }) => id);
      const tickets = new Map((await findTickets(access, store.engine, ids)).map((ticket) => [ticket.id, ticket]));
      return ids.flatMap((id) => tickets.get(id) ?? []);
    });
  }

  return {
    async exportTickets(given) {
      const filter = await lists.spelled(given);
      const machineNames = new Map((await machines.listAllMachines()).map(({ id, name }) => [id, name]));
      const nowMs = clock.now();
      const pages = allPages<NamedTicket>(async (last, limit) => {
        const tickets = await read(filter, nowMs, last, limit);
        const people = await users.namesOf(tickets.flatMap(({ assigneeId }) => assigneeId ?? []));
        return tickets.map((ticket) => ({
          ...ticket,
          machineName: machineNames.get(ticket.machineId) ?? ticket.machineId,
          assignee: ticket.assigneeId === null ? null : (people.get(ticket.assigneeId) ?? null),
          overdue: isOverdue(ticket, nowMs),
        }));
      });
      return csvList(columns, pages);
    },
  };
}
