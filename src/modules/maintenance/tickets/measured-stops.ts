/** The stop that a ticket is about: when the machine stood, where nobody says it. */
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { Timeline } from '../../timeline/index.ts';
import { isUnplanned } from './stop-kinds.rules.ts';
import { hasReturned } from './ticket-changes.repository.ts';
import { downTimes } from './ticket-details.rules.ts';
import type { Ticket } from './tickets.types.ts';

/** `endMs` is null while the machine stands. */
export interface MeasuredStop {
  readonly startMs: number;
  readonly endMs: number | null;
}

/**
 * As far as it has happened; undefined for a ticket that is about no period, or about one that is no stop. Where it was
 * planned, or nobody was there, the machine stood for that and not for the fault.
 */
export async function measuredStopWithin(
  tx: Transaction,
  timeline: Pick<Timeline, 'readsWithin'>,
  periodId: string | null,
): Promise<MeasuredStop | undefined> {
  if (periodId === null) return undefined;
  const stop = (await timeline.readsWithin(tx).listWholeStops([periodId])).get(periodId);
  if (stop === undefined || !isUnplanned(stop.reason.group) || stop.startMs > tx.recordedAt) return undefined;
  const { startMs, endMs } = stop;
  return { startMs, endMs: endMs !== null && endMs > tx.recordedAt ? null : endMs };
}

/** What was proposed is answered with the resolution: one that comes back has another end. */
const answered = { proposedRestoredAt: null } as const;

/** One of a time before the ticket's machine stood is of an earlier stop. */
function proposed({ proposedRestoredAt, downFrom, loggedAt }: Ticket): number | null {
  return proposedRestoredAt !== null && proposedRestoredAt >= (downFrom ?? loggedAt) ? proposedRestoredAt : null;
}

/**
 * What resolving a ticket says of its machine: one that stood runs again since it was measured to, else from now.
 *
 * @param given since when somebody says that it runs
 * @throws validation-failed for a time that does not fit
 */
export async function restoredWithin(
  tx: Transaction,
  timeline: Pick<Timeline, 'readsWithin'>,
  ticket: Ticket,
  given: number | undefined,
): Promise<Partial<Ticket>> {
  if (!ticket.machineDown && given === undefined) return answered;
  const said = given ?? ticket.restoredAt ?? proposed(ticket);
  // one that was mended before stood again since; of one that only went back, or was cancelled, nobody said that it ran
  const asks = said === null && (ticket.reopenedCount === 0 || !(await hasReturned(tx.access(), tx.engine, ticket.id)));
  const endMs = (asks ? await measuredStopWithin(tx, timeline, ticket.periodId) : undefined)?.endMs ?? null;
  const hasEnded = endMs !== null && endMs >= (ticket.downFrom ?? ticket.loggedAt);
  const restoredAt = said ?? (hasEnded ? endMs : tx.recordedAt);
  return { ...downTimes(ticket, { restoredAt }, tx.recordedAt), ...answered };
}
