/** Answers to checklist items, written and told the same way whether they came as a value or as a picture. */
import { DomainError } from '../../../kernel/errors.ts';
import type { TableAccess } from '../../../platform/database/index.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import { noSuchPicture } from '../images/ticket-images.refusals.ts';
import { findLink } from '../images/ticket-images.repository.ts';
import type { MaintenanceTables } from '../tables.ts';
import { tidyText } from '../tickets/ticket-details.rules.ts';
import type { Telling } from '../tickets/ticket-steps.ts';
import { refusedByStatus } from '../tickets/tickets.refusals.ts';
import { pendingStatuses } from '../tickets/tickets.rules.ts';
import type { NamedPerson, Ticket } from '../tickets/tickets.types.ts';
import { findTicketChecks, updateTicketCheck } from './ticket-checks.repository.ts';
import { fitAnswer, resultOf } from './ticket-checks.rules.ts';
import type { CheckAnswer, TicketCheck } from './ticket-checks.types.ts';

export interface GivenAnswer {
  /** Null takes the answer back. */
  readonly value: CheckAnswer | null;
  readonly note?: string | undefined;
}

/** @throws check-not-found */
export async function requireCheck(
  access: TableAccess<MaintenanceTables>,
  ticketId: number,
  checkId: number,
): Promise<TicketCheck> {
  const checks = await findTicketChecks(access, ticketId);
  const check = checks.find(({ id }) => id === checkId);
  if (check !== undefined) return check;
  throw new DomainError('check-not-found', `Ticket ${ticketId} has no checklist item ${checkId}.`);
}

/** Answers stay as they are once the ticket is resolved. @throws ticket-move-refused */
export function requireAnswerable(ticket: Ticket): void {
  if (!pendingStatuses.includes(ticket.status)) throw refusedByStatus(ticket, 'checked');
}

/** The ticket is held. @throws check-not-found, ticket-move-refused, validation-failed, image-not-found */
export async function answerWithin(
  tx: Transaction,
  ticket: Ticket,
  author: NamedPerson,
  checkId: number,
  { value, note }: GivenAnswer,
): Promise<{ readonly after: TicketCheck; readonly telling: Telling }> {
  requireAnswerable(ticket);
  const access = tx.access<MaintenanceTables>();
  const before = await requireCheck(access, ticket.id, checkId);
  const answer = value === null ? null : fitAnswer(before, value);
  if (before.kind === 'photo' && answer !== null && (await findLink(access, ticket.id, Number(answer))) === undefined) {
    throw noSuchPicture(ticket.id, Number(answer));
  }
  const after: TicketCheck = {
    ...before,
    answer,
    result: answer === null ? null : resultOf(before, answer),
    note: tidyText(note ?? '') || null,
    answeredBy: answer === null ? null : author,
    answeredAt: answer === null ? null : tx.recordedAt,
  };
  await updateTicketCheck(access, after);
  const item = { check_id: checkId, instruction: before.instruction, kind: before.kind };
  const told = { ...item, value: answer, result: after.result };
  const check = {
    before: { ...item, value: before.answer, result: before.result },
    after: { ...told, note: after.note },
  };
  return { after, telling: { happened: 'checklist-answered', told, noted: { check } } };
}
