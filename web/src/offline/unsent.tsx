/** The queue of this browser, for screens, and what keeps it going while somebody is signed in. */

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { newIdempotencyKey } from '../api/client.ts';
import { presentMs } from '../format/clock.ts';
import { problemText } from '../i18n/problem-words.ts';
import { useLineState } from '../live/live.tsx';
import { useSession } from '../session/session.tsx';
import { entriesOf, type UnsentEntry, type UnsentPhoto, type Work } from './entries.ts';
import { type AddOutcome, createQueue } from './queue.ts';
import { sendStep } from './send.ts';
import { createEntryStore } from './store.ts';

/** Written so that other tabs hear of it. */
const CHANGED_AT = 'milldash.unsent-changed';
let reread: () => void = () => undefined;
/** The tickets that entries of this page have become or gone to, by the entry's id. */
const written = new Map<string, number | null>();

const queue = createQueue({
  store: createEntryStore(),
  send: sendStep,
  onSent({ id, ticketId }) {
    written.set(id, ticketId);
    reread();
  },
  // on plain http there are no locks: then two tabs may send the same, and the server does it once
  alone: (work) => (navigator.locks === undefined ? work() : navigator.locks.request('milldash-unsent', work)),
  tellOthers: () => localStorage.setItem(CHANGED_AT, String(Date.now())),
  now: presentMs,
});

/** Sends what waits as soon as the line is there. Stands once, behind the door. */
export function UnsentSender() {
  const queries = useQueryClient();
  const line = useLineState();
  const { account, hasEnded } = useSession();

  useEffect(() => {
    reread = () => void queries.invalidateQueries({ queryKey: ['tickets'] });
    const changed = ({ key }: StorageEvent) => {
      if (key === CHANGED_AT) void queue.reread();
    };
    window.addEventListener('storage', changed);
    let isGone = false;
    // without a store there is nothing to send, and what is written next says so
    void queue
      .reread()
      .catch(() => undefined)
      .then(() => {
        if (!isGone) queue.setOwner(account.id);
      });
    return () => {
      isGone = true;
      window.removeEventListener('storage', changed);
      queue.setOwner(undefined);
    };
  }, [queries, account.id]);

  useEffect(() => {
    if (line === 'live' && !hasEnded) queue.wake();
  }, [line, hasEnded]);
  return null;
}

/** Those of whoever is signed in, in the order in which they were written. */
export function useUnsent(): readonly UnsentEntry[] {
  const { account } = useSession();
  return entriesOf(useSyncExternalStore(queue.subscribe, queue.entries), account.id);
}

/** How many of other people wait on this device. */
export function useOthersUnsent(): number {
  const { account } = useSession();
  return useSyncExternalStore(queue.subscribe, queue.entries).filter(({ ownerId }) => ownerId !== account.id).length;
}

/** Whether anything of anybody waits on this device: for the door, where nobody is signed in. */
export function useIsAnythingUnsent(): boolean {
  useEffect(() => void queue.reread().catch(() => undefined), []);
  return useSyncExternalStore(queue.subscribe, queue.entries).length > 0;
}

/** What somebody has just written. @param ticketId null for a new ticket */
export function newEntry(
  ownerId: number,
  work: Work,
  ticketId: number | null,
  photos: readonly Omit<UnsentPhoto, 'key'>[],
): UnsentEntry {
  return {
    id: newIdempotencyKey(),
    ownerId,
    createdAt: presentMs(),
    key: newIdempotencyKey(),
    work,
    ticketId,
    isWritten: work.kind === 'photos',
    photos: photos.map((photo) => ({ ...photo, key: newIdempotencyKey() })),
    photosInAll: photos.length,
    refused: null,
  };
}

export function putUnsent(entry: UnsentEntry): Promise<AddOutcome> {
  return queue.put(entry);
}

export function dropUnsent(id: string): Promise<void> {
  return queue.drop(id);
}

export type Outcome =
  | { readonly is: 'written'; readonly ticketId: number | null }
  | { readonly is: 'refused'; readonly text: string }
  | { readonly is: 'waiting' };

/** What became of an entry within `ms`; its photos may still be on their way. */
export function outcomeOf({ id }: UnsentEntry, ms: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle({ is: 'waiting' }), ms);
    const stop = queue.subscribe(look);
    function settle(outcome: Outcome): void {
      clearTimeout(timer);
      stop();
      resolve(outcome);
    }
    function look(): void {
      const entry = queue.entries().find((each) => each.id === id);
      if (entry?.refused != null) settle({ is: 'refused', text: problemText(entry.refused) });
      else if (written.has(id)) settle({ is: 'written', ticketId: written.get(id) ?? null });
      else if (entry !== undefined && queue.isStalled()) settle({ is: 'waiting' });
    }
    look();
  });
}
