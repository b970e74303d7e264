/**
 * Sends what waits, one step after the other, as long as somebody answers.
 *
 * What is added is stored before it is sent, and forgotten when the server has all of it. Where nobody answers the rest
 * waits; it goes on when the line is back ({@link UnsentQueue.wake}) and, since a server that is busy says nothing when it
 * no longer is, after pauses that become longer. A refusal stays with its sentence, and what was written after it goes out.
 * What has become old waits until its writer puts it in once more.
 */
import { Problem } from '../api/problem.ts';
import {
  afterRefusal,
  afterStep,
  inOrder,
  isOfServer,
  isSameWork,
  isWorthWaiting,
  lackOfRoom,
  nextToSend,
  resumed,
  type Step,
  stepOf,
  type UnsentEntry,
} from './entries.ts';
import type { EntryStore } from './store.ts';

export type SendStep = (entry: UnsentEntry, step: Step) => Promise<number | null>;

export interface QueueParts {
  readonly store: EntryStore;
  /** @returns the number that the server gave to a new ticket */
  readonly send: SendStep;
  /** One step has been done, and this is what is left: what is shown of tickets is out of date. */
  readonly onSent: (left: UnsentEntry) => void;
  /** Does `work` alone among the tabs of this browser. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  /** Other tabs have the same entries. */
  readonly tellOthers: () => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/** `unkept`: the browser would not store it, since its disk is full say; it is not sent either. */
export type AddOutcome = 'added' | 'entries' | 'bytes' | 'unkept';

export interface UnsentQueue {
  /** The same array until something changes. */
  entries(): readonly UnsentEntry[];
  subscribe(listener: () => void): () => void;
  /** Reads what is stored: at the start, and when another tab has changed it. */
  reread(): Promise<void>;
  /** Whose entries go out; undefined for nobody's. */
  setOwner(ownerId: number | undefined): void;
  /** Stores an entry, or a changed one in its place, and sends it. What is not stored leaves the one before as it is. */
  put(entry: UnsentEntry): Promise<AddOutcome>;
  drop(id: string): Promise<void>;
  /** Whether nobody has answered, and what waits goes out later. */
  isStalled(): boolean;
  /** Tries now rather than after the pause. */
  wake(): void;
}

const PAUSE_MS = 3_000;
const PAUSE_MAX_MS = 60_000;

export function createQueue({ store, send, onSent, alone, tellOthers, now }: QueueParts): UnsentQueue {
  let entries: readonly UnsentEntry[] = [];
  let owner: number | undefined;
  let sending: Promise<void> | undefined;
  let isWanted = false;
  let isStalled = false;
  let pauseMs = PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();
  // what is read from the store meanwhile may still have them
  const gone = new Set<string>();
  /** Changes of the store come one after the other: an answer that is taken over an edit would undo it. */
  let changed: Promise<unknown> = Promise.resolve();

  function show(next: readonly UnsentEntry[]): void {
    entries = next;
    for (const listener of listeners) listener();
  }

  function inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const done = changed.then(change);
    changed = done.catch(() => undefined);
    return done;
  }

  /** What is shown may be sent at once: it is stored before. @throws what the store throws; then all is as it was */
  async function keep(entry: UnsentEntry): Promise<void> {
    await store.write(entry);
    if (!gone.has(entry.id)) show(inOrder([...entries.filter(({ id }) => id !== entry.id), entry]));
    tellOthers();
  }

  function hide(id: string): void {
    gone.add(id);
    show(entries.filter((entry) => entry.id !== id));
  }

  async function forget(id: string): Promise<void> {
    hide(id);
    await store.remove(id);
    tellOthers();
  }

  function drop(id: string): Promise<void> {
    // it is not sent any more, whatever else is being stored
    hide(id);
    return inTurn(() => forget(id));
  }

  function reread(): Promise<void> {
    return inTurn(async () => {
      const stored = await store.readAll();
      show(stored.filter(({ id }) => !gone.has(id)));
    });
  }

  async function put(entry: UnsentEntry): Promise<AddOutcome> {
    const lack = lackOfRoom(entries, entry);
    if (lack !== undefined) return lack;
    gone.delete(entry.id);
    try {
      await keep(resumed(entry, now()));
    } catch {
      return 'unkept';
    }
    isStalled = false;
    flush();
    return 'added';
  }

  async function sendOne(entry: UnsentEntry): Promise<'done' | 'refused' | 'unanswered' | 'failed'> {
    const step = stepOf(entry);
    if (step === undefined) {
      await inTurn(() => forget(entry.id));
      return 'done';
    }
    try {
      const ticketId = await send(entry, step);
      onSent(afterStep(entry, step, ticketId));
      await inTurn(() => took(entry, (present) => afterStep(present, step, ticketId)));
      return 'done';
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (isWorthWaiting(error.status)) return isOfServer(error.status) ? 'unanswered' : 'failed';
      const refusal = { code: error.code, text: error.message };
      await inTurn(() => took(entry, (present) => afterRefusal(present, step, refusal)));
      return 'refused';
    }
  }

  /** Keeps what an answer makes of an entry, unless its writer has dropped it meanwhile, or changed what the answer is about. */
  async function took(sent: UnsentEntry, change: (present: UnsentEntry) => UnsentEntry): Promise<void> {
    const present = entries.find(({ id }) => id === sent.id);
    // other words than were sent wait with the same key: the server says that it has the former ones
    if (present === undefined || !isSameWork(present, sent)) return;
    const next = change(present);
    await (stepOf(next) === undefined ? forget(next.id) : keep(next));
  }

  async function sendAll(): Promise<void> {
    // another tab may have sent some of it while this one waited for its turn
    await reread();
    const failed = new Set<string>();
    for (;;) {
      const next = owner === undefined ? undefined : nextToSend(entries, owner, failed, now());
      const outcome = next === undefined ? undefined : await sendOne(next);
      if (outcome === undefined || outcome === 'unanswered') {
        if (outcome === 'unanswered' || failed.size > 0) tryLater();
        return;
      }
      // what the server stumbles over holds up nobody
      if (outcome === 'failed' && next !== undefined) failed.add(next.id);
      else {
        isStalled = false;
        pauseMs = PAUSE_MS;
      }
    }
  }

  function tryLater(): void {
    isStalled = true;
    show(entries);
    clearTimeout(timer);
    timer = setTimeout(flush, pauseMs);
    pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
  }

  function flush(): void {
    clearTimeout(timer);
    if (sending !== undefined) {
      isWanted = true;
      return;
    }
    if (owner === undefined) return;
    sending = alone(sendAll)
      .catch(tryLater)
      .finally(() => {
        sending = undefined;
        if (!isWanted) return;
        isWanted = false;
        flush();
      });
  }

  return {
    entries: () => entries,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    reread,
    setOwner(ownerId) {
      owner = ownerId;
      if (ownerId === undefined) clearTimeout(timer);
      else flush();
    },
    put: (entry) => inTurn(() => put(entry)),
    drop,
    isStalled: () => isStalled,
    wake() {
      pauseMs = PAUSE_MS;
      flush();
    },
  };
}
