/**
 * A clock of real processes that a test can put forward: hours pass in programs that nobody can hand a clock to.
 *
 * Loaded into the process before anything else (`--import`), `Date` is so far ahead as a file says, which is read again
 * and again. Timers stay as they are.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface MovedClock {
  /** For the environment of the processes. */
  readonly env: Readonly<Record<string, string>>;
  /** What they take for the time. */
  now(): number;
  /** Holds for all of them, a moment later. */
  advance(byMs: number): void;
}

const VARIABLE = 'TEST_CLOCK_FILE';
const READ_EVERY_MS = 20;

/** @param folder where the file is kept */
export function movedClock(folder: string): MovedClock {
  const file = join(folder, 'clock-ahead-ms');
  let aheadMs = 0;
  writeFileSync(file, '0');
  return {
    env: { [VARIABLE]: file, NODE_OPTIONS: `--import=${fileURLToPath(import.meta.url)}` },
    now: () => Date.now() + aheadMs,
    advance(byMs) {
      aheadMs += byMs;
      writeFileSync(file, String(aheadMs));
    },
  };
}

function moveDate(file: string): void {
  const realNow = Date.now;
  let aheadMs = Number(readFileSync(file, 'utf8'));
  // a file that is just being written is empty
  setInterval(() => (aheadMs = Number(readFileSync(file, 'utf8') || aheadMs)), READ_EVERY_MS).unref();
  const now = () => realNow() + aheadMs;
  globalThis.Date = new Proxy(Date, {
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  });
}

const file = process.env[VARIABLE];
if (file !== undefined) moveDate(file);
