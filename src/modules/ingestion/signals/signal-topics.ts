/** Which topic means what. Pure. */
import type { TopicRight } from '../../../platform/transport/index.ts';

/** Below it each machine has its own topics: `milldash/v1/machines/6809…/cuts`. */
const MACHINES = 'milldash/v1/machines/';

export interface CutTopic {
  /** Undefined where the payload names the machine. */
  readonly machineId: string | undefined;
}

/** @param sharedCutTopics on which any machine reports: each payload names its own */
export function cutTopicOf(topic: string, sharedCutTopics: ReadonlySet<string>): CutTopic | undefined {
  if (sharedCutTopics.has(topic)) return { machineId: undefined };
  if (!topic.startsWith(MACHINES)) return undefined;
  const [machineId, kind, ...rest] = topic.slice(MACHINES.length).split('/');
  if (kind !== 'cuts' || rest.length > 0 || machineId === undefined || machineId === '') return undefined;
  return { machineId };
}

export const signalFilters = (sharedCutTopics: Iterable<string>): string[] => [`${MACHINES}+/cuts`, ...sharedCutTopics];

export const signalRights = (sharedCutTopics: Iterable<string>): TopicRight[] =>
  signalFilters(sharedCutTopics).flatMap((filter) => [
    { action: 'publish', filter, permission: 'cuts:record' },
    { action: 'subscribe', filter, permission: 'production:read' },
  ]);
