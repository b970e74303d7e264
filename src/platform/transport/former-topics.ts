/**
 * Ends what a session at another broker is subscribed to of an earlier time, when more or something else was set up: the
 * broker keeps it with the session, and tells nobody of it. So a message shows it, on a topic that no filter of ours takes:
 * it came by one that is known, or by the topic itself, as `MQTT_TOPIC` names them. Whatever else brings such messages is
 * left as it is.
 */
import type { MqttClient } from 'mqtt';
import type { Logger } from '../logging/index.ts';
import { takesTopic } from './topic-filters.ts';

export interface SessionFilters {
  /** Now; where there are none, all that the session has is of an earlier time, and wanted until it retires. */
  readonly filters: readonly string[];
  /** Perhaps, of an earlier time. */
  readonly formerFilters: readonly string[];
}

/** Topics that are remembered: those of all machines of a large factory. */
const REMEMBERED_MAX = 10_000;
const SHARED = /^\$share\/[^/]+\//;
const ENDED = 0;

/** @returns to be told the topic of each message, and whether nothing is subscribed to any more */
export function createFormerTopics(
  client: MqttClient,
  { filters, formerFilters }: SessionFilters,
  log: Logger,
): (topic: string, isRetiring: boolean) => void {
  const group = SHARED.exec(filters[0] ?? '')?.[0] ?? '';
  const own = filters.map((filter) => filter.replace(SHARED, ''));
  const seen = new Set<string>();

  async function end(topic: string): Promise<void> {
    const filter = formerFilters.find((former) => takesTopic(former, topic)) ?? `${group}${topic}`;
    try {
      const answer = await client.unsubscribeAsync(filter);
      if (answer?.cmd === 'unsuback' && answer.granted[0] === ENDED)
        log.info({ payload: { filter } }, 'A subscription of an earlier time has ended: it is not set up any more');
    } catch {
      // the connection has ended: the next message shows it again
      seen.delete(topic);
    }
  }

  return (topic, isRetiring) => {
    if ((own.length === 0 && !isRetiring) || seen.has(topic)) return;
    if (seen.size >= REMEMBERED_MAX) seen.clear();
    seen.add(topic);
    // whoever retires has ended those that are known, and what they had on the way still comes
    const known = isRetiring ? [...own, ...formerFilters] : own;
    if (!known.some((filter) => takesTopic(filter, topic))) void end(topic);
  };
}
