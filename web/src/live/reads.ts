/**
 * Which answers an event makes out of date.
 *
 * Every query key begins with the noun of what it reads; an event of a topic makes those nouns out of date. What is on a
 * screen is then read again, at once for the first event and at most so often after it, and what is not is read when it
 * is next looked at.
 */
export type Noun =
  | 'floor'
  | 'machines'
  | 'telemetry'
  | 'periods'
  // the strips of the floor: of all machines, and read again by machine
  | 'today'
  | 'analytics'
  | 'tickets'
  | 'reports'
  | 'plans'
  | 'stock'
  | 'products'
  | 'runs'
  | 'cuts'
  | 'reasons'
  | 'shifts'
  | 'shift-reports'
  | 'stop-rules'
  | 'help-calls'
  | 'settings'
  | 'factory'
  | 'fourjaw'
  | 'jobs'
  | 'system'
  | 'webhooks'
  | 'dead-letters'
  | 'users'
  | 'sessions'
  | 'api-keys'
  | 'audit'
  | 'views';

/** By the word after `com.milldash.`. */
const nounsByTopic: Readonly<Record<string, readonly Noun[]>> = {
  // its rates and targets are in every figure of it
  machine: ['floor', 'machines', 'plans', 'analytics', 'reports'],
  place: ['floor', 'machines'],
  timeline: ['floor', 'periods', 'today', 'plans', 'analytics', 'reports'],
  stop: ['floor', 'periods', 'today', 'analytics', 'reports', 'tickets'],
  reason: ['reasons', 'floor', 'periods', 'today', 'analytics', 'reports'],
  'shift-calendar': ['shifts', 'floor', 'periods', 'today', 'analytics', 'reports'],
  'shift-report': ['shift-reports'],
  ticket: ['tickets', 'floor', 'reports', 'plans', 'periods'],
  plan: ['plans', 'tickets'],
  'stop-rule': ['stop-rules'],
  'help-call': ['help-calls', 'floor'],
  stock: ['stock', 'floor', 'tickets', 'plans', 'reports'],
  component: ['stock', 'machines', 'tickets', 'plans'],
  location: ['stock'],
  product: ['products', 'floor', 'runs', 'analytics'],
  run: ['runs', 'floor', 'analytics', 'reports'],
  cuts: ['cuts', 'floor', 'runs', 'plans'],
  'spare-part': ['stock', 'machines'],
  file: ['machines'],
  image: ['tickets'],
  fourjaw: ['fourjaw'],
  ingestion: ['floor', 'periods', 'today', 'analytics'],
  // rates, targets, thresholds, and how long before a due a ticket opens
  setting: ['settings', 'factory', 'floor', 'plans', 'analytics', 'reports'],
  job: ['jobs', 'system'],
  webhook: ['webhooks'],
  'dead-letter': ['dead-letters', 'system'],
  user: ['users'],
  session: ['sessions'],
  view: ['views'],
  'api-key': ['api-keys'],
};

/** Cuts come by the second, and a floor is a large answer. */
const PAUSE_MS = 400;
const CUT_PAUSE_MS = 2_000;
const CUT_TOPIC = 'cuts';
/** Figures of weeks are dear to work out, and a second more changes them by nothing that can be seen. */
const FIGURES_PAUSE_MS = 10_000;
const figures: ReadonlySet<Noun> = new Set(['analytics', 'reports']);
/** What machines tell by themselves all day; whatever else happens is in the audit, too. */
const unaudited: ReadonlySet<string> = new Set(['timeline', 'ingestion', CUT_TOPIC]);
/** It may be open with many pages, and each is read again. */
const AUDIT_PAUSE_MS = 2_000;
/** With these the meters of plans go on, of which nobody sees the next minute. */
const meterTopics: ReadonlySet<string> = new Set(['timeline', CUT_TOPIC]);

/** Whose events make a noun out of date. */
export function topicsOf(noun: Noun): ReadonlySet<string> {
  const topics = Object.entries(nounsByTopic).filter(([, nouns]) => nouns.includes(noun));
  return new Set(topics.map(([topic]) => topic));
}

export function topicOf(type: string): string {
  return type.split('.')[2] ?? '';
}

export interface StaleNoun {
  readonly noun: Noun;
  /** How long after it was last read again it may be read again. */
  readonly pauseMs: number;
}

/** Nouns that events of these types make out of date, each once, with the shorter of its pauses. */
export function staleNouns(types: Iterable<string>): readonly StaleNoun[] {
  const pauses = new Map<Noun, number>();
  for (const topic of new Set(Array.from(types, topicOf))) {
    const topicMs = topic === CUT_TOPIC ? CUT_PAUSE_MS : PAUSE_MS;
    for (const noun of nounsByTopic[topic] ?? []) {
      const isSlow = figures.has(noun) || (noun === 'plans' && meterTopics.has(topic));
      const pauseMs = isSlow ? FIGURES_PAUSE_MS : topicMs;
      pauses.set(noun, Math.min(pauses.get(noun) ?? pauseMs, pauseMs));
    }
    if (!unaudited.has(topic)) pauses.set('audit', AUDIT_PAUSE_MS);
  }
  return Array.from(pauses, ([noun, pauseMs]) => ({ noun, pauseMs }));
}
