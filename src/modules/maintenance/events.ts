/** What the maintenance module tells the world. Costs stay out: events reach whoever may read tickets. */
import { formatInstant, formatOptionalInstant } from '../../kernel/instant.ts';
import type { NewEvent } from '../../platform/outbox/index.ts';
import type { Ticket } from './tickets/tickets.types.ts';

/** Characters of a description that an event carries. */
const DESCRIPTION_TOLD = 500;

/** What a board of tickets needs to follow a step without reading the ticket. */
function standing(ticket: Ticket) {
  return {
    ticket_id: ticket.id,
    machine_id: ticket.machineId,
    incident_category: ticket.category,
    priority: ticket.priority,
    status: ticket.status,
    assignee_id: ticket.assigneeId,
    team: ticket.team,
    due_at: formatOptionalInstant(ticket.dueAt),
    machine_down: ticket.machineDown,
    reopened_count: ticket.reopenedCount,
    version: ticket.version,
  };
}

/** What a ticket is about, for an event that leads people to it who have not seen it. */
export function toldDescription({ description }: Ticket): string {
  return description.slice(0, DESCRIPTION_TOLD).toWellFormed();
}

export function ticketOpened(ticket: Ticket): NewEvent {
  return {
    type: 'com.milldash.ticket.opened',
    subject: subjectOf(ticket),
    data: {
      ...standing(ticket),
      old_status: null,
      description: toldDescription(ticket),
      fourjaw_downtime_id: ticket.periodId,
      logged_time: formatInstant(ticket.loggedAt),
      reported_by: ticket.reportedBy.name,
      source: ticket.source,
    },
    occurredAt: ticket.loggedAt,
  };
}

/** One for each machine of a batch: a load of years is no news of single tickets. */
export function ticketsImported(machineId: string, tickets: readonly Ticket[]): NewEvent {
  const ids = tickets.map(({ id }) => id);
  return {
    type: 'com.milldash.ticket.imported',
    subject: `machines/${machineId}`,
    data: {
      machine_id: machineId,
      tickets: ids.length,
      first_ticket_id: Math.min(...ids),
      last_ticket_id: Math.max(...ids),
    },
  };
}

/** One for each machine of a batch. @param notes written on all of the tickets together */
export function ticketNotesImported(machineId: string, tickets: readonly Ticket[], notes: number): NewEvent {
  return {
    type: 'com.milldash.ticket.notes-imported',
    subject: `machines/${machineId}`,
    data: { machine_id: machineId, ticket_ids: tickets.map(({ id }) => id), notes },
  };
}

/** @param happened in the past tense: `resolved` */
export function ticketStepped(
  happened: string,
  before: Ticket,
  after: Ticket,
  more: Readonly<Record<string, unknown>> = {},
): NewEvent {
  return {
    type: `com.milldash.ticket.${happened}`,
    subject: subjectOf(after),
    data: { ...standing(after), old_status: before.status, ...more },
  };
}

function subjectOf(ticket: Ticket): string {
  return `tickets/${ticket.id}`;
}
