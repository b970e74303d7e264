/**
 * Who listens at our broker: looking for subscribers takes longer than all else that is done with a message, and mostly
 * there is none. So what is known of a topic is kept until somebody subscribes, unsubscribes or leaves.
 */
import type { Aedes, Client, PublishPacket } from 'aedes';
import { takesFilter, takesTopic } from './topic-filters.ts';

export interface Listeners {
  /** Whether somebody has subscribed to anything that the filter takes in. */
  areThere(filter: string): boolean;
  /** Whether somebody gets messages of the topic. */
  isHeard(topic: string): boolean;
  /** Gives a message of the client to whoever listens. */
  passOn(client: Client, topic: string, payload: Buffer): void;
}

/** Topics that are remembered: those of all machines of a large factory. */
const TOPICS_MAX = 10_000;

/** From now on the broker passes messages only where somebody listens. */
export function watchListeners(broker: Aedes): Listeners {
  const heard = new Map<string, boolean>();
  const forget = () => heard.clear();
  broker.on('subscribe', forget);
  broker.on('unsubscribe', forget);
  broker.on('clientDisconnect', forget);

  function isHeard(topic: string): boolean {
    let known = heard.get(topic);
    if (known === undefined) {
      known = filtersOf(broker).some((filter) => takesTopic(filter, topic));
      if (heard.size >= TOPICS_MAX) heard.clear();
      heard.set(topic, known);
    }
    return known;
  }

  const publish = broker.publish.bind(broker) as (packet: PublishPacket, ...rest: unknown[]) => void;
  broker.publish = (packet: PublishPacket, ...rest: unknown[]) => {
    const done = rest.at(-1) as (error?: Error) => void;
    // what the broker says to itself is how it knows who is connected
    if (packet.topic.startsWith('$SYS/') || isHeard(packet.topic)) publish(packet, ...rest);
    else done();
  };
  return {
    isHeard,
    passOn: (client, topic, payload) =>
      publish({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false }, client, () => {}),
    areThere: (filter) => filtersOf(broker).some((subscribed) => takesFilter(filter, subscribed)),
  };
}

export function subscriptionsOf(client: Client): string[] {
  return Object.keys((client as unknown as { subscriptions: object }).subscriptions);
}

function filtersOf(broker: Aedes): string[] {
  const { clients } = broker as unknown as { clients: Record<string, Client> };
  return Object.values(clients).flatMap(subscriptionsOf);
}
