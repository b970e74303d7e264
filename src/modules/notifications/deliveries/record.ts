/**
 * Writes what came of an attempt: the delivery, how far the webhook has come and how it does, all or nothing.
 *
 * A process that dies between the attempt and this sends the event again: receivers know it by its id.
 */
import { systemActor } from '../../../kernel/access.ts';
import { formatInstant } from '../../../kernel/instant.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { EventsTable, Store, Transaction } from '../../../platform/outbox/index.ts';
import { webhookEvent } from '../events.ts';
import type { NotificationTables } from '../tables.ts';
import type { CallPolicy } from '../webhooks/webhooks.settings.ts';
import type { SealedWebhook } from '../webhooks/webhooks.types.ts';
import type { Attempted } from './attempt.ts';
import * as repository from './deliveries.repository.ts';
import type { Delivery } from './deliveries.types.ts';
import { createReceiverNews, type ReceiverNews } from './receiver-news.ts';
import { FAILURES_UNTIL_HELD, isBeyondHope, judgeAttempt, type Verdict } from './retries.rules.ts';

export const DELIVERER = 'deliver-webhooks';

/** What of an event a delivery says. */
export type DeliveredEvent = Pick<EventsTable, 'id' | 'sequence' | 'type' | 'subject'>;

export interface Recorded {
  readonly kind: 'delivered' | 'failed';
  /** Failed attempts in a row now. */
  readonly failures: number;
  /**
   * What is known of the webhook does not hold any more: somebody has changed it, or its receiver was taken to be down and
   * answers again, so that what waits for it is due now.
   */
  readonly isStale: boolean;
  /** False where the webhook is to be left alone for now. */
  readonly goesOn: boolean;
}

export interface RecordParts {
  readonly store: Store;
  readonly log: Logger;
  /** 0 to 1, for the jitter of pauses. */
  readonly random: () => number;
}

export interface AttemptToRecord {
  readonly webhook: SealedWebhook;
  readonly event: DeliveredEvent;
  readonly attempted: Attempted;
  readonly policy: CallPolicy;
  /** Of an event that was tried before: what is known of it. */
  readonly before?: Delivery;
  /** Of an event that the webhook comes to for the first time: where it stands in the log. */
  readonly cursor?: number;
}

/** Undefined where the webhook is gone, or was moved to another place of the log meanwhile: then nothing is written. */
export type RecordAttempt = (attempt: AttemptToRecord) => Promise<Recorded | undefined>;

export function createRecorder({ store, log, random }: RecordParts): RecordAttempt {
  const news = createReceiverNews(log);
  return async (attempt) => {
    const { webhook, event, attempted, before, cursor } = attempt;
    const attempts = (before?.attempts ?? 0) + 1;
    const firstAttemptAt = before?.firstAttemptAt ?? attempted.at;
    const nowMs = attempted.endedAt;
    const verdict = judgeAttempt(attempted, { attempts, firstAttemptAt, nowMs, chance: random() });
    const written = await store.transact(systemActor(DELIVERER), async (tx) => {
      const access = tx.access<NotificationTables>();
      if (cursor !== undefined && !(await repository.advanceCursor(access, webhook.id, cursor, event.sequence))) {
        return undefined;
      }
      const noted = await note(tx, attempt, verdict, nowMs);
      if (noted === undefined) return undefined;
      await repository.upsertDelivery(access, {
        webhook_id: webhook.id,
        sequence: event.sequence,
        event_id: event.id,
        event_type: event.type,
        subject: event.subject,
        status: statusOf(verdict),
        attempts,
        first_attempt_at: firstAttemptAt,
        last_attempt_at: attempted.at,
        next_attempt_at: verdict.kind === 'waiting' ? verdict.nextAttemptAt : null,
        duration_ms: attempted.durationMs,
        response_status: attempted.status,
        response_start: attempted.responseStart,
        problem: attempted.problem,
      });
      return noted;
    });
    if (written === undefined) return undefined;
    tell(log, attempt, verdict, attempts, written);
    tellOfReceiver(news, attempt, attempts, written);
    return {
      kind: verdict.kind === 'delivered' ? 'delivered' : 'failed',
      failures: written.failures,
      isStale:
        written.version !== webhook.version || (written.failures === 0 && webhook.failures >= FAILURES_UNTIL_HELD),
      goesOn: written.isActive && !(verdict.kind === 'waiting' && verdict.heldUntil !== null),
    };
  };
}

interface Noted {
  readonly failures: number;
  readonly isActive: boolean;
  readonly version: number;
  readonly deactivated?: 'gone' | 'failing';
}

/** How the webhook does. Undefined where it is gone. */
async function note(
  tx: Transaction,
  { webhook, policy }: AttemptToRecord,
  verdict: Verdict,
  nowMs: number,
): Promise<Noted | undefined> {
  const access = tx.access<NotificationTables>();
  if (verdict.kind === 'delivered') {
    const noted = await repository.noteSuccess(access, webhook.id, nowMs);
    if (noted === undefined) return undefined;
    // whoever waited for the receiver need not wait for longer
    if (webhook.failures >= FAILURES_UNTIL_HELD) await repository.bringForward(access, webhook.id, nowMs);
    return { failures: 0, isActive: noted.state === 'active', version: noted.version };
  }
  const heldUntil = verdict.kind === 'waiting' ? verdict.heldUntil : null;
  const noted = await repository.noteFailure(access, webhook.id, heldUntil, nowMs);
  if (noted === undefined) return undefined;
  const { failures, failingSince, state, version } = noted;
  const because =
    verdict.kind === 'gone'
      ? 'gone'
      : isBeyondHope(failures, failingSince, nowMs, policy.patienceMs)
        ? 'failing'
        : undefined;
  if (because === undefined) return { failures, isActive: state === 'active', version };
  const stopped = await repository.deactivate(access, webhook.id, because, nowMs);
  if (stopped === undefined) return { failures, isActive: false, version };
  const more = { reason: because, failing_since: formatInstant(failingSince), failures };
  tx.emit(webhookEvent('deactivated', { ...webhook, name: stopped.name }, { ...more, version: stopped.version }));
  tx.audit({
    action: 'webhook.deactivated',
    entityType: 'webhook',
    entityId: webhook.id,
    before: { state: 'active' },
    after: { state: 'deactivated', ...more },
  });
  return { failures, isActive: false, version: stopped.version, deactivated: because };
}

function statusOf(verdict: Verdict): Delivery['status'] {
  if (verdict.kind === 'delivered' || verdict.kind === 'waiting') return verdict.kind;
  return 'dead';
}

function tell(
  log: Logger,
  { webhook, event, attempted }: AttemptToRecord,
  verdict: Verdict,
  attempts: number,
  { deactivated }: Noted,
): void {
  const payload = {
    webhookId: webhook.id,
    sequence: event.sequence,
    type: event.type,
    attempts,
    status: attempted.status,
    durationMs: attempted.durationMs,
    problem: attempted.problem,
  };
  const what = `Event ${event.sequence} to webhook '${webhook.name}'`;
  if (verdict.kind === 'delivered') log.debug({ payload }, `${what} was delivered`);
  else if (verdict.kind === 'waiting') log.debug({ payload }, `${what} was not taken; it is tried again`);
  else log.warn({ payload }, `${what} was not taken, and is not tried again`);
  if (deactivated === undefined) return;
  const why = deactivated === 'gone' ? 'its receiver answers that it is gone for good' : 'it has failed for too long';
  log.warn({ payload }, `Webhook '${webhook.name}' was deactivated: ${why}`);
}

function tellOfReceiver(
  news: ReceiverNews,
  { webhook, attempted }: AttemptToRecord,
  attempts: number,
  { failures, isActive }: Noted,
): void {
  if (failures === 0) news.delivered(webhook);
  else if (isActive) news.failed(webhook, attempted, attempts, failures);
  else news.ended(webhook);
}
