/** `/api/v1/api-keys`: keys of machines and integrations. */
import { DomainError } from '../../kernel/errors.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { idempotencyKeyOf, type RouteApp } from '../../platform/http/index.ts';
import {
  ApiKeyAnswer,
  ApiKeyPage,
  NewApiKeyAnswer,
  NewApiKeyBody,
  PageQuery,
  SHOWN_ONCE,
  UuidParams,
} from './users.schemas.ts';
import type { Users } from './users.ts';
import { apiKeyToWire } from './users.wire.ts';

const tags = ['API keys'];
const manage = 'api-keys:manage';

export function apiKeyRoutes(users: Users): (app: RouteApp) => void {
  return (app) => {
    app.get(
      '/api/v1/api-keys',
      {
        schema: {
          tags,
          summary: 'API keys',
          description: 'Newest first, revoked ones too. The keys themselves are not stored and cannot be shown.',
          querystring: PageQuery,
          response: { 200: ApiKeyPage },
        },
        config: { permission: manage, errors: ['cursor-invalid'] },
      },
      async (request) => {
        const page = await users.listApiKeys(request.query);
        return { items: page.items.map(apiKeyToWire), next_cursor: page.nextCursor };
      },
    );

    app.post(
      '/api/v1/api-keys',
      {
        schema: {
          tags,
          summary: 'Create an API key',
          description: `The answer holds the key, this once. Programs send it as \`Authorization: Bearer mdk_…\` or \`X-API-Key: mdk_…\`. ${SHOWN_ONCE}`,
          body: NewApiKeyBody,
          response: { 201: NewApiKeyAnswer },
        },
        config: {
          idempotent: true,
          permission: manage,
          errors: ['shown-once', 'name-taken', 'unknown-permission', 'range-invalid'],
        },
      },
      async (request, reply) => {
        const { name, scopes, expires_at: expiresAt } = request.body;
        const expiresAtMs = expiresAt === undefined ? undefined : instantOf(expiresAt);
        const wanted = { name, scopes, expiresAtMs };
        const made = await users.createApiKey(request.actor, wanted, idempotencyKeyOf(request));
        return reply.code(201).send({ ...apiKeyToWire(made), key: made.key });
      },
    );

    app.delete(
      '/api/v1/api-keys/:id',
      {
        schema: {
          tags,
          summary: 'Revoke an API key',
          description: 'It stops working at once. Revoking it twice changes nothing.',
          params: UuidParams,
          response: { 200: ApiKeyAnswer },
        },
        config: { permission: manage, errors: ['api-key-not-found'] },
      },
      async (request) => apiKeyToWire(await users.revokeApiKey(request.actor, request.params.id)),
    );
  };
}

/** @throws range-invalid */
function instantOf(text: string): number {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new DomainError('range-invalid', `'${text}' is not a date and time.`);
  return parsed.ms;
}
