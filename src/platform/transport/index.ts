/** The transport's front door. Either broker's library is loaded when it is used: together they take a tenth of the start. */
import type { EmbeddedBrokerOptions } from './embedded-broker.ts';
import type { ExternalClientOptions } from './external-client.ts';
import type { Receiver, Transport } from './transport.ts';

export type { EmbeddedBrokerOptions } from './embedded-broker.ts';
export type { ExternalClientOptions } from './external-client.ts';
export { filterOf, type TopicDescription } from './topic-descriptions.ts';
export type { TopicRight } from './topic-rights.ts';
export type { InboundMessage, PublishOptions, Receiver, Transport, TransportState } from './transport.ts';

/** @throws what the system says of the port: EADDRINUSE, EACCES */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions, receiver: Receiver): Promise<Transport> {
  const broker = await import('./embedded-broker.ts');
  return broker.startEmbeddedBroker(options, receiver);
}

/** Connects by itself, again and again: its state says how it goes. */
export async function startExternalClient(options: ExternalClientOptions, receiver: Receiver): Promise<Transport> {
  const client = await import('./external-client.ts');
  return client.startExternalClient(options, receiver);
}
