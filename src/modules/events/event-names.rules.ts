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
  const known = new Set(all);
  const topics = () => `Topics are ${[...byTopic.keys()].sort().join(', ')}.`;

  function isAny({ text, isPrefix }: TypeFilter): boolean {
    return isPrefix ? all.some((type) => type.startsWith(text)) : known.has(text);
  }

  function insteadOf(text: string): string {
    const near = text.split('.').flatMap((word) => byTopic.get(word) ?? []);
    return near.length > 0
      ? `Near it are ${near.join(', ')}.`
      : `A type is ${PREFIX}<topic>.<what happened>, and /asyncapi.json lists them all. ${topics()}`;
  }

  return {
    requireTypes(asked) {
      const filters = parseTypes(asked);
      const wrong = filters.find((filter) => !isAny(filter));
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
  };
}

function topicOf(type: string): string {
  return type.slice(PREFIX.length).split('.', 1)[0] ?? '';
}
