/** `/api/v1/webhooks/{id}/deliveries` and what can be asked of deliveries: again, all again, a test. */
import type { RouteApp, Routes } from '../../../platform/http/index.ts';
import { WebhookAnswer, WebhookParams } from '../webhooks/webhooks.schemas.ts';
import { webhookToWire } from '../webhooks/webhooks.wire.ts';
import { DeliveryAnswer, DeliveryListQuery, DeliveryPage, DeliveryParams, ReplayBody } from './deliveries.schemas.ts';
import type { DeliveryService } from './deliveries.service.ts';
import { deliveryToWire, replayFromWire } from './deliveries.wire.ts';

const tags = ['Webhooks'];
const permission = 'webhooks:manage';

export function deliveryRoutes(deliveries: DeliveryService): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/webhooks/:id/deliveries',
      {
        schema: {
          tags,
          summary: 'Log of deliveries',
          description:
            'Newest first, one entry for each event that was tried, for as long as `webhooks.log_days` says.',
          params: WebhookParams,
          querystring: DeliveryListQuery,
          response: { 200: DeliveryPage },
        },
        config: { permission, errors: ['webhook-not-found', 'cursor-invalid'] },
      },
      async ({ params, query }) => {
        const page = await deliveries.listDeliveries(params.id, query);
        return { items: page.items.map(deliveryToWire), next_cursor: page.nextCursor };
      },
    );

    app.get(
      '/api/v1/webhooks/:id/deliveries/:delivery_id',
      {
        schema: { tags, summary: 'One delivery', params: DeliveryParams, response: { 200: DeliveryAnswer } },
        config: { permission, errors: ['webhook-not-found', 'delivery-not-found'] },
      },
      async ({ params }) => deliveryToWire(await deliveries.getDelivery(params.id, params.delivery_id)),
    );

    app.post(
      '/api/v1/webhooks/:id/deliveries/:delivery_id/replay',
      {
        schema: {
          tags,
          summary: 'Deliver an event again',
          description:
            'Whatever became of it: it is tried again soon, and for another day. The receiver sees the same `webhook-id`.',
          params: DeliveryParams,
          response: { 200: DeliveryAnswer },
        },
        config: { permission, errors: ['webhook-not-found', 'delivery-not-found'] },
      },
      async ({ actor, params }) =>
        deliveryToWire(await deliveries.replayDelivery(actor, params.id, params.delivery_id)),
    );

    app.post(
      '/api/v1/webhooks/:id/replay',
      {
        schema: {
          tags,
          summary: 'Deliver everything since then again',
          description:
            'What the webhook wants, in order, before what is new; as far back as events are kept. Name `after` or `since`. The receiver sees the same `webhook-id` as before.',
          params: WebhookParams,
          body: ReplayBody,
          response: { 200: WebhookAnswer },
        },
        config: { permission, errors: ['webhook-not-found', 'range-invalid', 'events-out-of-range'] },
      },
      async ({ actor, params, body }) =>
        webhookToWire(await deliveries.replayFrom(actor, params.id, replayFromWire(body))),
    );

    app.post(
      '/api/v1/webhooks/:id/test',
      {
        schema: {
          tags,
          summary: 'Test a webhook',
          description:
            'Sends an event `com.milldash.webhook.tested` at once and answers what came of it. It is not tried again, and counts neither for nor against the webhook.',
          params: WebhookParams,
          response: { 200: DeliveryAnswer },
        },
        config: { permission, errors: ['webhook-not-found', 'server-busy'], timeLimitMs: TEST_TIME_LIMIT_MS },
      },
      async ({ actor, params }) => deliveryToWire(await deliveries.testWebhook(actor, params.id)),
    );
  };
}

/** The longest that a receiver may take, after those that are tested before. */
const TEST_TIME_LIMIT_MS = 120_000;
