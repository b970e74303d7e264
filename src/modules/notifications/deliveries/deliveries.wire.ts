/** Deliveries on the wire. */
import type { Static } from 'typebox';
import { DomainError } from '../../../kernel/errors.ts';
import { formatOptionalInstant } from '../../../kernel/instant.ts';
import { bodyInstant } from '../../../platform/http/index.ts';
import type { DeliveryAnswer, ReplayBody } from './deliveries.schemas.ts';
import type { ReplayFrom } from './deliveries.service.ts';
import type { Delivery } from './deliveries.types.ts';

export function deliveryToWire(delivery: Delivery): Static<typeof DeliveryAnswer> {
  return {
    id: delivery.id,
    webhook_id: delivery.webhookId,
    event_id: delivery.eventId,
    sequence: delivery.sequence,
    type: delivery.eventType,
    subject: delivery.subject,
    status: delivery.status,
    attempts: delivery.attempts,
    first_attempt_at: formatOptionalInstant(delivery.firstAttemptAt),
    last_attempt_at: formatOptionalInstant(delivery.lastAttemptAt),
    next_attempt_at: formatOptionalInstant(delivery.nextAttemptAt),
    duration_ms: delivery.durationMs,
    response_status: delivery.responseStatus,
    response_start: delivery.responseStart,
    problem: delivery.problem,
  };
}

/** @throws validation-failed unless exactly one place is named */
export function replayFromWire({ after, since }: Static<typeof ReplayBody>): ReplayFrom {
  if (after !== undefined && since === undefined) return { after };
  if (since !== undefined && after === undefined) return { sinceMs: bodyInstant('since', since) };
  throw new DomainError('validation-failed', 'Say from where: give either after or since.', {
    errors: [{ path: 'body.after', message: 'must be given, or since, and not both' }],
  });
}
