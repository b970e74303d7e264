/**
 * What another broker still has for a session from which nothing more is wanted.
 *
 * Silence alone tells nothing: a broker may be slow, or the way to it be broken. So when it has been silent for a while it is
 * asked something that it answers behind what it had to send, and all has come when the answer has, and nothing before it.
 */
import { setTimeout } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';

export interface RestOfSession {
  readonly client: MqttClient;
  /** All that the session may be subscribed to. Where there are none, nothing is asked. */
  readonly filters: readonly string[];
  /** How long it is silent before it is asked. */
  readonly quietMs: number;
  /** When a message has last come, by `performance.now`. */
  readonly cameAtMs: () => number;
  /** For an answer, while nothing else comes; default 30 s. */
  readonly answerLimitMs?: number | undefined;
  /** Whether something that has come is not acknowledged yet, or what comes is not read: it says nothing about the broker. */
  readonly isBusy: () => boolean;
}

/**
 * A broker may stand still for seconds while it writes to its disk. Where its connection is ended for that, all comes again
 * that it was sent acknowledgements of meanwhile.
 */
const ANSWER_LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 500;
const LOOKS = 10;

/**
 * Subscribes to nothing any more, and resolves when all has come and is acknowledged. @throws where the connection ends
 * before; it is ended where the broker does not answer
 */
export async function takeRestOfSession(rest: RestOfSession): Promise<void> {
  const { client, filters, quietMs, cameAtMs, isBusy, answerLimitMs = ANSWER_LIMIT_MS } = rest;
  const { stream } = client;
  let busyAtMs = performance.now();

  /** @returns for how long nothing has come */
  async function look(afterMs: number): Promise<number> {
    await setTimeout(afterMs);
    // a connection that is open again has subscribed again
    if (client.stream !== stream || stream.destroyed) throw new Error('The connection ended before all had come.');
    if (isBusy()) busyAtMs = performance.now();
    return performance.now() - Math.max(busyAtMs, cameAtMs());
  }

  async function ask(): Promise<void> {
    if (filters.length === 0) return;
    busyAtMs = performance.now();
    const answer = client.unsubscribeAsync([...filters]).then(() => undefined);
    for (;;) {
      const silentMs = await Promise.race([answer, look(Math.min(LOOK_EVERY_MS, answerLimitMs))]);
      if (silentMs === undefined) return;
      if (silentMs < answerLimitMs) continue;
      stream.destroy();
      throw new Error('The broker does not answer.');
    }
  }

  await ask();
  for (;;) {
    while ((await look(quietMs / LOOKS)) < quietMs || isBusy());
    const lastMs = cameAtMs();
    await ask();
    if (cameAtMs() === lastMs && !isBusy()) return;
  }
}
