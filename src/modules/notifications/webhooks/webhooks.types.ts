/** What others may know of webhooks. */
import type { WebhooksTable } from '../tables.ts';

/** What people say of a webhook. */
export interface WebhookDetails {
  readonly name: string;
  readonly url: string;
  /** Event types, each perhaps with a trailing `*`; empty: all. */
  readonly types: readonly string[];
  /** Only events about these machines; empty: all, and what is about no machine too. */
  readonly machineIds: readonly string[];
  /** Whether events of accounts, sessions and API keys go there too. */
  readonly peopleEvents: boolean;
}

export interface Webhook extends WebhookDetails {
  readonly id: string;
  readonly state: WebhooksTable['state'];
  readonly stoppedBecause: WebhooksTable['stopped_because'];
  /** The account that {@link WebhookDetails.peopleEvents} rests on. */
  readonly peopleBy: number | null;
  /** Until when the secret before signs too; null where there is none. */
  readonly oldSecretUntil: number | null;
  readonly createdBy: string;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Sequence of the last event that was decided about. */
  readonly cursor: number;
  readonly failures: number;
  readonly failingSince: number | null;
  readonly heldUntil: number | null;
  readonly lastSuccessAt: number | null;
  readonly lastFailureAt: number | null;
}

/** With the secrets as they are stored: encrypted. */
export interface SealedWebhook extends Webhook {
  readonly secret: string;
  readonly oldSecret: string | null;
}

/** With its secret, which is shown this once. */
export interface NewSecret {
  readonly webhook: Webhook;
  /** `whsec_…` */
  readonly secret: string;
}

export type NewWebhook = Pick<WebhookDetails, 'name' | 'url'> & Partial<WebhookDetails>;

/** Where a webhook that stood still goes on: behind the last event that it had, or with what happens from now on. */
export type ResumeFrom = 'where-it-stopped' | 'now';
