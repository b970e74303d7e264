/**
 * Messages of machines → the database, durably: what `receive` has resolved is on disk, or among the dead letters.
 *
 * A message that could not be stored is not acknowledged; its sender sends it again, and a point that carries an id or a
 * sequence is stored once however often it comes.
 */
import { type Actor, systemActor } from '../../../kernel/access.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { InboundMessage, Receiver } from '../../../platform/transport/index.ts';
import type { DeadLetters } from '../dead-letters/dead-letters.service.ts';
import type { DeadLetter, NewDeadLetter } from '../dead-letters/dead-letters.types.ts';
import { Batches } from './batches.ts';
import { readCutMessage } from './cut-messages.ts';
import type { SignalStore } from './signal-store.ts';
import { cutTopicOf, signalFilters } from './signal-topics.ts';
import type { Signal, SignalCounts } from './signals.types.ts';

export interface Signals extends Receiver {
  counts(): SignalCounts;
}

export interface SignalDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signalStore: SignalStore;
  readonly deadLetters: Pick<DeadLetters, 'keepWithin'>;
  /** Topics on which any machine reports cuts. */
  readonly sharedCutTopics: ReadonlySet<string>;
}

/** Points of one transaction: longer ones hold up everybody else's. */
const BATCH_POINTS = 1_000;
const WAITING_MAX = 20_000;
const actor = systemActor('mqtt');

export function createSignals(dependencies: SignalDependencies): Signals {
  const { store, clock, signalStore, deadLetters, sharedCutTopics } = dependencies;
  const log = dependencies.log.child({ module: 'signals' });
  const counts = { received: 0, stored: 0, repeated: 0, clamped: 0, setAside: 0, refused: 0 };

  async function commit(signals: readonly Signal[]): Promise<void> {
    const policy = await signalStore.readPolicy(clock.now());
    const { letters, ...done } = await store.transact(actor, async (tx) => {
      const outcome = await signalStore.storeWithin(tx, signals, policy);
      const letters = signals.flatMap((signal, at) => lettersOf(signal, outcome.refused[at] ?? []));
      await deadLetters.keepWithin(tx, letters);
      return { ...outcome, letters };
    });
    counts.stored += done.stored;
    counts.repeated += done.repeated;
    counts.clamped += done.clamped;
    noteSetAside(letters);
  }

  function noteSetAside(letters: readonly NewDeadLetter[]): void {
    const [first] = letters;
    if (first === undefined) return;
    counts.setAside += letters.length;
    const { topic, source, reason, detail } = first;
    const payload = { letters: letters.length, topic, source, reason };
    log.warn({ payload }, `${letters.length} of a batch became dead letters; the first: ${detail}`);
  }

  const batches = new Batches<Signal>({
    commit,
    pointsOf: ({ cuts, refused }) => cuts.length + refused.length,
    batchPoints: BATCH_POINTS,
    waitingMax: WAITING_MAX,
    isTemporary: (error) => error instanceof DomainError && error.code.startsWith('database-'),
    async setAside(signal, error) {
      log.error({ err: error, payload: { topic: signal.topic } }, 'A message cannot be stored');
      const detail = 'The program failed at it; its log says how.';
      const letters = lettersOf(signal, [{ reason: 'not-storable', detail, payload: signal.payload }]);
      await store.transact(actor, (tx) => deadLetters.keepWithin(tx, letters));
      noteSetAside(letters);
    },
    onRetry: (error, pauseMs) => {
      log.warn({ err: error }, `Messages wait for the database; next try in ${pauseMs} ms`);
    },
  });

  return {
    filters: signalFilters(sharedCutTopics),
    counts: () => ({ ...counts, waiting: batches.waiting }),
    room: () => batches.room(),
    async receive(message) {
      counts.received++;
      try {
        await batches.add(readSignal(message, sharedCutTopics, clock.now()), message.patienceMs);
      } catch (error) {
        counts.refused++;
        throw error;
      }
    },
  };
}

/** Reads, and refuses nothing aloud: what is wrong becomes part of the signal. */
function readSignal(
  { topic, payload, sender }: Pick<InboundMessage, 'topic' | 'payload' | 'sender'>,
  sharedCutTopics: ReadonlySet<string>,
  receivedAt: number,
): Signal {
  const cutTopic = cutTopicOf(topic, sharedCutTopics);
  const read =
    cutTopic === undefined
      ? { cuts: [], refused: [{ reason: 'topic-unknown', detail: 'Nothing is reported here.', payload } as const] }
      : readCutMessage(cutTopic, payload, receivedAt);
  return { topic, payload, source: sourceOf(sender), receivedAt, ...read };
}

/** A letter as the message that it was. */
export function readLetter(letter: DeadLetter, sharedCutTopics: ReadonlySet<string>): Signal {
  const { topic, payload, encoding, source, receivedAt } = letter;
  const message = { topic, payload: Buffer.from(payload, encoding), sender: null };
  return { ...readSignal(message, sharedCutTopics, receivedAt), source };
}

function sourceOf(sender: Actor | null): string {
  return sender === null ? 'mqtt' : `${sender.kind}:${sender.name}`;
}

function lettersOf({ topic, source, receivedAt }: Signal, refused: Signal['refused']): NewDeadLetter[] {
  return refused.map((one) => ({ ...one, topic, source, receivedAt }));
}
