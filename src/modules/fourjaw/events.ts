/** What FourJaw tells the event log beside the timeline's own events. */
import type { Transaction } from '../../platform/outbox/index.ts';

/** How FourJaw stands, as of the last poll. */
export const connections = ['unknown', 'ok', 'failing', 'key-refused'] as const;
export type Connection = (typeof connections)[number];

const subject = 'fourjaw';

export function announceConnection(tx: Transaction, before: Connection, now: Connection, error: string | null): void {
  tx.emit({
    type: 'com.milldash.fourjaw.connection-changed',
    subject,
    data: { connection: now, before, error },
  });
  tx.audit({
    action: 'fourjaw.connection-changed',
    entityType: 'fourjaw',
    entityId: subject,
    before: { connection: before },
    after: { connection: now, error },
  });
}

export function announceSyncRequest(tx: Transaction, request: number): void {
  tx.emit({ type: 'com.milldash.fourjaw.sync-requested', subject, data: { request } });
  tx.audit({ action: 'fourjaw.sync-requested', entityType: 'fourjaw', entityId: subject, after: { request } });
}

export interface FinishedBackfill {
  readonly start_time: string;
  readonly end_time: string;
  readonly machines: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
}

export function announceBackfill(tx: Transaction, data: FinishedBackfill): void {
  tx.emit({ type: 'com.milldash.fourjaw.backfill-completed', subject, data: { ...data } });
  tx.audit({ action: 'fourjaw.backfill-completed', entityType: 'fourjaw', entityId: subject, after: { ...data } });
}
