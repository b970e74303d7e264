/** Tickets on the wire: the old front end's names, with ours beside them. */
import type { Static } from 'typebox';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import { shownAmount } from '../../../kernel/money.ts';
import type { ChangeAnswer, NoteAnswer, TicketAnswer } from './tickets.schemas.ts';
import type { TicketCard, TicketChange, TicketNote, TicketView } from './tickets.types.ts';

export function ticketToWire(ticket: TicketView): Static<typeof TicketAnswer> {
  return {
    ...cardToWire(ticket),
    machine_name: ticket.machineName,
    due_at: formatOptionalInstant(ticket.dueAt),
    overdue: ticket.overdue,
    assignee: ticket.assignee,
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
    acknowledged_at: formatOptionalInstant(ticket.acknowledgedAt),
    started_at: formatOptionalInstant(ticket.startedAt),
    closed_at: formatOptionalInstant(ticket.closedAt),
    cancelled_at: formatOptionalInstant(ticket.cancelledAt),
    reopened_count: ticket.reopenedCount,
    reported_by: ticket.reportedBy,
    source: ticket.source,
    plan_id: ticket.planId,
    follows_ticket_id: ticket.followsTicketId,
    external_id: ticket.externalId,
    allowed_moves: [...ticket.allowedMoves],
    labour_minutes: ticket.labourMinutes,
    parts_cost: shownAmount(ticket.partsCost),
    version: ticket.version,
    updated_at: formatInstant(ticket.updatedAt),
  };
}

/** What the old front end shows of a ticket. */
export function cardToWire(ticket: TicketCard) {
  return {
    id: ticket.id,
    machine_id: ticket.machineId,
    incident_category: ticket.category,
    description: ticket.description,
    priority: ticket.priority,
    fourjaw_downtime_id: ticket.periodId,
    logged_time: formatInstant(ticket.loggedAt),
    resolved_time: formatOptionalInstant(ticket.resolvedAt),
    status: ticket.status,
    work_notes: ticket.workNotes.map(noteToWire),
    images: ticket.images.map((image) => ({
      id: image.id,
      image_url: image.imageUrl,
      thumbnail_url: image.thumbnailUrl,
      caption: image.caption,
    })),
    components_used: ticket.componentsUsed.map((used) => ({
      quantity_used: used.quantityUsed,
      component: {
        id: used.componentId,
        component_name: used.name,
        stock_code: used.stockCode,
        current_stock: used.currentStock,
      },
    })),
  };
}

export function noteToWire(note: TicketNote): Static<typeof NoteAnswer> {
  return { id: note.id, note: note.note, author: note.author.name, created_at: formatInstant(note.createdAt) };
}

export function changeToWire(change: TicketChange): Static<typeof ChangeAnswer> {
  return {
    id: change.id,
    verb: change.verb,
    changes: change.changes,
    reason: change.reason,
    author: change.author,
    changed_at: formatInstant(change.changedAt),
  };
}
