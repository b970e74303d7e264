/** Where events go by MQTT: one topic for each type, all under one filter. */
import type { TopicRight } from '../../../platform/transport/index.ts';

const EVENTS = 'milldash/v1/events';

/** All topics of events. */
export const EVENTS_FILTER = `${EVENTS}/#`;

/** `com.milldash.ticket.opened` → `milldash/v1/events/com.milldash.ticket.opened`. */
export function eventTopicOf(type: string): string {
  return `${EVENTS}/${type}`;
}

/** No line lets anybody publish there: nobody can forge an event. */
export const relayRights: readonly TopicRight[] = [
  { action: 'subscribe', filter: EVENTS_FILTER, permission: 'events:read' },
];
