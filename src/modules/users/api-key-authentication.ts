/** Programs that send an API key: `mdk_<id>_<secret>`, the id to find the row, the secret compared by its hash. */
import { timingSafeEqual } from 'node:crypto';
import type { Actor, Permission } from '../../kernel/access.ts';
import { type Clock, MINUTE_MS } from '../../kernel/clock.ts';
import { tokenHash } from '../../kernel/ids.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import { apiKeyReader, touchApiKey } from './api-keys.repository.ts';
import { tokenInvalid } from './refusals.ts';
import type { ApiKeysTable, UsersTables } from './tables.ts';
import { placeOf } from './users.rules.ts';
import type { Origin } from './users.ts';

const KEY = /^mdk_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;
/** A key's "last used" is at most this old while it is used. */
const USED_RESOLUTION_MS = 5 * MINUTE_MS;

export interface ApiKeyAuthenticator {
  /** @throws token-invalid */
  authenticate(key: string, origin: Origin): Promise<Actor>;
  findCurrentActor(actor: Actor): Promise<Actor | undefined>;
}

export function createApiKeyAuthenticator(store: Store, clock: Clock, log: Logger): ApiKeyAuthenticator {
  const access = store.access<UsersTables>();
  const findKey = apiKeyReader(access);

  async function noteUsed(row: ApiKeysTable, nowMs: number): Promise<void> {
    if (nowMs - (row.last_used_at ?? 0) < USED_RESOLUTION_MS) return;
    try {
      await touchApiKey(access, row.id, nowMs);
    } catch (error) {
      // a read must not fail because a full disk cannot note that it happened
      log.warn({ err: error }, 'Could not note that an API key is in use');
    }
  }

  return {
    async authenticate(key, origin) {
      const [, id, secret] = KEY.exec(key) ?? [];
      if (id === undefined || secret === undefined) throw tokenInvalid();
      const row = await findKey(id);
      const nowMs = clock.now();
      if (row === undefined || !isUsable(row, nowMs) || !isSecretOf(row, secret)) throw tokenInvalid();
      await noteUsed(row, nowMs);
      return toActor(row, origin);
    },
    async findCurrentActor(actor) {
      const row = await findKey(actor.id);
      return row !== undefined && isUsable(row, clock.now()) ? toActor(row, actor) : undefined;
    },
  };
}

function isUsable(row: ApiKeysTable, nowMs: number): boolean {
  return row.revoked_at === null && (row.expires_at === null || row.expires_at > nowMs);
}

function isSecretOf(row: ApiKeysTable, secret: string): boolean {
  return timingSafeEqual(Buffer.from(row.secret_hash), Buffer.from(tokenHash(secret)));
}

function toActor(row: ApiKeysTable, origin: Origin): Actor {
  return {
    kind: 'api-key',
    id: row.id,
    name: row.name,
    role: null,
    permissions: new Set(JSON.parse(row.scopes) as Permission[]),
    ...placeOf(origin),
  };
}
