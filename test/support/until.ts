/** Waits for something to become true, as long as a slow machine may need; no test knows how long that is. */
import { setTimeout } from 'node:timers/promises';

const LIMIT_MS = 30_000;

/** @throws Error that names what did not come true */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAtMs = performance.now() + LIMIT_MS;
  while (!(await isTrue())) {
    if (performance.now() > giveUpAtMs) throw new Error(`It did not come true within ${LIMIT_MS / 1_000} s: ${what}`);
    await setTimeout(5);
  }
}
