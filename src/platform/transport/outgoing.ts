/**
 * What we publish at another broker: no more on the way together than it takes, and in the order of the calls.
 *
 * The library would send again what is not answered where a connection ends, though whoever has published it may have come
 * to something else by then, and another process may have published it and more. So it is given nothing while there is no
 * connection, and forgets what it has where one ends.
 */
import { ErrorWithReasonCode, type IClientPublishOptions, type MqttClient } from 'mqtt';
import packetConstants from 'mqtt-packet/constants.js';
import { MessageTooLong, messageBytes } from './message-length.ts';

/** Messages of ours that are on the way at once, where the broker takes as many. */
const ON_THE_WAY_MAX = 200;
/** The reason code of MQTT 5 for what is too long. */
const TOO_LONG = 0x95;

// Mosquitto answers a message so that is longer than its `message_size_limit`, which it tells nobody before; MQTT has the code
// for other packets only, and the library ended the connection, in which all else was on its way, for such an answer
packetConstants.MQTT5_PUBACK_PUBREC_CODES[TOO_LONG] = 'Packet too large';

export interface OutgoingMessage extends Pick<IClientPublishOptions, 'qos' | 'retain' | 'properties'> {
  readonly topic: string;
  readonly payload: string | Buffer;
}

export interface Outgoing {
  /**
   * There is a connection, in which the broker takes so many messages at once, and none that is longer: it ends the
   * connection of who sends more, and the library heeds neither.
   */
  open(messagesAtOnce: number, bytesMax?: number): void;
  /** The connection has ended: rejects all that was given to it, answered or not. What comes now waits for the next one. */
  breakOff(): void;
  /** Rejects what has not gone out yet, and whatever comes. */
  close(): void;
  /**
   * Resolves when the broker has taken it. @param signal withdraws what has not gone out yet: it rejects, and never does. What
   * is on its way is answered all the same, or its connection ends
   */
  send(message: OutgoingMessage, signal?: AbortSignal): Promise<void>;
}

interface Waiting {
  readonly message: OutgoingMessage;
  readonly settle: (error?: unknown) => void;
}

export function createOutgoing(client: MqttClient): Outgoing {
  const waiting = new Set<Waiting>();
  /** By the numbers that the library has given them; a message of quality 0 has none. */
  const onTheWay = new Map<Waiting, number | undefined>();
  let atOnce = 0;
  let bytesMax = Number.POSITIVE_INFINITY;
  let isClosed = false;

  function goOn(): void {
    for (const next of waiting) {
      if (onTheWay.size >= atOnce) return;
      waiting.delete(next);
      handOn(next);
    }
  }

  function handOn(next: Waiting): void {
    const { topic, payload, ...options } = next.message;
    const bytes = messageBytes(topic, payload, { qos: options.qos, contentType: options.properties?.contentType });
    if (bytes > bytesMax) return next.settle(new MessageTooLong(bytes, bytesMax));
    onTheWay.set(next, undefined);
    client.publish(topic, payload, options, (error) => {
      next.settle(isTooLong(error) ? new MessageTooLong(bytes) : (error ?? undefined));
    });
    if (options.qos !== 0 && onTheWay.has(next)) onTheWay.set(next, client.getLastMessageId());
  }

  function rejectAll(all: Iterable<Waiting>, why: string): void {
    for (const { settle } of all) settle(new Error(why));
  }

  return {
    open(messagesAtOnce, longest = Number.POSITIVE_INFINITY) {
      bytesMax = longest;
      atOnce = Math.min(messagesAtOnce, ON_THE_WAY_MAX);
      goOn();
    },
    breakOff() {
      // a try to connect has failed: nothing was given to it
      if (atOnce === 0) return;
      atOnce = 0;
      rejectAll([...onTheWay.keys(), ...waiting], 'The connection to the broker ended before it had answered.');
    },
    close() {
      isClosed = true;
      rejectAll(waiting, 'The connection to the broker is being ended.');
    },
    async send(message, signal) {
      if (isClosed) throw new Error('The connection to the broker is being ended.');
      signal?.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const withdraw = () => {
        if (waiting.delete(next)) reject(signal?.reason);
      };
      const next: Waiting = {
        message,
        settle(error) {
          signal?.removeEventListener('abort', withdraw);
          const number = onTheWay.get(next);
          waiting.delete(next);
          onTheWay.delete(next);
          if (error === undefined) resolve();
          else reject(error);
          // does nothing where there was an answer
          if (number !== undefined) client.removeOutgoingMessage(number);
          // those that the library answers at once would lie on each other
          queueMicrotask(goOn);
        },
      };
      signal?.addEventListener('abort', withdraw, { once: true });
      waiting.add(next);
      goOn();
      return promise;
    },
  };
}

function isTooLong(error: Error | null | undefined): boolean {
  return error instanceof ErrorWithReasonCode && error.code === TOO_LONG;
}
