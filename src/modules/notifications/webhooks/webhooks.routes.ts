/** `/api/v1/webhooks`: where events are sent. */
import { idempotencyKeyOf, noBody, type RouteApp, type Routes, versionOf } from '../../../platform/http/index.ts';
import {
  NewWebhookBody,
  PauseBody,
  ResumeBody,
  WebhookAnswer,
  WebhookChangesBody,
  WebhookListQuery,
  WebhookPage,
  WebhookParams,
  WebhookSecretAnswer,
} from './webhooks.schemas.ts';
import type { WebhookService } from './webhooks.service.ts';
import { detailsFromWire, newSecretToWire, webhookToWire } from './webhooks.wire.ts';

const tags = ['Webhooks'];
const permission = 'webhooks:manage';

const SHOWN_ONCE = 'A repeat with the same Idempotency-Key makes nothing and is refused with `shown-once`.';

export function webhookRoutes(webhooks: WebhookService): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/webhooks',
      {
        schema: {
          tags,
          summary: 'Webhooks',
          description: 'Newest first. Their secrets are not shown again.',
          querystring: WebhookListQuery,
          response: { 200: WebhookPage },
        },
        config: { permission, errors: ['cursor-invalid'] },
      },
      async (request) => {
        const page = await webhooks.listWebhooks(request.query);
        return { items: page.items.map(webhookToWire), next_cursor: page.nextCursor };
      },
    );

    app.post(
      '/api/v1/webhooks',
      {
        schema: {
          tags,
          summary: 'Create a webhook',
          description: `Events that happen from now on are sent there as CloudEvents, signed as Standard Webhooks says. The answer holds the secret, this once. ${SHOWN_ONCE}`,
          body: NewWebhookBody,
          response: { 201: WebhookSecretAnswer },
        },
        config: {
          location: true,
          idempotent: true,
          permission,
          errors: ['name-taken', 'webhook-url-refused', 'limit-reached', 'shown-once'],
        },
      },
      async (request, reply) => {
        const { name, url, ...filters } = request.body;
        const wanted = { ...detailsFromWire(filters), name, url };
        const made = await webhooks.createWebhook(request.actor, wanted, idempotencyKeyOf(request));
        return reply.code(201).header('location', `/api/v1/webhooks/${made.webhook.id}`).send(newSecretToWire(made));
      },
    );

    app.get(
      '/api/v1/webhooks/:id',
      {
        schema: { tags, summary: 'One webhook', params: WebhookParams, response: { 200: WebhookAnswer } },
        config: { permission, errors: ['webhook-not-found'] },
      },
      async (request) => webhookToWire(await webhooks.getWebhook(request.params.id)),
    );

    app.patch(
      '/api/v1/webhooks/:id',
      {
        schema: {
          tags,
          summary: 'Change a webhook',
          description:
            'Writes the fields that the body names and leaves the others. Holds for events that have not been looked at yet. One that is sent events of people is changed only by who has users:manage.',
          params: WebhookParams,
          body: WebhookChangesBody,
          response: { 200: WebhookAnswer },
        },
        config: {
          versioned: true,
          permission,
          errors: ['webhook-not-found', 'name-taken', 'webhook-url-refused', 'version-conflict'],
        },
      },
      async (request) => {
        const { version, ...details } = request.body;
        const { actor, params } = request;
        const changes = detailsFromWire(details);
        return webhookToWire(await webhooks.changeWebhook(actor, params.id, changes, versionOf(request, version)));
      },
    );

    app.delete(
      '/api/v1/webhooks/:id',
      {
        schema: {
          tags,
          summary: 'Delete a webhook',
          description: 'With its secret and its log of deliveries. What happened stays in the audit.',
          params: WebhookParams,
          response: { 204: noBody },
        },
        config: { versioned: true, permission, errors: ['webhook-not-found', 'version-conflict'] },
      },
      async (request, reply) => {
        await webhooks.deleteWebhook(request.actor, request.params.id, versionOf(request, undefined));
        return reply.code(204).send(null);
      },
    );

    app.post(
      '/api/v1/webhooks/:id/pause',
      {
        schema: {
          tags,
          summary: 'Pause a webhook',
          description: 'Nothing is sent until it is resumed. Repeating it changes nothing.',
          params: WebhookParams,
          body: PauseBody,
          response: { 200: WebhookAnswer },
        },
        config: { permission, errors: ['webhook-not-found'] },
      },
      async ({ actor, params, body }) => webhookToWire(await webhooks.pauseWebhook(actor, params.id, body?.reason)),
    );

    app.post(
      '/api/v1/webhooks/:id/resume',
      {
        schema: {
          tags,
          summary: 'Resume a webhook',
          description:
            'Also one that MillDash has deactivated. It goes on where it stopped, unless `from` says otherwise. Repeating it changes nothing.',
          params: WebhookParams,
          body: ResumeBody,
          response: { 200: WebhookAnswer },
        },
        config: { permission, errors: ['webhook-not-found'] },
      },
      async ({ actor, params, body }) =>
        webhookToWire(await webhooks.resumeWebhook(actor, params.id, body?.from ?? 'where-it-stopped')),
    );

    app.post(
      '/api/v1/webhooks/:id/rotate-secret',
      {
        schema: {
          tags,
          summary: 'Give a webhook a new secret',
          description: `The answer holds it, this once. For a day what is sent carries the signatures of both, so the receiver can change over in peace. ${SHOWN_ONCE}`,
          params: WebhookParams,
          response: { 201: WebhookSecretAnswer },
        },
        config: { idempotent: true, permission, errors: ['webhook-not-found', 'shown-once'] },
      },
      async (request, reply) => {
        const rotated = await webhooks.rotateSecret(request.actor, request.params.id, idempotencyKeyOf(request));
        return reply.code(201).send(newSecretToWire(rotated));
      },
    );
  };
}
