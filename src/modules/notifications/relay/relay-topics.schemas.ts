/** What is said on the topics of events. */
import type { TopicDescription } from '../../../platform/transport/index.ts';
import { eventTopicOf } from './relay-topics.ts';

export const relayTopicDescriptions: readonly TopicDescription[] = [
  {
    name: 'events',
    address: eventTopicOf('{type}'),
    levels: { type: 'Type of the event, as one level: `com.milldash.ticket.opened`.' },
    direction: 'out',
    summary: 'Events by MQTT',
    description:
      'Each event in the topic of its type, QoS 1, not retained, in order and at least once. Events of accounts, sessions and API keys are not among them. The setting `mqtt.relay_events` says to which broker.',
    payload: 'events',
  },
];
