/**
 * The pauses between connections to another broker: longer with each connection that comes to nothing, and not the same for
 * all who have lost theirs at once.
 */
import { setTimeout } from 'node:timers/promises';

export interface Pauses {
  /** Behind a connection that has ended. @returns waits; may be called again and again until the next connection */
  next(): () => Promise<void>;
  /** A connection has come to something: the pause behind it is a short one. */
  shorten(): void;
}

const MIN_MS = 500;
/**
 * Not longer: machines are back at once, and there are brokers that know of no session, or of no shared subscription, after a
 * restart (Mosquitto 2.0). What they acknowledge before one of us is back reaches nobody.
 */
const MAX_MS = 5_000;

export function createPauses(): Pauses {
  let followingMs = MIN_MS;
  return {
    next() {
      const mostMs = followingMs;
      followingMs = Math.min(followingMs * 2, MAX_MS);
      return () => setTimeout(mostMs * (0.5 + Math.random() / 2), undefined, { ref: false });
    },
    shorten() {
      followingMs = MIN_MS;
    },
  };
}
