/** A month as weeks of dates, and what is due on which of them. Dates are those of the factory, as `2026-11-26`. */
import { dateIn, instantOf } from '../../format/days.ts';

const DAY_MS = 86_400_000;
const WEEK = 7;

/** `2026-11` */
export type Month = string;

export function isMonth(value: unknown): value is Month {
  return typeof value === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(value);
}

export function monthOf(date: string): Month {
  return date.slice(0, 7);
}

export function monthAfter(month: Month, months: number): Month {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

function textOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/**
 * The weeks that have a day of the month, whole: days of the months beside it are among them.
 *
 * @param firstDay of a week: 1 for Monday to 7 for Sunday
 */
export function weeksOf(month: Month, firstDay: number): readonly (readonly string[])[] {
  const firstMs = Date.parse(`${month}-01`);
  const nextMs = Date.parse(`${monthAfter(month, 1)}-01`);
  const weekday = new Date(firstMs).getUTCDay();
  const startMs = firstMs - ((weekday - firstDay + WEEK) % WEEK) * DAY_MS;
  const weeks: string[][] = [];
  for (let weekMs = startMs; weekMs < nextMs; weekMs += WEEK * DAY_MS) {
    weeks.push(Array.from({ length: WEEK }, (_, day) => textOf(weekMs + day * DAY_MS)));
  }
  return weeks;
}

/** From the first midnight to the one behind the last day. */
export function rangeOf(weeks: readonly (readonly string[])[], zone: string): readonly [from: string, to: string] {
  const first = weeks[0]?.[0] ?? '1970-01-01';
  const last = weeks.at(-1)?.at(-1) ?? first;
  const instant = (ms: number) => new Date(instantOf(ms, zone)).toISOString();
  return [instant(Date.parse(first)), instant(Date.parse(last) + DAY_MS)];
}

/** What is due by date, in order of time within each. */
export function byDate<Due extends { readonly dueAt: string }>(
  dues: readonly Due[],
  zone: string,
): ReadonlyMap<string, readonly Due[]> {
  const inOrder = dues.toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
  return Map.groupBy(inOrder, ({ dueAt }) => dateIn(Date.parse(dueAt), zone));
}

/** The day that weeks begin with where the language is spoken; Monday where the browser does not know. */
export function firstDayOf(locale: string): number {
  const known = new Intl.Locale(locale) as Intl.Locale & {
    readonly weekInfo?: { readonly firstDay: number };
    getWeekInfo?(): { readonly firstDay: number };
  };
  return known.getWeekInfo?.().firstDay ?? known.weekInfo?.firstDay ?? 1;
}
