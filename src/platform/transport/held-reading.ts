/**
 * Reads no further of another broker while there is no room for what it sends, and keeps the connection alive however slowly
 * it is read.
 *
 * The library takes a broker for dead that does not answer its pings in time, and reads an answer only behind all that was
 * sent before. So whatever is read shows that the broker is there, and nothing is concluded while nothing is read. And the
 * library pings only where nothing was read for long, so the broker hears of us by pings of our own.
 */
import type { MqttClient } from 'mqtt';

export interface HeldReading {
  readonly isHeld: boolean;
  /** Calls `next` when there is room, unless the connection has ended by then. */
  hold(room: Promise<void>, next: () => void): void;
  /** Whether there is room or not. */
  goOn(): void;
  /** The connection has ended: what was read of it and not taken is sent again. */
  breakOff(): void;
}

/** As a part of the keep-alive: the library gives a connection up after one and a half. */
const PING_AFTER = 1 / 3;

export function createHeldReading(client: MqttClient): HeldReading {
  let next: (() => void) | undefined;
  let pings: NodeJS.Timeout | undefined;

  function ping(): void {
    // nothing may follow on a farewell
    if (!client.disconnecting) client.sendPing();
    if (next !== undefined) client.reschedulePing(true);
  }
  client.on('connect', () => {
    pings = setInterval(ping, client.keepalive * 1_000 * PING_AFTER).unref();
  });
  client.on('packetreceive', () => client.reschedulePing(true));

  function goOn(): void {
    const go = next;
    next = undefined;
    go?.();
  }

  return {
    get isHeld() {
      return next !== undefined;
    },
    hold(room, then) {
      next = then;
      void room.then(() => {
        if (next === then) goOn();
      });
    },
    goOn,
    breakOff() {
      clearInterval(pings);
      next = undefined;
    },
  };
}
