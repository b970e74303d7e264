/**
 * How everything here is measured: subjects take turns in the same run, and medians are compared.
 *
 * On a machine that others use, two runs one after the other differ by a factor; what takes turns is disturbed alike.
 */

/** Rounds that a median is taken of. */
export const ROUNDS = 7;

export interface Bench {
  /** Fewer rows and requests: to try the bench out, not to judge by. */
  readonly quick: boolean;
  /** Tells what is going on, on standard error. */
  say(text: string): void;
}

export interface Limit {
  readonly is: 'at most' | 'at least';
  readonly value: number;
}

export interface Result {
  /** What was measured, and against what. */
  readonly what: string;
  readonly unit: string;
  /** One a round. */
  readonly values: readonly number[];
  /** Which of the values counts; default their median. */
  readonly counts?: number;
  /** Absent for what only explains another result. */
  readonly limit?: Limit;
  /** The figures behind it, for a reader who wonders. */
  readonly note?: string;
}

export interface Figure {
  readonly name: string;
  readonly title: string;
  measure(bench: Bench): Promise<readonly Result[]>;
}

/** Measures each subject once a round, one after the other; a first round, not counted, warms them up. */
export async function interleaved<Subjects extends Readonly<Record<string, (round: number) => unknown>>>(
  subjects: Subjects,
  options: { readonly rounds?: number; readonly warmUp?: boolean } = {},
): Promise<{ [Name in keyof Subjects]: Awaited<ReturnType<Subjects[Name]>>[] }> {
  const { rounds = ROUNDS, warmUp = true } = options;
  const names = Object.keys(subjects) as (keyof Subjects)[];
  const values = Object.fromEntries(names.map((name) => [name, [] as unknown[]]));
  for (let round = warmUp ? -1 : 0; round < rounds; round++) {
    for (const name of names) {
      const value = await subjects[name]?.(round);
      if (round >= 0) values[name as string]?.push(value);
    }
  }
  return values as { [Name in keyof Subjects]: Awaited<ReturnType<Subjects[Name]>>[] };
}

/** Round by round, so that what disturbed a whole round cancels out. */
export function ratios(values: readonly number[], bases: readonly number[]): number[] {
  return values.map((value, round) => value / (bases[round] as number));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** @param share 0.99 for the value that 99 of 100 do not exceed */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

/** Of times in milliseconds, for a note. */
export function spread(values: readonly number[]): string {
  const ms = (value: number) => value.toFixed(value < 10 ? 2 : 1);
  return `median ${ms(median(values))}, p99 ${ms(quantile(values, 0.99))}, most ${ms(Math.max(...values))} ms`;
}

export function countedValue(result: Result): number {
  return result.counts ?? median(result.values);
}

/** Undefined where there is no limit. */
export function isMet(result: Result): boolean | undefined {
  if (result.limit === undefined) return undefined;
  const value = countedValue(result);
  return result.limit.is === 'at most' ? value <= result.limit.value : value >= result.limit.value;
}

/** CPU seconds of this process so far. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** CPU seconds of this process that the work took, on all its threads. */
export async function cpuSecondsOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1e6;
}
