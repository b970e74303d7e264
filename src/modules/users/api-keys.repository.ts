/** The table `api_keys`. */
import type { CompiledQuery } from 'kysely';
import type { Permission } from '../../kernel/access.ts';
import type { TableAccess } from '../../platform/database/index.ts';
import type { ApiKeysTable, UsersTables } from './tables.ts';
import type { ApiKey } from './users.ts';

type Access = TableAccess<UsersTables>;

export function toApiKey(row: ApiKeysTable): ApiKey {
  return {
    id: row.id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as Permission[],
    prefix: row.prefix,
    createdBy: row.created_by,
    createdAtMs: row.created_at,
    expiresAtMs: row.expires_at,
    lastUsedAtMs: row.last_used_at,
    revokedAtMs: row.revoked_at,
  };
}

/** Compiled once: programs ask with every request. */
export function apiKeyReader(access: Access): (id: string) => Promise<ApiKeysTable | undefined> {
  const compiled: CompiledQuery = access.selectFrom('api_keys').selectAll().where('id', '=', '').compile();
  return async (id) => {
    const { rows } = await access.executeQuery<ApiKeysTable>({
      ...compiled,
      parameters: [id],
    } as CompiledQuery<ApiKeysTable>);
    return rows[0];
  };
}

export function insertApiKey(access: Access, row: ApiKeysTable): Promise<ApiKeysTable> {
  return access.insertInto('api_keys').values(row).returningAll().executeTakeFirstOrThrow();
}

export function findApiKey(access: Access, id: string): Promise<ApiKeysTable | undefined> {
  return access.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Undefined when there is no such key, or it was revoked before. */
export function revokeApiKeyRow(access: Access, id: string, nowMs: number): Promise<ApiKeysTable | undefined> {
  return access
    .updateTable('api_keys')
    .set({ revoked_at: nowMs })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

export async function touchApiKey(access: Access, id: string, nowMs: number): Promise<void> {
  await access.updateTable('api_keys').set({ last_used_at: nowMs }).where('id', '=', id).execute();
}

/** Newest first; one more than `limit`, if there is one. */
export function selectApiKeys(access: Access, limit: number, beforeId: string | undefined): Promise<ApiKeysTable[]> {
  let query = access.selectFrom('api_keys').selectAll();
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  return query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
}
