/**
 * The types and topics of events that there are, for whoever filters by them: a filter that no event can ever pass is refused,
 * with what there is instead of it. Pure.
 */
import { DomainError } from '../../kernel/errors.ts';
import { parseTypes, type TypeFilter } from './positions.rules.ts';

export interface EventNames {
  /** Whole types, and beginnings of some with a trailing `*`. @throws validation-failed */
  requireTypes(asked: readonly string[]): TypeFilter[];
  /** Words behind `com.milldash.`. @throws validation-failed */
  requireTopics(asked: readonly string[]): void;
  /** Types of which at least one is of a topic; each empty: all. @throws validation-failed */
  requireOverlap(topics: readonly string[], types: readonly TypeFilter[]): void;
}

const PREFIX = 'com.milldash.';
/** Of a wrong word, in a sentence. */
const QUOTED_MAX = 120;

/** @param types of every event that there is */
export function eventNames(types: Iterable<string>): EventNames {
  const byTopic = new Map<string, string[]>();
  for (const type of types) {
    const topic = topicOf(type);
    const ofTopic = byTopic.get(topic);
    if (ofTopic === undefined) byTopic.set(topic, [type]);
    else ofTopic.push(type);
  }
  const all = [...byTopic.values()].flat();
  const topics = () => `Topics are ${[...byTopic.keys()].sort().join(', ')}.`;

  const isOf = (type: string, filters: readonly TypeFilter[]) =>
    filters.some(({ text, isPrefix }) => (isPrefix ? type.startsWith(text) : type === text));

  function insteadOf(text: string): string {
    const near = text.split('.').flatMap((word) => byTopic.get(word) ?? []);
    return near.length > 0
      ? `Near it are ${near.join(', ')}.`
      : `A type is ${PREFIX}<topic>.<what happened>, and /asyncapi.json lists them all. ${topics()}`;
  }

  return {
    requireTypes(asked) {
      const filters = parseTypes(asked);
      const wrong = filters.find((filter) => !all.some((type) => isOf(type, [filter])));
      if (wrong === undefined) return filters;
      const shown = wrong.text.slice(0, QUOTED_MAX);
      const what = wrong.isPrefix ? `No event type begins with '${shown}'` : `There is no event type '${shown}'`;
      throw new DomainError('validation-failed', `${what}. ${insteadOf(wrong.text)}`);
    },
    requireTopics(asked) {
      const wrong = asked.find((topic) => !byTopic.has(topic));
      if (wrong === undefined) return;
      throw new DomainError('validation-failed', `There is no topic '${wrong.slice(0, QUOTED_MAX)}'. ${topics()}`);
    },
    requireOverlap(asked, types) {
      if (asked.length === 0 || types.length === 0) return;
      if (asked.some((topic) => byTopic.get(topic)?.some((type) => isOf(type, types)))) return;
      const meant = [...byTopic].filter(([, ofTopic]) => ofTopic.some((type) => isOf(type, types)));
      throw new DomainError(
        'validation-failed',
        `No event is of these topics and of these types at once: the types are of ${meant.map(([topic]) => topic).join(', ')}. Name those topics, or none.`,
      );
    },
  };
}

function topicOf(type: string): string {
  return type.slice(PREFIX.length).split('.', 1)[0] ?? '';
}
