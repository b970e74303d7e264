/** The table `webhook_deliveries`, and what deliveries write about their webhook. */
import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { TableAccess } from '../../../platform/database/index.ts';
import type { NotificationTables, WebhookDeliveriesTable, WebhooksTable } from '../tables.ts';
import type { Delivery, DeliveryFilter } from './deliveries.types.ts';

type Access = TableAccess<NotificationTables>;

function toDelivery(row: Selectable<WebhookDeliveriesTable>): Delivery {
  return {
    id: row.id,
    webhookId: row.webhook_id,
    sequence: row.sequence,
    eventId: row.event_id,
    eventType: row.event_type,
    subject: row.subject,
    status: row.status,
    attempts: row.attempts,
    firstAttemptAt: row.first_attempt_at,
    lastAttemptAt: row.last_attempt_at,
    nextAttemptAt: row.next_attempt_at,
    durationMs: row.duration_ms,
    responseStatus: row.response_status,
    responseStart: row.response_start,
    problem: row.problem,
  };
}

export async function findDelivery(access: Access, webhookId: string, id: number): Promise<Delivery | undefined> {
  const row = await access
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toDelivery(row);
}

/** Newest first; one more than `limit`, if there is one. */
export async function findDeliveryPage(
  access: Access,
  webhookId: string,
  { status }: DeliveryFilter,
  beforeId: number | undefined,
  limit: number,
): Promise<Delivery[]> {
  let query = access.selectFrom('webhook_deliveries').selectAll().where('webhook_id', '=', webhookId);
  if (status !== undefined) query = query.where('status', '=', status);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return rows.map(toDelivery);
}

/** In the order of the log. */
export async function findDueDeliveries(
  access: Access,
  webhookId: string,
  nowMs: number,
  limit: number,
): Promise<Delivery[]> {
  const rows = await access
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .where(sql<boolean>`status = 'waiting'`)
    .where('next_attempt_at', '<=', nowMs)
    .orderBy('sequence')
    .limit(limit)
    .execute();
  return rows.map(toDelivery);
}

/** The webhooks that have something to be tried again now. */
export async function findWebhooksWithDue(access: Access, nowMs: number): Promise<string[]> {
  const rows = await access
    .selectFrom('webhook_deliveries')
    .select('webhook_id')
    .distinct()
    .where(sql<boolean>`status = 'waiting'`)
    .where('next_attempt_at', '<=', nowMs)
    .execute();
  return rows.map((row) => row.webhook_id);
}

/** Up to `limit`. */
export async function countWaiting(access: Access, webhookId: string, limit: number): Promise<number> {
  const waiting = access
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('webhook_id', '=', webhookId)
    .where(sql<boolean>`status = 'waiting'`)
    .limit(limit);
  const { count } = await access
    .selectFrom(waiting.as('waiting'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

export type DeliveryWrites = Omit<Selectable<WebhookDeliveriesTable>, 'id'>;

/** The row of this webhook and event; what was known of it before is written over. */
export async function upsertDelivery(access: Access, row: DeliveryWrites): Promise<Delivery> {
  const { webhook_id: _, sequence: __, ...changes } = row;
  const written = await access
    .insertInto('webhook_deliveries')
    .values(row)
    .onConflict((conflict) => conflict.columns(['webhook_id', 'sequence']).doUpdateSet(changes))
    .returningAll()
    .executeTakeFirstOrThrow();
  return toDelivery(written);
}

/** All that wait are tried at the next look: the receiver answers again. */
export async function bringForward(access: Access, webhookId: string, nowMs: number): Promise<void> {
  await access
    .updateTable('webhook_deliveries')
    .set({ next_attempt_at: nowMs })
    .where('webhook_id', '=', webhookId)
    .where(sql<boolean>`status = 'waiting'`)
    .where('next_attempt_at', '>', nowMs)
    .execute();
}

/** It cannot be tried any more. */
export async function endDelivery(access: Access, id: number, problem: string): Promise<void> {
  await access
    .updateTable('webhook_deliveries')
    .set({ status: 'dead', next_attempt_at: null, problem })
    .where('id', '=', id)
    .execute();
}

/** As if it had not been tried. Undefined where it is not there. */
export async function beginAnew(
  access: Access,
  webhookId: string,
  id: number,
  nowMs: number,
): Promise<Delivery | undefined> {
  const row = await access
    .updateTable('webhook_deliveries')
    .set({ status: 'waiting', attempts: 0, first_attempt_at: null, next_attempt_at: nowMs })
    .where('webhook_id', '=', webhookId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toDelivery(row);
}

/** Those that ended before an instant. Returns how many. */
export async function deleteEndedBefore(access: Access, beforeMs: number, limit: number): Promise<number> {
  const removed = await access
    .deleteFrom('webhook_deliveries')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('webhook_deliveries')
        .select('id')
        .where('last_attempt_at', '<', beforeMs)
        .where('status', '!=', 'waiting')
        .orderBy('last_attempt_at')
        .limit(limit),
    )
    .returning('id')
    .execute();
  return removed.length;
}

/** Of one webhook, those that ended beyond the newest `kept`. Returns how many. */
export async function deleteEndedBeyond(
  access: Access,
  webhookId: string,
  kept: number,
  limit: number,
): Promise<number> {
  const removed = await access
    .deleteFrom('webhook_deliveries')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('webhook_deliveries')
        .select('id')
        .where('webhook_id', '=', webhookId)
        .where('status', '!=', 'waiting')
        .where('id', '<=', (inner) =>
          inner
            .selectFrom('webhook_deliveries')
            .select('id')
            .where('webhook_id', '=', webhookId)
            .orderBy('id', 'desc')
            .offset(kept)
            .limit(1),
        )
        .limit(limit),
    )
    .returning('id')
    .execute();
  return removed.length;
}

/**
 * Moves the webhook on, provided that it still stands where whoever moves it began. False where it does not: it was
 * moved back to replay, another process works on it, or it is gone.
 */
export async function advanceCursor(access: Access, webhookId: string, from: number, to: number): Promise<boolean> {
  const moved = await access
    .updateTable('webhooks')
    .set({ cursor: to })
    .where('id', '=', webhookId)
    .where('cursor', '=', from)
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}

/** Undefined where the webhook is gone. */
export async function noteSuccess(
  access: Access,
  webhookId: string,
  nowMs: number,
): Promise<Pick<WebhooksTable, 'state' | 'version'> | undefined> {
  return access
    .updateTable('webhooks')
    .set({ failures: 0, failing_since: null, held_until: null, last_success_at: nowMs })
    .where('id', '=', webhookId)
    .returning(['state', 'version'])
    .executeTakeFirst();
}

export interface NotedFailure {
  readonly failures: number;
  readonly failingSince: number;
  readonly state: WebhooksTable['state'];
  readonly version: number;
}

/** Counts a failed attempt; undefined where the webhook is gone. */
export async function noteFailure(
  access: Access,
  webhookId: string,
  heldUntil: number | null,
  nowMs: number,
): Promise<NotedFailure | undefined> {
  const row = await access
    .updateTable('webhooks')
    .set((eb) => ({
      failures: eb('failures', '+', 1),
      failing_since: eb.fn.coalesce('failing_since', eb.lit(nowMs)),
      held_until: heldUntil,
      last_failure_at: nowMs,
    }))
    .where('id', '=', webhookId)
    .returning(['failures', 'failing_since', 'state', 'version'])
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : { failures: row.failures, failingSince: row.failing_since ?? nowMs, state: row.state, version: row.version };
}

/** Undefined where it is not active any more. */
export async function deactivate(
  access: Access,
  webhookId: string,
  because: 'gone' | 'failing',
  nowMs: number,
): Promise<{ readonly name: string; readonly version: number } | undefined> {
  return access
    .updateTable('webhooks')
    .set((eb) => ({
      state: 'deactivated' as const,
      stopped_because: because,
      version: eb('version', '+', 1),
      updated_at: nowMs,
    }))
    .where('id', '=', webhookId)
    .where('state', '=', 'active')
    .returning(['name', 'version'])
    .executeTakeFirst();
}
