/**
 * Shift instances of any range, quickly: each calendar is expanded a production month at a time, once.
 *
 * Calendars are immutable objects shared by the machines that have them, so a changed calendar is a new object and
 * finds an empty memory; the old one's memory goes with it.
 */
import { DAY_MS } from '../../../kernel/clock.ts';
import { firstEndingAfter } from '../accounting/sums.rules.ts';
import { expandMonth, type ShiftCalendar, type ShiftInstance } from './shift-instances.rules.ts';

export interface ShiftSlices {
  readonly zone: string;
  /** Whole instances that overlap [fromMs, toMs), ascending, without a hole. Empty for an empty range. */
  overlapping(calendar: ShiftCalendar, fromMs: number, toMs: number): ShiftInstance[];
  /** The instance that an instant lies in. */
  at(calendar: ShiftCalendar, instantMs: number): ShiftInstance;
  /** All instances of a production month, `YYYY-MM`. */
  ofMonth(calendar: ShiftCalendar, month: string): readonly ShiftInstance[];
}

/** Months kept per calendar: a hundred years. */
const MONTHS_KEPT = 1_200;

export function createShiftSlices(zone: string): ShiftSlices {
  const memory = new WeakMap<ShiftCalendar, Map<string, readonly ShiftInstance[]>>();
  // whoever places periods in order asks for the same instance again and again
  const lastFound = new WeakMap<ShiftCalendar, ShiftInstance>();
  const monthOf = rememberingMonth();

  function ofMonth(calendar: ShiftCalendar, month: string): readonly ShiftInstance[] {
    let months = memory.get(calendar);
    if (months === undefined) memory.set(calendar, (months = new Map()));
    let instances = months.get(month);
    if (instances === undefined) {
      if (months.size >= MONTHS_KEPT) months.clear();
      instances = expandMonth(calendar, zone, month);
      months.set(month, instances);
    }
    return instances;
  }

  function overlapping(calendar: ShiftCalendar, fromMs: number, toMs: number): ShiftInstance[] {
    if (fromMs >= toMs) return [];
    const found: ShiftInstance[] = [];
    // a local date is at most a day and a half from the UTC one, and an instance may have begun the day before
    const lastMonth = monthOf(toMs + 2 * DAY_MS);
    for (let month = monthOf(fromMs - 3 * DAY_MS); month <= lastMonth; month = nextMonth(month)) {
      const instances = ofMonth(calendar, month);
      const begin = instances[0];
      if (begin === undefined || begin.startMs >= toMs) break;
      for (let at = firstEndingAfter(instances, fromMs); at < instances.length; at++) {
        const instance = instances[at] as ShiftInstance;
        if (instance.startMs >= toMs) break;
        found.push(instance);
      }
    }
    return found;
  }

  return {
    zone,
    ofMonth,
    overlapping,
    at(calendar, instantMs) {
      const last = lastFound.get(calendar);
      if (last !== undefined && last.startMs <= instantMs && instantMs < last.endMs) return last;
      const guess = monthOf(instantMs);
      for (const monthAround of [() => guess, () => previousMonth(guess), () => nextMonth(guess)]) {
        const instances = ofMonth(calendar, monthAround());
        const instance = instances[firstEndingAfter(instances, instantMs)];
        if (instance === undefined || instance.startMs > instantMs) continue;
        lastFound.set(calendar, instance);
        return instance;
      }
      throw new Error(`No shift slice at ${instantMs}: the calendar has a hole.`);
    },
  };
}

/** `YYYY-MM` of the UTC date of an instant. Whoever places thousands of instants has them in order: remembers the last. */
function rememberingMonth(): (instantMs: number) => string {
  let last = { startMs: 0, endMs: 0, month: '' };
  return (instantMs) => {
    if (last.startMs <= instantMs && instantMs < last.endMs) return last.month;
    const month = new Date(instantMs).toISOString().slice(0, 7);
    last = { startMs: beginningOf(month), endMs: beginningOf(monthAfter(month, 1)), month };
    return month;
  };
}

/** Read from its text: `Date.UTC` takes the years before 100 for those of the twentieth century. */
function beginningOf(month: string): number {
  return Date.parse(`${month}-01T00:00:00Z`);
}

function nextMonth(month: string): string {
  return monthAfter(month, 1);
}

function previousMonth(month: string): string {
  return monthAfter(month, -1);
}

/** By hand: every question steps through its months, and a calendar's arithmetic takes 20 µs a step. */
function monthAfter(month: string, months: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}
