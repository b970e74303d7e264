/**
 * Acknowledgements of what another broker has sent, which go out when it is stored and not when it is read.
 *
 * What was not acknowledged when its connection ended is sent again in the next one by the same number, for as long as the
 * broker keeps the session. Where it is still being stored, or has been meanwhile, that is what answers for it then.
 */
import { hash } from 'node:crypto';
import type { IPublishPacket, MqttClient, Packet } from 'mqtt';

export interface Acknowledgements {
  /**
   * The storing of a message that the broker sends again; undefined where it is another message, or could not be stored:
   * then it is to be stored as if it came for the first time. To be asked once of each message.
   */
  findStoring(packet: IPublishPacket): Promise<void> | undefined;
  /** Sends the acknowledgement when `stored` resolves, in the connection that the message came in; never where it rejects. */
  after(packet: IPublishPacket, stored: Promise<void>): void;
  /** The connection has ended: nothing is acknowledged in it any more. */
  breakOff(): void;
  /** The numbers are other messages' from the next connection on: the session is another one, or somebody else has had it. */
  forget(): void;
}

interface Unacknowledged {
  readonly packet: IPublishPacket;
  readonly stored: Promise<void>;
  isForgotten?: true;
}

interface BrokenOff {
  readonly topic: string;
  /** Its payload may be gone long before the broker is back. */
  readonly digest: string;
  readonly stored: Promise<void>;
}

/**
 * mqtt.js reads no further before it has sent the acknowledgement of the last message, which makes one commit of each.
 * So its acknowledgements are taken out of the way between it and the connection, and sent by us.
 *
 * We subscribe at quality 1. A message of quality 2 comes by a subscription that somebody else has made by our name, and the
 * library would say that we have it before it is stored: it is taken like any other, at least once, and acknowledged as its
 * quality wants it. What follows on that the library answers at once.
 *
 * @param onSent one has gone out
 */
export function detachAcknowledgements(client: MqttClient, onSent: () => void): Acknowledgements {
  type Send = (packet: Packet, done?: () => void, ...rest: unknown[]) => unknown;
  const inside = client as unknown as { _sendPacket: Send };
  // the library has no other place to stand in: pinned to a version, and a test fails where it has moved
  // oxlint-disable-next-line no-underscore-dangle
  const send = inside._sendPacket.bind(client);
  const unacknowledged = new Map<number, Unacknowledged>();
  const brokenOff = new Map<number, BrokenOff>();
  const ofQuality2 = new WeakSet<IPublishPacket>();

  // before the library looks at it
  client.on('packetreceive', (packet) => {
    if (packet.cmd !== 'publish' || packet.qos !== 2) return;
    ofQuality2.add(packet);
    packet.qos = 1;
  });

  // oxlint-disable-next-line no-underscore-dangle
  inside._sendPacket = (packet, done, ...rest) => (packet.cmd === 'puback' ? done?.() : send(packet, done, ...rest));

  return {
    findStoring({ messageId = 0, dup, topic, payload }) {
      const known = brokenOff.get(messageId);
      brokenOff.delete(messageId);
      // the number may be another message's, where somebody else was connected by our name and has acknowledged ours
      const isSame = dup && known?.topic === topic && known.digest === digestOf(payload);
      return isSame ? known.stored : undefined;
    },
    after(packet, stored) {
      const { messageId = 0 } = packet;
      const message: Unacknowledged = { packet, stored };
      unacknowledged.set(messageId, message);
      stored.then(
        () => {
          // an earlier connection's, or of one that has ended and is about to say so: it would reach nobody
          if (unacknowledged.get(messageId) !== message || client.stream.destroyed) return;
          unacknowledged.delete(messageId);
          send({ cmd: ofQuality2.has(packet) ? 'pubrec' : 'puback', messageId, reasonCode: 0 });
          onSent();
        },
        () => {
          if (unacknowledged.get(messageId) === message) unacknowledged.delete(messageId);
          if (brokenOff.get(messageId)?.stored === stored) brokenOff.delete(messageId);
        },
      );
    },
    breakOff() {
      for (const [messageId, { packet, stored, isForgotten }] of unacknowledged) {
        if (!isForgotten) brokenOff.set(messageId, { topic: packet.topic, digest: digestOf(packet.payload), stored });
      }
      unacknowledged.clear();
    },
    forget() {
      brokenOff.clear();
      for (const message of unacknowledged.values()) message.isForgotten = true;
    },
  };
}

const digestOf = (payload: string | Buffer) => hash('sha256', payload);
