/**
 * What our broker remembers of a session: which messages of QoS 2 a device has not released, by their numbers, and no
 * longer than the connection lasts.
 *
 * The memory that comes with aedes keeps each with its payload, up to a thousand of them for one device; by the client id,
 * also what is stored when its connection has gone; and a place for every client id that ever acknowledged anything.
 */
import type { Client } from 'aedes';

interface Numbered {
  readonly messageId?: number | undefined;
}

/** What aedes asks of its memory about messages that are on their way; its types leave it out. */
export interface SessionMemory {
  incomingStorePacket(client: Client, packet: Numbered): Promise<void>;
  /** Rejects where there is none. */
  incomingGetPacket(client: Client, packet: Numbered): Promise<Numbered>;
  incomingDelPacket(client: Client, packet: Numbered): Promise<void>;
  cleanIncoming(client: Client): Promise<void>;
  outgoingClearMessageId(client: Client, packet: Numbered): Promise<void>;
  /** For us, at once: who had to wait for it would come behind messages that were sent later. */
  isUnreleased(client: Client, packet: Numbered): boolean;
}

export function createSessionMemory(): SessionMemory {
  const unreleased = new WeakMap<Client, Set<number | undefined>>();
  const isUnreleased = (client: Client, { messageId }: Numbered) => unreleased.get(client)?.has(messageId) === true;
  return {
    isUnreleased,
    async incomingStorePacket(client, { messageId }) {
      const numbers = unreleased.get(client) ?? new Set();
      unreleased.set(client, numbers.add(messageId));
    },
    async incomingGetPacket(client, packet) {
      if (!isUnreleased(client, packet)) throw new Error('There is no such message.');
      return { messageId: packet.messageId };
    },
    async incomingDelPacket(client, { messageId }) {
      unreleased.get(client)?.delete(messageId);
    },
    async cleanIncoming(client) {
      unreleased.delete(client);
    },
    // sessions are clean, so nothing waits for an acknowledgement of theirs
    async outgoingClearMessageId() {},
  };
}
