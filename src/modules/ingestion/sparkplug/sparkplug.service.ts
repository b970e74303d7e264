/**
 * Messages of Sparkplug B → what the machines could have sent on their own topics; and requests for births where one is
 * missing.
 *
 * What is known of nodes lives in memory, so one process of all reads: at our own broker each process has its own nodes, at
 * another one whoever holds the lease. A process that begins knows nothing, and asks.
 */
import { type Clock, HOUR_MS, SECOND_MS } from '../../../kernel/clock.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { createLeadership, createLookout } from '../../../platform/schedule/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { InboundMessage, Transport } from '../../../platform/transport/index.ts';
import { mayReport, type Sender, sourceOf } from '../signals/senders.ts';
import type { Signal } from '../signals/signals.types.ts';
import { followMapping } from './current-mapping.ts';
import { createKnownNodes, type KnownNode, NODES_MAX, NODES_OF_KEY_MAX, type Surplus } from './known-nodes.ts';
import type { SparkplugMapping } from './mapping.rules.ts';
import { loseBirth, type TakenMessage, takeMessage } from './node-session.rules.ts';
import { noteBirth, noteDataInOrder, noteDeath } from './rebirth.rules.ts';
import { createRebirths } from './rebirths.ts';
import type { SparkplugPayload, SparkplugTopic } from './sparkplug.types.ts';
import { type Received, refusedWhole, signalsOf } from './sparkplug-signals.ts';
import { sparkplugFilters, sparkplugTopicOf } from './sparkplug-topics.ts';

type Message = Pick<InboundMessage, 'topic' | 'payload' | 'sender'>;

export interface Sparkplug {
  /** Subscribed to at a broker that is not ours. */
  readonly filters: readonly string[];
  /** The same where they are not. */
  readonly idleFilters: readonly string[];
  /** From now on births can be asked for, and at another broker one process reads. */
  start(transport: Transport): void;
  /** Lets another process read. */
  stop(): Promise<void>;
  /** What of a message is to be stored, all together or not at all; in the order of the calls. */
  read(message: Message): Promise<readonly Signal[]>;
  /** What was read of this topic was not stored: its node has to say it again. */
  lose(topic: string): void;
  /** Undefined while there is room for more messages; else resolves when there is. */
  room(): Promise<void> | undefined;
  state(): Promise<SparkplugState>;
}

export interface SparkplugState {
  /** `off`: not subscribed at the other broker. `unmapped`: the setting says nothing. `elsewhere`: another process reads. */
  readonly does: 'off' | 'unmapped' | 'elsewhere' | 'reads';
  /** Edge nodes that are remembered. */
  readonly nodes: number;
  /** Messages of nodes that the mapping names. */
  readonly messages: number;
  /** Those of them that counted for nothing: without a birth, out of sequence, sent again. */
  readonly ignored: number;
  /** Those of them whose nodes had no place. */
  readonly surplus: number;
  /** How often births were asked for. */
  readonly rebirths: number;
}

export interface SparkplugDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  /** Whether another broker is asked for its messages; ours takes them anyhow. */
  readonly isSubscribed: boolean;
  /** How soon another process is followed; default 3 s. */
  readonly lookEveryMs?: number;
}

const WAITING_MAX = 1_000;
/** A letter for each message of a node without a place would push out all others. */
const COMPLAIN_EVERY_MS = HOUR_MS;
const LOOK_EVERY_MS = 3 * SECOND_MS;

export function createSparkplug(parts: SparkplugDependencies): Sparkplug {
  const { store, clock, settings, isSubscribed, lookEveryMs = LOOK_EVERY_MS } = parts;
  const log = parts.log.child({ module: 'sparkplug' });
  const leadership = createLeadership(store, clock, 'sparkplug');
  const nodes = createKnownNodes();
  const counts = { messages: 0, ignored: 0, surplus: 0 };
  const complainedAt = new Map<string | undefined, number>();
  let does: 'off' | 'elsewhere' | 'reads' = 'reads';
  let toAsk: SparkplugMapping | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const rebirths = createRebirths({ nodes, clock, log, isReading: () => does === 'reads' });
  const currentMapping = followMapping(settings, store.onCommitted, (mapping) => {
    // what births said was kept as the table before wanted it
    nodes.forgetAll();
    toAsk = mapping;
  });

  /** protobufjs is loaded where somebody speaks Sparkplug. */
  const payloads = () => import('./payload.ts');

  async function readNow(message: Message): Promise<readonly Signal[]> {
    const topic = sparkplugTopicOf(message.topic);
    if (topic === undefined || does !== 'reads') return [];
    const mapping = await currentMapping.read();
    if (!mapping.hasNode(topic.group, topic.node)) return [];
    counts.messages++;
    const node = nodes.know(topic.group, topic.node, ownerOf(message.sender), clock.now());
    if (typeof node === 'string') return ignoreSurplus(node, topic, message);
    const signals = await readOf(node, mapping, topic, message);
    await askNamedNodes();
    return signals;
  }

  async function readOf(
    node: KnownNode,
    mapping: SparkplugMapping,
    topic: SparkplugTopic,
    message: Message,
  ): Promise<readonly Signal[]> {
    const received = receivedOf(message, clock.now());
    const { decodePayload, PayloadFault } = await payloads();
    let payload: SparkplugPayload;
    try {
      payload = decodePayload(message.payload);
    } catch (error) {
      if (!(error instanceof PayloadFault)) throw error;
      return [refusedWhole(received, error.reason, error.message)];
    }
    const taken = boundMemory(node, topic, takeMessage(node.session, mapping, topic, payload, received.receivedAt));
    note(node, topic, taken);
    if (taken.rebirth !== undefined) await rebirths.need(node, taken.rebirth);
    if (taken.fault !== undefined) return [refusedWhole(received, 'payload-invalid', taken.fault)];
    return signalsOf(taken, payload, received).filter(({ kind }) => mayReport(message.sender, kind));
  }

  function ignoreSurplus(surplus: Surplus, { group, node }: SparkplugTopic, message: Message): readonly Signal[] {
    counts.ignored++;
    counts.surplus++;
    const whose = surplus === 'of-key' ? ownerOf(message.sender) : undefined;
    const nowMs = clock.now();
    if (Math.abs(nowMs - (complainedAt.get(whose) ?? Number.NEGATIVE_INFINITY)) < COMPLAIN_EVERY_MS) return [];
    complainedAt.set(whose, nowMs);
    const source = sourceOf(message.sender);
    const detail =
      surplus === 'of-key'
        ? `${NODES_OF_KEY_MAX} edge nodes are remembered of one sender: '${group}/${node}' and further ones of '${source}' are ignored.`
        : `${NODES_MAX} edge nodes are remembered: '${group}/${node}' and further ones are ignored.`;
    return [refusedWhole(receivedOf(message, nowMs), 'payload-invalid', detail)];
  }

  function boundMemory(
    { session, owner }: KnownNode,
    { type, device = '' }: SparkplugTopic,
    taken: TakenMessage,
  ): TakenMessage {
    const limit = type.endsWith('BIRTH') ? nodes.findSurplusMetrics(owner) : undefined;
    if (limit === undefined) return taken;
    session.definitions.delete(device);
    const whose = limit.isOfOwner ? 'one sender' : 'all nodes';
    return { readings: [], offline: [], fault: `More than ${limit.metrics} metrics of ${whose} are not remembered.` };
  }

  function note({ asking }: KnownNode, topic: SparkplugTopic, { ignored }: TakenMessage): void {
    if (ignored !== undefined) {
      counts.ignored++;
      log.debug({ payload: { ...topic } }, `A message of '${topic.group}/${topic.node}' is ignored: ${ignored}`);
    } else if (topic.type === 'NBIRTH') {
      noteBirth(asking);
    } else if (topic.type === 'NDEATH') {
      noteDeath(asking);
    } else if (topic.type.endsWith('DATA')) {
      noteDataInOrder(asking, clock.now());
    }
  }

  /** A node whose values do not change would say nothing for long. */
  async function askNamedNodes(): Promise<void> {
    if (toAsk === undefined || !rebirths.canAsk()) return;
    const named = toAsk.namedNodes();
    toAsk = undefined;
    for (const [group, node] of named) {
      const one = nodes.know(group, node, undefined, clock.now());
      if (typeof one !== 'string' && !one.session.isBorn)
        await rebirths.need(one, 'what they said before is not known');
    }
  }

  async function look(): Promise<void> {
    if (!(await leadership.holds())) {
      does = 'elsewhere';
      return;
    }
    const mapping = await currentMapping.read();
    if (does === 'elsewhere') {
      nodes.forgetAll();
      toAsk = mapping;
    }
    does = 'reads';
    await askNamedNodes();
  }

  const lookout = createLookout({
    look,
    everyMs: lookEveryMs,
    // who reads does not change by a commit
    onCommitted: () => () => {},
    afterCommitMs: lookEveryMs,
    onTrouble: (error) => log.warn({ err: error }, 'Could not look which process reads Sparkplug; it is tried on'),
  });

  return {
    filters: isSubscribed ? sparkplugFilters : [],
    idleFilters: isSubscribed ? [] : sparkplugFilters,

    start(given) {
      rebirths.start(given);
      // a table that is set later is a change then, and the nodes that it names are asked
      currentMapping.read().catch((error: unknown) => {
        log.warn({ err: error }, 'The table of Sparkplug is read with the first message');
      });
      if (given.state().kind !== 'external') return;
      does = isSubscribed ? 'elsewhere' : 'off';
      if (!isSubscribed) return;
      lookout.start();
    },

    async stop() {
      rebirths.stop();
      if (!lookout.hasStarted) return;
      await lookout.stop();
      does = 'elsewhere';
      await leadership.release().catch((error: unknown) => {
        log.warn({ err: error }, 'Another process reads Sparkplug when the lease has run out, and not before');
      });
    },

    read(message) {
      waiting++;
      const done = tail.then(() => readNow(message));
      const end = () => void waiting--;
      tail = done.then(end, end);
      return done;
    },

    lose(topic) {
      const place = sparkplugTopicOf(topic);
      const node = place === undefined ? undefined : nodes.find(place.group, place.node);
      if (node === undefined) return;
      loseBirth(node.session);
      rebirths.needSoon(node, 'what it said was not stored');
    },

    room: () => (waiting < WAITING_MAX ? undefined : tail.then(() => {})),

    async state() {
      const { isEmpty } = await currentMapping.read();
      return {
        ...counts,
        rebirths: rebirths.count,
        does: does === 'reads' && isEmpty ? 'unmapped' : does,
        nodes: nodes.size,
      };
    },
  };
}

/** Of whose places its nodes take theirs; another broker does not say who sent a message. */
function ownerOf(sender: Sender): string | undefined {
  return sender === null ? undefined : `${sender.kind}:${sender.id}`;
}

function receivedOf({ topic, payload, sender }: Message, receivedAt: number): Received {
  return { topic, payload, source: sourceOf(sender), receivedAt };
}
