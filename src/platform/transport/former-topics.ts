/**
 * Ends what a session at another broker is subscribed to of an earlier time, by another `MQTT_TOPIC`: the broker keeps it with
 * the session, and tells nobody of it. So a message shows it, on a topic that no filter of ours takes; such a topic has no
 * wildcard, and is its own filter. Whatever else brings such messages is left as it is.
 */
import type { MqttClient } from 'mqtt';
import type { Logger } from '../logging/index.ts';
import { takesTopic } from './topic-filters.ts';

/** Topics that are remembered: those of all machines of a large factory. */
const REMEMBERED_MAX = 10_000;
const SHARED = /^\$share\/[^/]+\//;
const ENDED = 0;

/**
 * @param filters to which the session is subscribed now; where there are none, all that it has is of an earlier time and wanted
 * @returns to be told the topic of each message
 */
export function createFormerTopics(
  client: MqttClient,
  filters: readonly string[],
  log: Logger,
): (topic: string) => void {
  const group = SHARED.exec(filters[0] ?? '')?.[0] ?? '';
  const own = filters.map((filter) => filter.replace(SHARED, ''));
  const seen = new Set<string>();

  async function end(topic: string): Promise<void> {
    try {
      const answer = await client.unsubscribeAsync(`${group}${topic}`);
      if (answer?.cmd === 'unsuback' && answer.granted[0] === ENDED)
        log.info(
          { payload: { topic } },
          'A subscription of an earlier time has ended: MQTT_TOPIC does not name it now',
        );
    } catch {
      // the connection has ended: the next message shows it again
      seen.delete(topic);
    }
  }

  return (topic) => {
    if (own.length === 0 || seen.has(topic)) return;
    if (seen.size >= REMEMBERED_MAX) seen.clear();
    seen.add(topic);
    if (!own.some((filter) => takesTopic(filter, topic))) void end(topic);
  };
}
