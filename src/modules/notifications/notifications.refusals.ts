/** The refusals of webhooks. */
import { changedMeanwhile, DomainError } from '../../kernel/errors.ts';

export function webhookNotFound(id: string): DomainError {
  return new DomainError('webhook-not-found', `There is no webhook ${id}.`);
}

export function deliveryNotFound(id: number): DomainError {
  return new DomainError(
    'delivery-not-found',
    `The webhook has no delivery ${id}. Deliveries are listed for a while only: see the setting webhooks.log_days.`,
  );
}

export function webhookNameTaken(name: string): DomainError {
  return new DomainError('name-taken', `There already is a webhook '${name}'.`);
}

export function tooManyWebhooks(most: number): DomainError {
  return new DomainError('limit-reached', `There are ${most} webhooks, and no more can be added. Delete one first.`);
}

/** Of events of people and keys, and of a webhook that has them: its address is where they go. */
export function peopleEventsForbidden(): DomainError {
  return new DomainError(
    'forbidden',
    'Events of accounts, sessions and API keys are sent only where somebody with users:manage says so, and only they change such a webhook.',
  );
}

export function webhookConflict(webhook: { readonly name: string; readonly version: number }): DomainError {
  return changedMeanwhile(`Webhook '${webhook.name}'`, webhook.version);
}
