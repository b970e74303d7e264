/** How much waits to be sent, without counting further than anybody wants to know. */
import { sql } from 'kysely';
import type { TableAccess } from '../../platform/database/index.ts';
import type { NotificationTables } from './tables.ts';

/** What waits, each counted no further than this. */
const WAITING_COUNTED_MAX = 10_000;

export interface WaitingToBeSent {
  readonly webhookDeliveries: number;
  readonly mails: number;
}

export async function countWaitingToBeSent(access: TableAccess<NotificationTables>): Promise<WaitingToBeSent> {
  // the conditions are those of the indexes, word for word
  const deliveries = access
    .selectFrom('webhook_deliveries')
    .select('id')
    .where(sql<boolean>`status = 'waiting'`)
    .limit(WAITING_COUNTED_MAX);
  const mails = access
    .selectFrom('mails')
    .select('id')
    .where(sql<boolean>`status = 'waiting'`)
    .limit(WAITING_COUNTED_MAX);
  const { webhookDeliveries } = await access
    .selectFrom(deliveries.as('waiting'))
    .select((eb) => eb.fn.countAll<number>().as('webhookDeliveries'))
    .executeTakeFirstOrThrow();
  const { waiting } = await access
    .selectFrom(mails.as('waiting'))
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .executeTakeFirstOrThrow();
  return { webhookDeliveries, mails: waiting };
}
