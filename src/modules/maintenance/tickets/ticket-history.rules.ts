/** What the history, the audit and the events tell of a change: fields by the names of the answer, values as they stand there. */
import { formatOptionalInstant } from '../../../kernel/instant.ts';
import type { Ticket, TicketChange } from './tickets.types.ts';

type Told = Readonly<Record<string, string | number | boolean | null>>;

/** Everything that a person can change about a ticket, and what follows from it. */
function told(ticket: Ticket): Told {
  return {
    status: ticket.status,
    incident_category: ticket.category,
    description: ticket.description,
    priority: ticket.priority,
    fourjaw_downtime_id: ticket.periodId,
    due_at: formatOptionalInstant(ticket.dueAt),
    assignee_id: ticket.assigneeId,
    team: ticket.team,
    hold_reason: ticket.holdReason,
    hold_note: ticket.holdNote,
    failure_code: ticket.failureCode,
    failure_cause: ticket.failureCause,
    remedy: ticket.remedy,
    machine_down: ticket.machineDown,
    down_from: formatOptionalInstant(ticket.downFrom),
    restored_at: formatOptionalInstant(ticket.restoredAt),
    proposed_restored_at: formatOptionalInstant(ticket.proposedRestoredAt),
    resolved_time: formatOptionalInstant(ticket.resolvedAt),
    reopened_count: ticket.reopenedCount,
  };
}

const unsaid = new Set<unknown>([null, false, 0]);

/** Of a new ticket: what it says at all. */
export function toldAtFirst(ticket: Ticket): Told {
  return Object.fromEntries(
    Object.entries({ machine_id: ticket.machineId, ...told(ticket) }).filter(([, value]) => !unsaid.has(value)),
  );
}

export function differences(before: Ticket, after: Ticket): TicketChange['changes'] {
  const old = told(before);
  return Object.fromEntries(
    Object.entries(told(after)).flatMap(([name, value]) =>
      value === old[name] ? [] : [[name, { before: old[name] ?? null, after: value }]],
    ),
  );
}
