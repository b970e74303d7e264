/**
 * Removes what the two logs need not keep any longer.
 *
 * Events go from the oldest on, without leaving a hole, so a reader who is too far behind is told so. Audit entries stay
 * for a year at least, whatever is set: the database itself refuses to delete younger ones.
 */
import { Type } from 'typebox';
import { systemActor } from '../../kernel/access.ts';
import { type Clock, DAY_MS } from '../../kernel/clock.ts';
import type { OutboxTables, Store } from '../../platform/outbox/index.ts';
import { defineSetting, type SettingsReader } from '../../platform/settings/index.ts';

export const eventRetentionDays = defineSetting({
  key: 'retention.events_days',
  schema: Type.Integer({ minimum: 1, maximum: 3_650 }),
  default: 90,
  unit: 'days',
  description:
    'How long events can be read again. A program that stays away for longer has to read the present state instead.',
});

export const auditRetentionDays = defineSetting({
  key: 'retention.audit_days',
  schema: Type.Integer({ minimum: 366, maximum: 36_500 }),
  default: 1_095,
  unit: 'days',
  description: 'How long it can be looked up who changed what. More than a year in any case.',
});

export interface Pruned {
  readonly events: number;
  readonly auditEntries: number;
}

/** Rows in one transaction: writers wait for no longer than that takes. */
const CHUNK = 1_000;

/** Repeating it removes nothing more. */
export async function pruneLogs(store: Store, settings: SettingsReader, clock: Clock): Promise<Pruned> {
  const nowMs = clock.now();
  const eventsBefore = nowMs - (await settings.valueOf(eventRetentionDays)) * DAY_MS;
  const auditBefore = nowMs - (await settings.valueOf(auditRetentionDays)) * DAY_MS;
  const events = await inChunks(() => pruneEvents(store, eventsBefore));
  const auditEntries = await inChunks(() => pruneAuditEntries(store, auditBefore));
  const pruned = { events, auditEntries };
  if (events + auditEntries > 0) {
    await store.transact(systemActor('retention'), async (tx) => {
      tx.emit({
        type: 'com.milldash.retention.applied',
        subject: 'logs',
        data: { events, audit_entries: auditEntries },
      });
      tx.audit({ action: 'retention.applied', entityType: 'logs', entityId: 'logs', after: { ...pruned } });
    });
  }
  return pruned;
}

async function inChunks(prune: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await prune();
    total += removed;
    if (removed < CHUNK) return total;
  }
}

async function pruneEvents(store: Store, beforeMs: number): Promise<number> {
  const access = store.access<OutboxTables>();
  const oldest = await access
    .selectFrom('events')
    .select(['sequence', 'recorded_at'])
    .orderBy('sequence')
    .limit(CHUNK)
    .execute();
  const kept = oldest.findIndex((event) => event.recorded_at >= beforeMs);
  const old = kept === -1 ? oldest : oldest.slice(0, kept);
  const last = old.at(-1);
  if (last === undefined) return 0;
  await access.deleteFrom('events').where('sequence', '<=', last.sequence).execute();
  return old.length;
}

async function pruneAuditEntries(store: Store, beforeMs: number): Promise<number> {
  const access = store.access<OutboxTables>();
  const removed = await access
    .deleteFrom('audit_entries')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('audit_entries')
        .select('id')
        .where('recorded_at', '<', beforeMs)
        .orderBy('recorded_at')
        .limit(CHUNK),
    )
    .returning('id')
    .execute();
  return removed.length;
}
