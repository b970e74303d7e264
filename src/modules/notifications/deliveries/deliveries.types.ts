/** What others may know of deliveries: events that were tried. */
import type { WebhookDeliveriesTable } from '../tables.ts';

export interface Delivery {
  readonly id: number;
  readonly webhookId: string;
  readonly sequence: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly subject: string;
  readonly status: WebhookDeliveriesTable['status'];
  readonly attempts: number;
  readonly firstAttemptAt: number | null;
  readonly lastAttemptAt: number | null;
  readonly nextAttemptAt: number | null;
  readonly durationMs: number | null;
  readonly responseStatus: number | null;
  readonly responseStart: string | null;
  readonly problem: string | null;
}

export interface DeliveryFilter {
  readonly status?: Delivery['status'];
  readonly cursor?: string | undefined;
  readonly limit?: number;
}
