/**
 * How the backlog grew and shrank: per local day, ISO week or month, what was opened, what was finished, and what waited
 * at the end.
 *
 * A ticket waits from when it was logged until it was resolved or cancelled. One that was reopened waits since it was
 * first logged: only how it stands now is known here.
 */
import { Temporal } from 'temporal-polyfill';
import type { LifeFact } from './ticket-facts.types.ts';

export const trendIntervals = ['day', 'week', 'month'] as const;
export type TrendInterval = (typeof trendIntervals)[number];

export interface TrendPart {
  /** `2026-09-02`, `2026-W36` or `2026-09`. */
  readonly key: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface TrendCount extends TrendPart {
  opened: number;
  finished: number;
  /** At the end of the part. */
  waiting: number;
}

/** The local days, weeks or months that overlap [fromMs, toMs), cut to it, ascending. */
export function trendParts(zone: string, interval: TrendInterval, fromMs: number, toMs: number): TrendPart[] {
  const parts: TrendPart[] = [];
  let day = beginOf(Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone).toPlainDate(), interval);
  let startMs = fromMs;
  while (startMs < toMs) {
    const next = day.add({ [`${interval}s`]: 1 });
    const endMs = Math.min(next.toZonedDateTime(zone).epochMilliseconds, toMs);
    parts.push({ key: keyOf(day, interval), startMs, endMs });
    startMs = endMs;
    day = next;
  }
  return parts;
}

function beginOf(day: Temporal.PlainDate, interval: TrendInterval): Temporal.PlainDate {
  if (interval === 'week') return day.subtract({ days: day.dayOfWeek - 1 });
  return interval === 'month' ? day.with({ day: 1 }) : day;
}

function keyOf(day: Temporal.PlainDate, interval: TrendInterval): string {
  if (interval === 'week') return `${day.yearOfWeek}-W${String(day.weekOfYear).padStart(2, '0')}`;
  return interval === 'month' ? day.toString().slice(0, 7) : day.toString();
}

/** Takes tickets in any order; those that were over before the range, or came after it, need not be among them. */
export class BacklogTrend {
  readonly #parts: readonly TrendPart[];
  readonly #opened: number[];
  readonly #finished: number[];
  #before = 0;

  constructor(parts: readonly TrendPart[]) {
    this.#parts = parts;
    this.#opened = parts.map(() => 0);
    this.#finished = parts.map(() => 0);
  }

  add({ loggedAt, finishedAt }: LifeFact): void {
    const first = this.#parts[0];
    if (first === undefined || (finishedAt !== null && finishedAt < first.startMs)) return;
    const opened = this.#partOf(loggedAt);
    if (loggedAt < first.startMs) this.#before++;
    else if (opened !== undefined) this.#opened[opened] = (this.#opened[opened] ?? 0) + 1;
    const finished = finishedAt === null ? undefined : this.#partOf(finishedAt);
    if (finished !== undefined) this.#finished[finished] = (this.#finished[finished] ?? 0) + 1;
  }

  #partOf(instantMs: number): number | undefined {
    const last = this.#parts.at(-1);
    if (last === undefined || instantMs >= last.endMs || instantMs < (this.#parts[0]?.startMs ?? 0)) return undefined;
    let [low, high] = [0, this.#parts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#parts[middle] as TrendPart).startMs <= instantMs) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  counts(): TrendCount[] {
    let waiting = this.#before;
    return this.#parts.map((part, at) => {
      const [opened, finished] = [this.#opened[at] ?? 0, this.#finished[at] ?? 0];
      waiting += opened - finished;
      return { ...part, opened, finished, waiting };
    });
  }
}
