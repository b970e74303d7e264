/** The transport's front door. Either broker's library is loaded when it is used: together they take a tenth of the start. */
import type { BrokerAddress } from './broker-address.ts';
import type { EmbeddedBrokerOptions } from './embedded-broker.ts';
import type { Seats } from './seats.ts';
import type { SignInTrouble } from './sign-in-trial.ts';
import type { Receiver, Transport } from './transport.ts';

export { PortTaken } from './doors.ts';
export type { EmbeddedBrokerOptions } from './embedded-broker.ts';
export { MessageTooLong, messageBytes } from './message-length.ts';
export type { Seat, Seats } from './seats.ts';
export type { SignInTrouble } from './sign-in-trial.ts';
export { filterOf, type TopicDescription } from './topic-descriptions.ts';
export type { TopicRight } from './topic-rights.ts';
export type { Delivery, InboundMessage, PublishOptions, Receiver, Transport, TransportState } from './transport.ts';

/** @throws PortTaken, or what else the system says of a port: EACCES */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions, receiver: Receiver): Promise<Transport> {
  const broker = await import('./embedded-broker.ts');
  return broker.startEmbeddedBroker(options, receiver);
}

export interface OtherBroker extends BrokerAddress {
  /** Fixed, and of this process alone: the broker keeps a session under it. */
  readonly clientId: string;
  /** In which several processes take turns; absent: this process receives everything. */
  readonly group?: { readonly name: string; readonly seats: Seats } | undefined;
}

/** Connects by itself, again and again: its state says how it goes. */
export async function startExternalClient(options: OtherBroker, receiver: Receiver): Promise<Transport> {
  const { group } = options;
  if (group !== undefined) {
    const { startGroupClient } = await import('./group-client.ts');
    return startGroupClient({ ...options, group: group.name, seats: group.seats }, receiver);
  }
  const client = await import('./external-client.ts');
  const filters = [...receiver.filters, ...receiver.ownFilters];
  const formerFilters = receiver.idleFilters;
  return client.startExternalClient({ ...options, filters, formerFilters, keepsSession: true }, receiver);
}

/** Whether another broker lets us in, asked by a name that nobody else has. @returns undefined where it does */
export async function findSignInTrouble(
  address: Omit<BrokerAddress, 'log'>,
  clientId: string,
): Promise<SignInTrouble | undefined> {
  const trial = await import('./sign-in-trial.ts');
  return trial.findSignInTrouble(address, clientId);
}
