/** What people say of a ticket, made fit or refused: texts tidied, categories spelled as the factory does, times that fit. */

import { isAhead } from '../../../kernel/clock.ts';
import { DomainError, notAllowed } from '../../../kernel/errors.ts';
import { tidyName } from '../../../kernel/texts.ts';
import { categoryOf } from './tickets.rules.ts';
import type { Ticket, TicketDetails } from './tickets.types.ts';

/** A text of several lines as it is kept; empty where it says nothing. */
export function tidyText(text: string): string {
  return text.toWellFormed().normalize('NFC').trim();
}

/** @param what begins the sentence: `The description` @throws validation-failed for an empty one */
export function requireText(text: string, what: string): string {
  const tidy = tidyText(text);
  if (tidy === '') throw new DomainError('validation-failed', `${what} must say something.`);
  return tidy;
}

/** @throws unknown-category, listing what is allowed */
export function requireCategory(typed: string, categories: readonly string[]): string {
  const category = categoryOf(typed, categories);
  if (category === undefined) throw notAllowed('unknown-category', 'category', typed.slice(0, 60), categories);
  return category;
}

/** The given details only, tidied; a text that says nothing becomes null. @throws validation-failed, unknown-category */
export function fitDetails(given: Partial<TicketDetails>, categories: readonly string[]): Partial<TicketDetails> {
  const fit: Record<string, unknown> = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  for (const name of ['failureCause', 'remedy']) {
    if (typeof fit[name] === 'string') fit[name] = tidyText(fit[name]) || null;
  }
  for (const name of ['team', 'failureCode', 'periodId']) {
    if (typeof fit[name] === 'string') fit[name] = tidyName(fit[name]) || null;
  }
  if (typeof fit['description'] === 'string') fit['description'] = requireText(fit['description'], 'The description');
  if (typeof fit['category'] === 'string') fit['category'] = requireCategory(fit['category'], categories);
  return fit as Partial<TicketDetails>;
}

/**
 * @param name of the field
 * @param what is meant by it, where that is not the field itself
 * @throws validation-failed for what has not happened yet
 */
export function requirePast(name: string, atMs: number | null | undefined, nowMs: number, what = name): void {
  if (atMs == null || !isAhead(atMs, nowMs)) return;
  const detail = `${what} must not be in the future.`;
  throw new DomainError('validation-failed', detail, { errors: [{ path: `body.${name}`, message: detail }] });
}

type Down = Pick<Ticket, 'machineDown' | 'downFrom' | 'restoredAt'>;

/**
 * How long the machine was down: a stop that nobody gave a beginning began as it was measured, else when the ticket was
 * logged, and a ticket whose machine did not stop has no times.
 *
 * @param stoppedAt when the stop began that the ticket is about
 * @throws validation-failed for times without a stop, in the future, or the wrong way round
 */
export function downTimes(
  before: Down & Pick<Ticket, 'loggedAt'>,
  given: Partial<Down>,
  nowMs: number,
  stoppedAt?: number,
): Down {
  const machineDown = given.machineDown ?? before.machineDown;
  if (!machineDown) {
    if (given.downFrom != null || given.restoredAt != null) {
      throw new DomainError(
        'validation-failed',
        'down_from and restored_at are of a fault that stopped the machine: set machine_down to true.',
      );
    }
    return { machineDown, downFrom: null, restoredAt: null };
  }
  const downFrom = given.downFrom ?? before.downFrom ?? stoppedAt ?? before.loggedAt;
  const restoredAt = given.restoredAt === undefined ? before.restoredAt : given.restoredAt;
  requirePast('down_from', downFrom, nowMs);
  requirePast('restored_at', restoredAt, nowMs);
  if (restoredAt !== null && restoredAt < downFrom) {
    throw new DomainError('validation-failed', 'restored_at must not be before down_from.');
  }
  return { machineDown, downFrom, restoredAt };
}
