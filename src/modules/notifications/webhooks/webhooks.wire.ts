/** Webhooks on the wire: snake_case, RFC 3339, never a secret. */
import type { Static } from 'typebox';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import type { WebhookAnswer, WebhookChangesBody, WebhookSecretAnswer } from './webhooks.schemas.ts';
import type { NewSecret, Webhook, WebhookDetails } from './webhooks.types.ts';

export function webhookToWire(webhook: Webhook): Static<typeof WebhookAnswer> {
  return {
    id: webhook.id,
    name: webhook.name,
    url: webhook.url,
    types: [...webhook.types],
    machine_ids: [...webhook.machineIds],
    people_events: webhook.peopleEvents,
    state: webhook.state,
    deactivated_because: webhook.stoppedBecause,
    failing_since: formatOptionalInstant(webhook.failingSince),
    failures: webhook.failures,
    held_until: formatOptionalInstant(webhook.heldUntil),
    last_success_at: formatOptionalInstant(webhook.lastSuccessAt),
    last_failure_at: formatOptionalInstant(webhook.lastFailureAt),
    last_sequence: webhook.cursor,
    old_secret_until: formatOptionalInstant(webhook.oldSecretUntil),
    created_by: webhook.createdBy,
    version: webhook.version,
    created_at: formatInstant(webhook.createdAt),
    updated_at: formatInstant(webhook.updatedAt),
  };
}

export function newSecretToWire({ webhook, secret }: NewSecret): Static<typeof WebhookSecretAnswer> {
  return { ...webhookToWire(webhook), secret };
}

/** Only what the body names. */
export function detailsFromWire(body: Omit<Static<typeof WebhookChangesBody>, 'version'>): Partial<WebhookDetails> {
  const { machine_ids: machineIds, people_events: peopleEvents, ...alike } = body;
  return {
    ...alike,
    ...(machineIds === undefined ? {} : { machineIds }),
    ...(peopleEvents === undefined ? {} : { peopleEvents }),
  };
}
