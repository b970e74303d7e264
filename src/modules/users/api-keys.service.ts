/** API keys of machines and integrations: made by people, for programs, with no more rights than the program needs. */
import { type Permission, permissions, personalPermissions } from '../../kernel/access.ts';
import type { Clock } from '../../kernel/clock.ts';
import { DomainError, notAllowed, shownOnce } from '../../kernel/errors.ts';
import { randomToken, tokenHash, uuidv7 } from '../../kernel/ids.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, toPage } from '../../kernel/paging.ts';
import { isUniqueViolation } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import { type Store, transactOnce } from '../../platform/outbox/index.ts';
import { findApiKey, insertApiKey, revokeApiKeyRow, selectApiKeys, toApiKey } from './api-keys.repository.ts';
import type { UsersTables } from './tables.ts';
import { requireName } from './users.rules.ts';
import type { ApiKeys } from './users.ts';

export const apiKeyScopes: readonly Permission[] = permissions.filter(
  (permission) => !personalPermissions.includes(permission),
);

export function createApiKeyService(store: Store, clock: Clock, log: Logger): ApiKeys {
  return {
    async createApiKey(actor, input, idempotencyKey) {
      const name = requireName(input.name, 'name of the key');
      const scopes = requireScopes(input.scopes);
      const { expiresAtMs } = input;
      if (expiresAtMs !== undefined && expiresAtMs <= clock.now()) {
        throw new DomainError('range-invalid', 'The key would have expired already. Give an expiry in the future.');
      }
      const secret = randomToken();
      const id = uuidv7(clock.now());
      try {
        const request = { key: idempotencyKey, operation: 'api-key.create', payload: [name, scopes, expiresAtMs] };
        const { result: madeId, isRepeat } = await transactOnce(store, actor, request, async (tx) => {
          await insertApiKey(tx.access<UsersTables>(), {
            id,
            name,
            scopes: JSON.stringify(scopes),
            secret_hash: tokenHash(secret),
            prefix: `mdk_${id}_${secret.slice(0, 4)}`,
            created_by: actor.kind === 'user' ? Number(actor.id) : null,
            created_at: tx.recordedAt,
            expires_at: expiresAtMs ?? null,
            last_used_at: null,
            revoked_at: null,
          });
          tx.emit({
            type: 'com.milldash.api-key.created',
            subject: `api-keys/${id}`,
            data: { api_key_id: id, scopes },
          });
          tx.audit({
            action: 'api-key.created',
            entityType: 'api-key',
            entityId: id,
            after: { name, scopes, expires_at: expiresAtMs ?? null },
          });
          return id;
        });
        const row = await findApiKey(store.access<UsersTables>(), madeId);
        if (isRepeat || row === undefined) {
          throw shownOnce(`API key ${madeId}`, 'Revoke it and create another one.', { id: madeId });
        }
        log.info({ payload: { api_key_id: id, scopes } }, `API key '${name}' created by '${actor.name}'`);
        return { ...toApiKey(row), key: `mdk_${id}_${secret}` };
      } catch (error) {
        if (!isUniqueViolation(error, 'api_keys_name_unique')) throw error;
        throw new DomainError('name-taken', `There is a key named '${name}'. Revoke it first, or take another name.`);
      }
    },

    async listApiKeys({ limit = PAGE_LIMIT_DEFAULT, cursor }) {
      const [beforeId] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
      const rows = await selectApiKeys(store.access<UsersTables>(), limit, beforeId as string | undefined);
      const page = toPage(rows, limit, (row) => [row.id]);
      return { items: page.items.map(toApiKey), nextCursor: page.nextCursor };
    },

    async revokeApiKey(actor, id) {
      const { row, changed } = await store.transact(actor, async (tx) => {
        const access = tx.access<UsersTables>();
        const revoked = await revokeApiKeyRow(access, id, tx.recordedAt);
        if (revoked === undefined) return { row: await findApiKey(access, id), changed: false };
        tx.emit({ type: 'com.milldash.api-key.revoked', subject: `api-keys/${id}`, data: { api_key_id: id } });
        tx.audit({ action: 'api-key.revoked', entityType: 'api-key', entityId: id, before: { name: revoked.name } });
        return { row: revoked, changed: true };
      });
      if (row === undefined) throw new DomainError('api-key-not-found', `There is no API key ${id}.`);
      if (changed) log.info({ payload: { api_key_id: id } }, `API key '${row.name}' revoked by '${actor.name}'`);
      return toApiKey(row);
    },
  };
}

function requireScopes(scopes: readonly string[]): Permission[] {
  for (const scope of scopes) {
    if (!(apiKeyScopes as readonly string[]).includes(scope)) {
      throw notAllowed('unknown-permission', 'scope', scope, apiKeyScopes);
    }
  }
  if (scopes.length === 0) {
    throw new DomainError('unknown-permission', `Name at least one scope. Allowed: ${apiKeyScopes.join(', ')}.`, {
      allowed: apiKeyScopes,
    });
  }
  return apiKeyScopes.filter((scope) => scopes.includes(scope));
}
