/**
 * Acknowledgements of what another broker has sent, which go out when it is stored and not when it is read.
 */
import type { IPublishPacket, MqttClient, Packet } from 'mqtt';

export interface Acknowledgements {
  /** Sends the acknowledgement when `stored` resolves, in the connection that the message came in; never where it rejects. */
  after(packet: IPublishPacket, stored: Promise<void>): void;
  /** None is ever sent. */
  withhold(packet: IPublishPacket): void;
  /** The connection has ended: what came in it is sent again. */
  forget(): void;
}

/**
 * mqtt.js reads no further before it has sent the acknowledgement of the last message, which makes one commit of each.
 * So its acknowledgements are taken out of the way between it and the connection, and sent by us.
 */
export function detachAcknowledgements(client: MqttClient): Acknowledgements {
  type Send = (packet: Packet, done?: () => void, ...rest: unknown[]) => unknown;
  const inside = client as unknown as { _sendPacket: Send };
  // the library has no other place to stand in: pinned to a version, and a test fails where it has moved
  // oxlint-disable-next-line no-underscore-dangle
  const send = inside._sendPacket.bind(client);
  let held = new Map<number, Promise<void>>();

  // oxlint-disable-next-line no-underscore-dangle
  inside._sendPacket = (packet, done, ...rest) => {
    if (packet.cmd !== 'puback') return send(packet, done, ...rest);
    const stored = held.get(packet.messageId ?? 0);
    // of an earlier connection: in this one the number is another message's
    if (stored === undefined) return done?.();
    const connection = held;
    const forgotten = () => void connection.delete(packet.messageId ?? 0);
    stored.then(() => {
      forgotten();
      if (held === connection) send(packet);
    }, forgotten);
    return done?.();
  };

  return {
    // of each its own: what waits for one that never resolves is kept as long as that
    withhold: (packet) => void held.set(packet.messageId ?? 0, new Promise(() => {})),
    after: (packet, stored) => void held.set(packet.messageId ?? 0, stored),
    forget() {
      held = new Map();
    },
  };
}
