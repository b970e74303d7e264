/**
 * How far one relay has come: in memory as it goes, in the database a moment later.
 *
 * The row moves after the hand-over, so a process that dies hands some events over again and misses none.
 */

import { systemActor } from '../../../kernel/access.ts';
import { type Clock, DAY_MS, MINUTE_MS, SECOND_MS } from '../../../kernel/clock.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { relaySkipped, type SkipReason } from '../events.ts';
import type { NotificationTables } from '../tables.ts';
import { deleteCursor, findCursor, insertCursor, moveCursor } from './relay-places.repository.ts';

export const RELAY = 'relay-events';

export interface RelayPlace {
  /** The last event that was handed over, or passed over. */
  readonly cursor: number;
  /** Nothing may go out before somebody listens: there may be events from before the start. */
  readonly isFromBefore: boolean;
  /** Keeps the place where that is due; at once with `now`. False where another process has moved it: this one is void. */
  moveTo(cursor: number, when: 'soon' | 'seldom' | 'now'): Promise<boolean>;
  /** Passes over events that do not go out any more, and says so. False as above. */
  skipTo(cursor: number, reason: SkipReason): Promise<boolean>;
}

/** So much is handed over again after a kill. */
const SAVE_AFTER_MS = SECOND_MS;
/** Where nobody listens a restart need not know more. */
const SAVE_SELDOM_MS = MINUTE_MS;
/** Of processes that are not there any more. */
const ROWS_KEPT_MS = 90 * DAY_MS;

/** @param head where a relay begins that was never there */
export async function openPlace(store: Store, clock: Clock, relay: string, head: number): Promise<RelayPlace> {
  const access = store.access<NotificationTables>();
  const known = await findCursor(access, relay);
  if (known === undefined) await insertCursor(access, relay, head, clock.now(), clock.now() - ROWS_KEPT_MS);
  let saved = known ?? head;
  let cursor = saved;
  let savedAt = clock.now();
  return {
    get cursor() {
      return cursor;
    },
    isFromBefore: known !== undefined && known < head,
    async moveTo(to, when) {
      cursor = to;
      const nowMs = clock.now();
      const pauseMs = { now: 0, soon: SAVE_AFTER_MS, seldom: SAVE_SELDOM_MS }[when];
      if (saved === to || Math.abs(nowMs - savedAt) < pauseMs) return true;
      const moved = await moveCursor(access, relay, saved, to, nowMs);
      saved = to;
      savedAt = nowMs;
      return moved;
    },
    async skipTo(to, reason) {
      const from = cursor;
      const moved = await store.transact(systemActor(RELAY), async (tx) => {
        const done = await moveCursor(tx.access<NotificationTables>(), relay, saved, to, tx.recordedAt);
        if (done) tx.emit(relaySkipped(relay, from, to, reason));
        return done;
      });
      cursor = saved = to;
      return moved;
    },
  };
}

/** The next start begins with what happens then. */
export async function forgetPlace(store: Store, relay: string): Promise<void> {
  await deleteCursor(store.access<NotificationTables>(), relay);
}
