/**
 * Whose call to a receiver goes next: so many at once in all and to one host, and receivers that do not answer keep
 * nobody waiting but others at their host.
 *
 * A call that has no answer after a second gives its place to others and goes on beside them. Its webhook counts as slow
 * until a call is answered in time, and slow ones have a few places of their own: however many hang, the others have
 * theirs. What goes on beside the places is at most one call for each webhook, once.
 */
import { SECOND_MS } from '../../../kernel/clock.ts';
import { Slots } from '../../../kernel/slots.ts';

export interface Turns {
  /** @throws what `work` throws */
  take<T>(webhookId: string, host: string, work: () => Promise<T>): Promise<T>;
}

export interface TurnOptions {
  /** After which a receiver is slow; default 1 s. */
  readonly promptMs?: number;
}

const AT_ONCE = 16;
const SLOW_AT_ONCE = 8;
const AT_ONCE_EACH_HOST = 4;

export function createTurns({ promptMs = SECOND_MS }: TurnOptions = {}): Turns {
  const [prompt, slow] = [slotsFor(AT_ONCE), slotsFor(SLOW_AT_ONCE)];
  const hosts = new Map<string, { readonly slots: Slots; users: number }>();
  const slowOnes = new Set<string>();

  /** The host's turn first: whoever waits for a slow host keeps no place that others could have. */
  async function ofHost<T>(host: string, work: () => Promise<T>): Promise<T> {
    const known = hosts.get(host) ?? { slots: slotsFor(AT_ONCE_EACH_HOST), users: 0 };
    hosts.set(host, known);
    known.users++;
    try {
      return await known.slots.run(work);
    } finally {
      known.users--;
      if (known.users === 0) hosts.delete(host);
    }
  }

  async function watched<T>(webhookId: string, work: () => Promise<T>, onSlow?: () => void): Promise<T> {
    let isSlow = false;
    const late = setTimeout(() => {
      isSlow = true;
      slowOnes.add(webhookId);
      onSlow?.();
    }, promptMs);
    try {
      return await work();
    } finally {
      clearTimeout(late);
      if (!isSlow) slowOnes.delete(webhookId);
    }
  }

  /** Keeps its place until it is done, or slow. */
  function promptly<T>(webhookId: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      void prompt.run(
        () =>
          new Promise<void>((leave) => {
            watched(webhookId, work, leave).then(resolve, reject).finally(leave);
          }),
      );
    });
  }

  return {
    take: (webhookId, host, work) =>
      ofHost(host, () =>
        slowOnes.has(webhookId) ? slow.run(() => watched(webhookId, work)) : promptly(webhookId, work),
      ),
  };
}

function slotsFor(atOnce: number): Slots {
  return new Slots({
    atOnce,
    waiting: Number.MAX_SAFE_INTEGER,
    refusal: () => new Error('There is no limit to those who wait: there are as many as webhooks.'),
  });
}
