/** Keeps the log of deliveries from growing for ever: by age, and by number for each webhook. */
import { type Clock, DAY_MS } from '../../../kernel/clock.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { NotificationTables } from '../tables.ts';
import { findWebhookIds } from '../webhooks/webhooks.repository.ts';
import { DELIVERIES_KEPT_EACH, logDays } from '../webhooks/webhooks.settings.ts';
import { deleteEndedBefore, deleteEndedBeyond } from './deliveries.repository.ts';

/** Rows that one statement removes. */
const CHUNK = 1_000;

/** What waits is kept. Repeating it removes nothing more. Returns how many entries were removed. */
export async function pruneDeliveries(store: Store, settings: SettingsReader, clock: Clock): Promise<number> {
  const access = store.access<NotificationTables>();
  const beforeMs = clock.now() - (await settings.valueOf(logDays)) * DAY_MS;
  let total = await inChunks(() => deleteEndedBefore(access, beforeMs, CHUNK));
  for (const id of await findWebhookIds(access)) {
    total += await inChunks(() => deleteEndedBeyond(access, id, DELIVERIES_KEPT_EACH, CHUNK));
  }
  return total;
}

async function inChunks(prune: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await prune();
    total += removed;
    if (removed < CHUNK) return total;
  }
}
