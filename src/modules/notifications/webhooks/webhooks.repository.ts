/** The table `webhooks`, as people see and change it. How far one has come is written by its deliveries. */
import { comparisonKey } from '../../../kernel/texts.ts';
import { type Engine, lockingRows, type TableAccess } from '../../../platform/database/index.ts';
import type { NotificationTables, WebhooksTable } from '../tables.ts';
import type { SealedWebhook, Webhook, WebhookDetails } from './webhooks.types.ts';

type Access = TableAccess<NotificationTables>;

function toWebhook(row: WebhooksTable): Webhook {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    types: JSON.parse(row.types) as string[],
    machineIds: JSON.parse(row.machine_ids) as string[],
    peopleEvents: row.people_by !== null,
    peopleBy: row.people_by,
    state: row.state,
    stoppedBecause: row.stopped_because,
    oldSecretUntil: row.old_secret_until,
    createdBy: row.created_by,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    cursor: row.cursor,
    failures: row.failures,
    failingSince: row.failing_since,
    heldUntil: row.held_until,
    lastSuccessAt: row.last_success_at,
    lastFailureAt: row.last_failure_at,
  };
}

function toSealed(row: WebhooksTable): SealedWebhook {
  return { ...toWebhook(row), secret: row.secret, oldSecret: row.old_secret };
}

function detailColumns({ name, url, types, machineIds }: WebhookDetails) {
  return {
    name,
    name_key: comparisonKey(name),
    url,
    types: JSON.stringify(types),
    machine_ids: JSON.stringify(machineIds),
  };
}

export async function findWebhook(access: Access, id: string): Promise<Webhook | undefined> {
  const row = await access.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toWebhook(row);
}

/** With what it signs by. */
export async function findSealedWebhook(access: Access, id: string): Promise<SealedWebhook | undefined> {
  const row = await access.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toSealed(row);
}

/** It stays as it is until the transaction ends, but for what its deliveries write, who wait too. */
export async function holdWebhook(access: Access, engine: Engine, id: string): Promise<SealedWebhook | undefined> {
  const query = access.selectFrom('webhooks').selectAll().where('id', '=', id);
  const row = await lockingRows(engine, query).executeTakeFirst();
  return row === undefined ? undefined : toSealed(row);
}

/** Newest first; one more than `limit`, if there is one. */
export async function findWebhookPage(access: Access, limit: number, beforeId: string | undefined): Promise<Webhook[]> {
  let query = access.selectFrom('webhooks').selectAll();
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return rows.map((row) => toWebhook(row));
}

export async function findActiveWebhooks(access: Access): Promise<SealedWebhook[]> {
  const rows = await access.selectFrom('webhooks').selectAll().where('state', '=', 'active').orderBy('id').execute();
  return rows.map(toSealed);
}

export async function findWebhookIds(access: Access): Promise<string[]> {
  const rows = await access.selectFrom('webhooks').select('id').orderBy('id').execute();
  return rows.map((row) => row.id);
}

export async function countWebhooks(access: Access): Promise<number> {
  const { count } = await access
    .selectFrom('webhooks')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** @throws ConstraintViolation webhooks_name_key_unique */
export async function insertWebhook(
  access: Access,
  made: WebhookDetails & Pick<SealedWebhook, 'id' | 'peopleBy' | 'secret' | 'createdBy' | 'cursor'>,
  nowMs: number,
): Promise<Webhook> {
  const row = await access
    .insertInto('webhooks')
    .values({
      id: made.id,
      ...detailColumns(made),
      people_by: made.peopleBy,
      state: 'active',
      stopped_because: null,
      secret: made.secret,
      old_secret: null,
      old_secret_until: null,
      created_by: made.createdBy,
      version: 1,
      created_at: nowMs,
      updated_at: nowMs,
      cursor: made.cursor,
      failures: 0,
      failing_since: null,
      held_until: null,
      last_success_at: null,
      last_failure_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toWebhook(row);
}

export type WebhookWrites = Partial<Omit<WebhooksTable, 'id' | 'version' | 'created_at' | 'updated_at' | 'created_by'>>;

/** What people change of a held webhook; its version counts it. @throws ConstraintViolation webhooks_name_key_unique */
export async function updateWebhook(
  access: Access,
  id: string,
  writes: WebhookWrites & { readonly details?: WebhookDetails },
  nowMs: number,
): Promise<Webhook> {
  const { details, ...columns } = writes;
  const row = await access
    .updateTable('webhooks')
    .set((eb) => ({
      ...(details === undefined ? {} : detailColumns(details)),
      ...columns,
      version: eb('version', '+', 1),
      updated_at: nowMs,
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return toWebhook(row);
}

/** Moves a held webhook to another place in the log: no change that its version counts. */
export async function moveCursor(access: Access, id: string, cursor: number): Promise<Webhook> {
  const row = await access
    .updateTable('webhooks')
    .set({ cursor })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return toWebhook(row);
}

/** With all its deliveries. */
export async function deleteWebhook(access: Access, id: string): Promise<void> {
  await access.deleteFrom('webhooks').where('id', '=', id).execute();
}
