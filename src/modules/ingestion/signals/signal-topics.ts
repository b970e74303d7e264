/** Which topic means what. Pure. */
import type { Permission } from '../../../kernel/access.ts';
import type { TopicRight } from '../../../platform/transport/index.ts';
import { type SignalKind, signalKinds } from './signals.types.ts';

/** Below it each machine has its own topics: `milldash/v1/machines/6809…/cuts`. */
export const MACHINES = 'milldash/v1/machines/';

export interface SignalTopic {
  readonly kind: SignalKind;
  /** Undefined where the payload names the machine. */
  readonly machineId: string | undefined;
}

/** Who may publish, and who may listen. */
export const permissionsOfKind: Readonly<Record<SignalKind, readonly [publish: Permission, subscribe: Permission]>> = {
  cuts: ['cuts:record', 'production:read'],
  status: ['status:record', 'timeline:read'],
  // what they count is cuts
  counters: ['cuts:record', 'production:read'],
  telemetry: ['telemetry:record', 'machines:read'],
};

/** @param sharedCutTopics on which any machine reports: each payload names its own */
export function signalTopicOf(topic: string, sharedCutTopics: ReadonlySet<string>): SignalTopic | undefined {
  if (sharedCutTopics.has(topic)) return { kind: 'cuts', machineId: undefined };
  if (!topic.startsWith(MACHINES)) return undefined;
  const end = topic.indexOf('/', MACHINES.length);
  const kind = topic.slice(end + 1);
  return end > MACHINES.length && isKind(kind) ? { kind, machineId: topic.slice(MACHINES.length, end) } : undefined;
}

/** Topics that are remembered: those of all machines of a large factory. */
const REMEMBERED_MAX = 10_000;

/** The same, for who asks it of each message: it remembers what it has said. */
export function rememberedTopics(sharedCutTopics: ReadonlySet<string>): (topic: string) => SignalTopic | undefined {
  const known = new Map<string, SignalTopic>();
  return (topic) => {
    let signalTopic = known.get(topic);
    if (signalTopic === undefined) {
      signalTopic = signalTopicOf(topic, sharedCutTopics);
      if (signalTopic === undefined) return undefined;
      if (known.size >= REMEMBERED_MAX) known.clear();
      known.set(topic, signalTopic);
    }
    return signalTopic;
  };
}

function isKind(word: string): word is SignalKind {
  return (signalKinds as readonly string[]).includes(word);
}

const filterOf = (kind: SignalKind) => `${MACHINES}+/${kind}`;

export const signalFilters = (sharedCutTopics: Iterable<string>): string[] => [
  ...signalKinds.map(filterOf),
  ...sharedCutTopics,
];

export function signalRights(sharedCutTopics: Iterable<string>): TopicRight[] {
  const rightsTo = (filter: string, kind: SignalKind): TopicRight[] => {
    const [publish, subscribe] = permissionsOfKind[kind];
    return [
      { action: 'publish', filter, permission: publish },
      { action: 'subscribe', filter, permission: subscribe },
    ];
  };
  return [
    ...signalKinds.flatMap((kind) => rightsTo(filterOf(kind), kind)),
    ...Array.from(sharedCutTopics, (topic) => rightsTo(topic, 'cuts')).flat(),
  ];
}
