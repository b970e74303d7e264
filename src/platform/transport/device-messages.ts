/**
 * What devices send to our broker: who may say it, what is stored once though it came twice, and what is being stored.
 */
import type { Client, PublishPacket } from 'aedes';
import type { Device } from './devices.ts';
import { requireGoodWill, type WillParts } from './last-wills.ts';
import { findTopicFault } from './topic-filters.ts';
import { mayPublish, neededTo } from './topic-rights.ts';
import type { Receiver } from './transport.ts';

export interface DeviceMessages {
  /**
   * Resolves when it is stored, and may be acknowledged. Rejects where the device may not say it, or it could not be stored:
   * the connection has to end.
   */
  take(client: Client, packet: PublishPacket): Promise<void>;
  /**
   * Who the device is, where the library is not needed for its messages of quality 1: they need not be refused, and nobody
   * listens. Else undefined.
   */
  findPlainSender(client: Client, topic: string): Device | undefined;
  /** They are being stored until it resolves. */
  track(stored: Promise<void>): void;
  /** Resolves when all that had been taken is stored, or could not be. */
  settled(): Promise<unknown>;
}

export interface DeviceMessagesParts extends WillParts {
  readonly receiver: Receiver;
  readonly devices: ReadonlyMap<Client, Device>;
  /** Whether the broker has a message of QoS 2 that the device has not released. */
  readonly isKnown: (client: Client, packet: PublishPacket) => boolean;
  /** Whether somebody has subscribed to what takes the topic in. */
  readonly isHeard: (topic: string) => boolean;
}

export function createDeviceMessages(parts: DeviceMessagesParts): DeviceMessages {
  const { rights, receiver, devices, isKnown, isHeard } = parts;
  const storing = new Set<Promise<void>>();

  /** Why the device may not publish there, as a sentence; undefined where it may. */
  function findFault(device: Device, topic: string): string | undefined {
    if (device.allowedTopic === topic) return undefined;
    const fault = findTopicFault(topic);
    if (fault !== undefined) return `A topic ${fault}`;
    if (!mayPublish(rights, device.actor, topic)) {
      return `It may not publish to '${topic.slice(0, 100)}': ${neededTo('publish', rights, topic)}`;
    }
    device.allowedTopic = topic;
    return undefined;
  }

  function hand({ actor: sender, patienceMs }: Device, packet: PublishPacket): Promise<void> {
    packet.retain = false;
    return receiver.receive({ topic: packet.topic, payload: packet.payload as Buffer, sender, patienceMs });
  }

  async function store(client: Client, packet: PublishPacket): Promise<void> {
    const device = devices.get(client);
    if (device === undefined) throw new Error('It has gone');
    if (isWill(client, packet)) await requireGoodWill(parts, device, packet.topic);
    else {
      const fault = findFault(device, packet.topic);
      if (fault !== undefined) throw new Error(fault);
    }
    if (packet.qos === 2 && packet.dup && isKnown(client, packet)) return;
    await hand(device, packet);
  }

  function track(stored: Promise<void>): void {
    storing.add(stored);
    const done = () => void storing.delete(stored);
    stored.then(done, done);
  }

  return {
    take(client, packet) {
      const stored = store(client, packet);
      track(stored);
      return stored;
    },
    findPlainSender(client, topic) {
      const device = devices.get(client);
      // in this order: what nobody may publish is looked for at no length
      if (device === undefined || findFault(device, topic) !== undefined) return undefined;
      return isHeard(topic) ? undefined : device;
    },
    track,
    settled: () => Promise.allSettled(storing),
  };
}

/** What aedes has, and its types leave out. */
type ClientWithWill = Client & { readonly will: PublishPacket | null };

export function isWill(client: Client, packet: PublishPacket): boolean {
  return packet === (client as ClientWithWill).will;
}
