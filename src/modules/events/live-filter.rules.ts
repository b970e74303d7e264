/** What a live client wants of the stream, and whether an event is that. Pure. */
import type { EventNames } from './event-names.rules.ts';
import type { TypeFilter } from './positions.rules.ts';

export interface LiveFilter {
  /** Each empty: all. An event must pass all three. */
  readonly topics: readonly string[];
  readonly types: readonly TypeFilter[];
  readonly machines: readonly string[];
}

export interface AskedFilter {
  readonly topics?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  readonly machines?: readonly string[] | undefined;
}

/** Texts that mean the same give filters that are the same, letter by letter. @throws validation-failed */
export function parseLiveFilter(
  { topics = [], types = [], machines = [] }: AskedFilter,
  names: EventNames,
): LiveFilter {
  names.requireTopics(topics.filter((topic) => topic !== ALL));
  const wanted = {
    topics: topics.includes(ALL) ? [] : distinct(topics),
    types: names.requireTypes(distinct(types)),
    machines: distinct(machines),
  };
  names.requireOverlap(wanted.topics, wanted.types);
  return wanted;
}

/** As the old front end says it. */
const ALL = 'all';

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

interface Described {
  readonly type: string;
  readonly topic: string;
  readonly machineId: string | undefined;
}

/** @param hiddenTopics of who looks */
export function isWanted(
  { topics, types, machines }: LiveFilter,
  hiddenTopics: readonly string[],
  { type, topic, machineId }: Described,
): boolean {
  if (hiddenTopics.includes(topic)) return false;
  if (topics.length > 0 && !topics.includes(topic)) return false;
  if (machines.length > 0 && (machineId === undefined || !machines.includes(machineId))) return false;
  if (types.length === 0) return true;
  return types.some(({ text, isPrefix }) => (isPrefix ? type.startsWith(text) : type === text));
}
