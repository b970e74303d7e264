/**
 * Reads no further of another broker while there is no room for what it sends, and lets it know meanwhile that we are there.
 *
 * The library reads no answers to its pings then, and would take the broker for dead.
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

/** As a part of the keep-alive: the library gives a connection up after one and a half, and pings by itself after one. */
const PING_AFTER = 1 / 3;

export function createHeldReading(client: MqttClient): HeldReading {
  let next: (() => void) | undefined;
  let pings: NodeJS.Timeout | undefined;

  function ping(): void {
    client.sendPing();
    client.reschedulePing(true);
  }
  function end(): void {
    clearInterval(pings);
    next = undefined;
  }
  function goOn(): void {
    const go = next;
    end();
    go?.();
  }

  return {
    get isHeld() {
      return next !== undefined;
    },
    hold(room, then) {
      next = then;
      pings = setInterval(ping, client.keepalive * 1_000 * PING_AFTER).unref();
      void room.then(() => {
        if (next === then) goOn();
      });
    },
    goOn,
    breakOff: end,
  };
}
