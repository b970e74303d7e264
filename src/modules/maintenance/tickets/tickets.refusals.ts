/** The refusals of tickets: each says how the ticket stands, for whoever was overtaken. */
import { DomainError } from '../../../kernel/errors.ts';
import { allowedMoves, type MoveName, moves } from './tickets.rules.ts';
import type { Ticket } from './tickets.types.ts';

export function ticketNotFound(id: number): DomainError {
  return new DomainError('ticket-not-found', `Ticket not found: there is no ticket ${id}.`);
}

export function versionConflict(ticket: Ticket): DomainError {
  return new DomainError(
    'version-conflict',
    `Ticket ${ticket.id} has been changed in the meantime; it is ${ticket.status}. Read it again and repeat the change.`,
    { current_version: ticket.version, current: standing(ticket) },
  );
}

export function moveRefused(ticket: Ticket, move: MoveName): DomainError {
  return refusedByStatus(ticket, moves[move].happened);
}

/** @param done what cannot be done with it as it is, in the past tense */
export function refusedByStatus(ticket: Ticket, done: string): DomainError {
  const allowed = allowedMoves(ticket.status);
  return new DomainError(
    'ticket-move-refused',
    `Ticket ${ticket.id} is ${ticket.status}, so it cannot be ${done}. Allowed: ${allowed.join(', ')}.`,
    { current: standing(ticket), allowed },
  );
}

function standing(ticket: Ticket) {
  return { status: ticket.status, version: ticket.version, allowed_moves: allowedMoves(ticket.status) };
}
