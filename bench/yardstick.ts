/**
 * How fast the machine is just now: the CPU time of a piece of work that never changes.
 *
 * Busy neighbours make the same instructions take up to three times as long (shared caches, one core shown as two), and
 * machines differ. So what has a limit in milliseconds, or in requests a second, takes turns with the yardstick, and counts
 * as on the machine that the limits were set for.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { cpuSecondsOf, median } from './harness.ts';

/** Of the machine that the limits were set for: 2 vCPU, Debian 12, nobody else at work. */
export const REFERENCE_YARDSTICK_MS = 2;

const PIECES = 15;
/** Before and after each measured piece of work. */
const PIECES_BETWEEN = 3;
/** How often one is taken among work that gives it turns: a tenth of the time and more. */
const AMONG_EVERY_MS = 20;
const ROWS = 2_000;

let query: StatementSync | undefined;

/** Milliseconds of CPU; the median of some pieces of work that resemble a request's: a query, and its rows as JSON. */
export function yardstickMs(): number {
  return median(takePieces(PIECES));
}

export interface Taken {
  /** As this machine took it. */
  readonly raw: number;
  /** How many times as long the yardstick took around it as on the machine of the limits. */
  readonly slowness: number;
}

/** Measures once, with the yardstick before and after. */
export async function takenInTurns(measure: () => Promise<number>): Promise<Taken> {
  const before = takePieces(PIECES_BETWEEN);
  const raw = await measure();
  const after = takePieces(PIECES_BETWEEN);
  return { raw, slowness: median([...before, ...after]) / REFERENCE_YARDSTICK_MS };
}

/**
 * Measures milliseconds of CPU of work in this process that gives the event loop turns, with the yardstick in them: within
 * the third of a second that such work takes, a machine becomes twice as slow and quick again.
 *
 * @param around called for each piece, which it takes; for who watches the event loop meanwhile
 */
export async function takenAmong(work: () => Promise<unknown>, around: (take: () => void) => void): Promise<Taken> {
  const before = takePieces(1);
  const among: number[] = [];
  const timer = setInterval(() => around(() => among.push(...takePieces(1))), AMONG_EVERY_MS);
  const ms = (await cpuSecondsOf(work).finally(() => clearInterval(timer))) * 1_000;
  const raw = ms - among.reduce((sum, piece) => sum + piece, 0);
  const pieces = [...before, ...among, ...takePieces(1)];
  // they are taken by the clock, and in a slow stretch of it less of the work is done: so the harmonic mean
  const mean = pieces.length / pieces.reduce((sum, piece) => sum + 1 / piece, 0);
  return { raw, slowness: mean / REFERENCE_YARDSTICK_MS };
}

/** A time, as on the machine of the limits. */
export function pacedTime({ raw, slowness }: Taken): number {
  return raw / slowness;
}

/** So many a second, as on the machine of the limits. @param taken microseconds each */
export function pacedRate(taken: Taken): number {
  return 1e6 / pacedTime(taken);
}

/** Work by the clock, that waits for the disk as well as for the processor. */
export interface Clocked {
  readonly seconds: number;
  /** Of them, so many the processor was at work. */
  readonly cpuSeconds: number;
  readonly slowness: number;
}

/**
 * As {@link takenInTurns}, by the clock.
 *
 * @param cpuSeconds that the process that is measured has taken so far
 */
export async function clockedInTurns(work: () => unknown, cpuSeconds: () => number): Promise<Clocked> {
  let seconds = 0;
  const { raw, slowness } = await takenInTurns(async () => {
    const [startedAtMs, before] = [performance.now(), cpuSeconds()];
    await work();
    seconds = (performance.now() - startedAtMs) / 1_000;
    return cpuSeconds() - before;
  });
  return { seconds, cpuSeconds: Math.min(raw, seconds), slowness };
}

/** Seconds by the clock where the processor is as fast as the one of the limits, and the disk is this one. */
export function pacedClock({ seconds, cpuSeconds, slowness }: Clocked): number {
  return seconds - cpuSeconds + cpuSeconds / slowness;
}

/** How slow the machine was, for a note. */
export function tellSlowness(taken: readonly Pick<Taken, 'slowness'>[]): string {
  return `yardstick ${(median(taken.map(({ slowness }) => slowness)) * REFERENCE_YARDSTICK_MS).toFixed(2)} ms`;
}

function takePieces(count: number): number[] {
  query ??= warmQuery();
  const pieces: number[] = [];
  for (let at = 0; at < count; at++) pieces.push(takePiece(query));
  return pieces;
}

function takePiece(readings: StatementSync): number {
  const before = process.cpuUsage();
  JSON.parse(JSON.stringify(readings.all()));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function warmQuery(): StatementSync {
  const database = new DatabaseSync(':memory:');
  database.exec('create table readings (id integer primary key, name text not null, amount integer not null)');
  const insert = database.prepare('insert into readings (name, amount) values (?, ?)');
  for (let at = 0; at < ROWS; at++) insert.run(`reading ${(at * 7_919) % ROWS}`, at);
  const readings = database.prepare('select id, name, amount, amount % 7 as part from readings order by name');
  for (let at = 0; at < PIECES; at++) takePiece(readings);
  return readings;
}
