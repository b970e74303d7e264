/**
 * Messages of machines → the database, durably: what `receive` has resolved is on disk, or among the dead letters.
 *
 * A message that could not be stored is not acknowledged; its sender sends it again, and a point that carries an id or a
 * sequence is stored once however often it comes.
 */
import { systemActor } from '../../../kernel/access.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { gatherLines, type Logger } from '../../../platform/logging/index.ts';
import { CommitUnknown, type Store } from '../../../platform/outbox/index.ts';
import type { Delivery, InboundMessage, Receiver } from '../../../platform/transport/index.ts';
import { type DeadLetters, NOT_STORABLE } from '../dead-letters/dead-letters.service.ts';
import type { DeadLetter, NewDeadLetter } from '../dead-letters/dead-letters.types.ts';
import type { Sparkplug } from '../sparkplug/sparkplug.service.ts';
import { SPARKPLUG, sparkplugTopicOf } from '../sparkplug/sparkplug-topics.ts';
import { Batches } from './batches.ts';
import { readPointsOf } from './message-formats.ts';
import { sourceOf } from './senders.ts';
import type { SignalStore, StoredSignals } from './signal-store.ts';
import { rememberedTopics, type SignalTopic, signalFilters, signalTopicOf } from './signal-topics.ts';
import { type KindCounts, type Signal, type SignalCounts, type SignalKind, signalKinds } from './signals.types.ts';

export interface Signals extends Receiver {
  readonly sparkplug: Sparkplug;
  counts(): SignalCounts;
  /** Once nothing comes any more: what could not be stored by now is not acknowledged, and sent again. */
  stop(): void;
}

export interface SignalDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signalStore: SignalStore;
  readonly deadLetters: Pick<DeadLetters, 'keepWithin'>;
  readonly sparkplug: Sparkplug;
  /** Topics on which any machine reports cuts. */
  readonly sharedCutTopics: ReadonlySet<string>;
}

interface Done extends StoredSignals {
  readonly letters: readonly NewDeadLetter[];
}

/** What the log tells of letters, without the messages: it may be a minute until it does. */
interface SetAside extends Pick<NewDeadLetter, 'topic' | 'reason' | 'detail'> {
  readonly letters: number;
  readonly sender: string;
}

/** Points of one transaction: longer ones hold up everybody else's. */
const BATCH_POINTS = 1_000;
const WAITING_MAX = 20_000;
const WAITING_BYTES_MAX = 33_554_432;
const actor = systemActor('mqtt');

export function createSignals(dependencies: SignalDependencies): Signals {
  const { store, clock, signalStore, deadLetters, sparkplug, sharedCutTopics } = dependencies;
  const log = dependencies.log.child({ module: 'signals' });
  const topicOf = rememberedTopics(sharedCutTopics);
  const counts = { received: 0, clamped: 0, setAside: 0 };
  /** Messages that could not even be read, because that takes the database. */
  let unread = 0;
  const byKind = Object.fromEntries(signalKinds.map((kind) => [kind, { stored: 0, repeated: 0 }])) as Record<
    SignalKind,
    { -readonly [Name in keyof KindCounts]: number }
  >;
  const total = (name: keyof KindCounts) => signalKinds.reduce((sum, kind) => sum + byKind[kind][name], 0);

  /** What came of a batch, until it is known whether it was committed. */
  const unsettled = new WeakMap<CommitUnknown, Done>();

  async function commit(messages: readonly (readonly Signal[])[]): Promise<void> {
    const signals = messages.flat();
    const policy = await signalStore.readPolicy(clock.now(), signals);
    let done: Done | undefined;
    try {
      await store.transact(actor, async (tx) => {
        const outcome = await signalStore.storeWithin(tx, signals, policy);
        const letters = Array.from(outcome.refused, ([signal, refused]) => lettersOf(signal, refused)).flat();
        await deadLetters.keepWithin(tx, letters);
        done = { ...outcome, letters };
      });
    } catch (error) {
      if (error instanceof CommitUnknown && done !== undefined) unsettled.set(error, done);
      throw error;
    }
    if (done !== undefined) note(done);
  }

  async function isStored(error: unknown): Promise<boolean> {
    const done = error instanceof CommitUnknown && (await error.settled()) ? unsettled.get(error) : undefined;
    if (done !== undefined) note(done);
    return done !== undefined;
  }

  function note({ letters, ...done }: Done): void {
    for (const kind of signalKinds) {
      byKind[kind].stored += done.byKind[kind]?.stored ?? 0;
      byKind[kind].repeated += done.byKind[kind]?.repeated ?? 0;
    }
    counts.clamped += done.clamped;
    noteSetAside(letters);
  }

  // a device that is wrong is wrong with each message
  const lettersTold = gatherLines<SetAside>({
    countOf: ({ letters }) => letters,
    first({ detail, ...payload }) {
      log.warn({ payload }, `${payload.letters} of a batch became dead letters; the first: ${detail}`);
    },
    others(letters, { detail, ...words }) {
      log.warn({ payload: { ...words, letters } }, `Became dead letters since: ${letters}; one of the last: ${detail}`);
    },
  });

  function noteSetAside(letters: readonly NewDeadLetter[]): void {
    const [first] = letters;
    if (first === undefined) return;
    counts.setAside += letters.length;
    lettersTold.note(setAsideOf(letters.length, first));
  }

  // a message of Sparkplug speaks of several machines: all of it commits together
  const batches = new Batches<readonly Signal[]>({
    commit,
    pointsOf: (signals) => signals.reduce((sum, signal) => sum + weightOf(signal) + signal.refused.length, 0),
    batchPoints: BATCH_POINTS,
    waitingMax: WAITING_MAX,
    bytesOf: (signals) => signals[0]?.payload.length ?? 0,
    waitingBytesMax: WAITING_BYTES_MAX,
    isStored,
    isTemporary: (error) => error instanceof DomainError && error.code.startsWith('database-'),
    async setAside(signals, error) {
      log.error({ err: error, payload: { topic: signals[0]?.topic } }, 'A message cannot be stored');
      const letters = signals.flatMap((signal) =>
        lettersOf(signal, [{ reason: 'not-storable', detail: NOT_STORABLE, payload: signal.payload }]),
      );
      await store.transact(actor, (tx) => deadLetters.keepWithin(tx, letters));
      noteSetAside(letters);
    },
    onRetry: (error, pauseMs) => {
      log.warn({ err: error }, `Messages wait for the database; next try in ${pauseMs} ms`);
    },
  });

  function take(delivery: Delivery): void {
    counts.received++;
    if (delivery.topic.startsWith(SPARKPLUG)) {
      receiveSparkplug(delivery).then(() => delivery.settle(), delivery.settle.bind(delivery));
      return;
    }
    let signal: Signal;
    try {
      signal = readSignal(delivery, topicOf, clock.now());
    } catch (error) {
      delivery.settle(error);
      return;
    }
    batches.take([signal], delivery.patienceMs, delivery);
  }

  function receive(message: InboundMessage): Promise<void> {
    return new Promise((resolve, reject) => {
      take({ ...message, settle: (error) => (error === undefined ? resolve() : reject(error as Error)) });
    });
  }

  async function receiveSparkplug(message: InboundMessage): Promise<void> {
    let isRead = false;
    try {
      const signals = await sparkplug.read(message);
      isRead = true;
      if (signals.length > 0) await batches.add(signals, message.patienceMs);
    } catch (error) {
      if (!isRead) unread++;
      sparkplug.lose(message.topic);
      throw error;
    }
  }

  return {
    filters: signalFilters(sharedCutTopics),
    ownFilters: sparkplug.filters,
    idleFilters: sparkplug.idleFilters,
    sparkplug,
    counts: () => ({
      ...counts,
      stored: total('stored'),
      repeated: total('repeated'),
      refused: batches.refused + unread,
      waiting: batches.waiting,
      byKind,
    }),
    stop() {
      batches.stop(new DomainError('shutting-down', 'The server is stopping.'));
      lettersTold.end();
    },
    room: () => batches.room() ?? sparkplug.room(),
    receive,
    take,
    async lost({ topic, patienceMs }) {
      const payload = wordsOfLoss(topic, sharedCutTopics);
      if (payload !== undefined) await receive({ topic, payload, sender: actor, patienceMs });
    },
  };
}

/** In whose place we say that it is gone: the machine's status, or the death of an edge node; nobody else's. */
function wordsOfLoss(topic: string, sharedCutTopics: ReadonlySet<string>): Buffer | undefined {
  if (signalTopicOf(topic, sharedCutTopics)?.kind === 'status') return Buffer.from('{"status":"offline"}');
  // a death that does not say of which birth is believed
  return sparkplugTopicOf(topic)?.type === 'NDEATH' ? Buffer.alloc(0) : undefined;
}

/** Reads, and refuses nothing aloud: what is wrong becomes part of the signal. */
function readSignal(
  { topic, payload, sender }: Pick<InboundMessage, 'topic' | 'payload' | 'sender'>,
  topicOf: (topic: string) => SignalTopic | undefined,
  receivedAt: number,
): Signal {
  const source = sourceOf(sender);
  const known = topicOf(topic);
  if (known === undefined) {
    const refusal = { reason: 'topic-unknown', detail: 'Nothing is reported here.', payload } as const;
    return { topic, payload, source, receivedAt, kind: 'cuts', points: [], refused: [refusal] };
  }
  const { points, refused } = readPointsOf(known, payload, receivedAt);
  return { topic, payload, source, receivedAt, kind: known.kind, points, refused };
}

/** A status may change sums, and closes a period beside the one that it opens: so many cuts take as long. */
const STATUS_WEIGHT = 10;

/** How long its points take to store, in cuts: a transaction holds up everybody else. */
function weightOf({ kind, points }: Signal): number {
  if (kind === 'status') return points.length * STATUS_WEIGHT;
  if (kind !== 'telemetry') return points.length;
  return points.reduce((sum, point) => sum + ('values' in point ? Object.keys(point.values).length : 1), 0);
}

/** A letter as the message that it was; what says no time is of the time at which it came, and not the newest any more. */
export function readLetter(letter: DeadLetter, sharedCutTopics: ReadonlySet<string>): Signal {
  const { topic, payload, encoding, source, receivedAt } = letter;
  const message = { topic, payload: Buffer.from(payload, encoding), sender: null };
  const signal = readSignal(message, (name) => signalTopicOf(name, sharedCutTopics), receivedAt);
  const points = signal.points.map((point) => ('isTimed' in point ? { ...point, isTimed: true } : point));
  return { ...signal, points, source };
}

function setAsideOf(letters: number, { topic, source, reason, detail }: NewDeadLetter): SetAside {
  // what stands behind `api-key:` is taken for a key by the log
  return { letters, topic, sender: source.slice(source.indexOf(':') + 1), reason, detail };
}

function lettersOf({ topic, source, receivedAt }: Signal, refused: Signal['refused']): NewDeadLetter[] {
  return refused.map((one) => ({ ...one, topic, source, receivedAt }));
}
