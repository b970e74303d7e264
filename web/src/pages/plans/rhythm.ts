/**
 * How often a plan by calendar is due, as people say it, and the rule (RFC 5545) that it stands for.
 *
 * A rule that another program wrote may say more than there are words for here; it is then left as it is.
 */
export const units = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
export type Unit = (typeof units)[number];
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof weekdays)[number];
/** -1: the last one of the month. */
export const positions = [1, 2, 3, 4, -1] as const;
export type Position = (typeof positions)[number];

/** On which day of the month. */
export type MonthDay =
  /** That of the first date. */
  | { readonly kind: 'same' }
  /** 1 to 31; a month without it is served on its last day. */
  | { readonly kind: 'date'; readonly date: number }
  | { readonly kind: 'weekday'; readonly position: Position; readonly weekday: Weekday };

export interface Rhythm {
  readonly unit: Unit;
  /** Every so many units. */
  readonly every: number;
  /** Of a weekly one; none: that of the first date. */
  readonly weekdays: readonly Weekday[];
  /** Of a monthly one. */
  readonly monthDay: MonthDay;
  /** The last date that it may be due on, `2027-12-31`; empty: it goes on. */
  readonly until: string;
}

/** How many units at most: ten years. */
export const everyMax: Readonly<Record<Unit, number>> = { DAILY: 3_650, WEEKLY: 520, MONTHLY: 120, YEARLY: 10 };

export const monthly: Rhythm = { unit: 'MONTHLY', every: 1, weekdays: [], monthDay: { kind: 'same' }, until: '' };

const known: Readonly<Record<Unit, readonly string[]>> = {
  DAILY: ['FREQ', 'INTERVAL', 'UNTIL', 'WKST'],
  WEEKLY: ['FREQ', 'INTERVAL', 'BYDAY', 'UNTIL', 'WKST'],
  MONTHLY: ['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'UNTIL', 'WKST'],
  YEARLY: ['FREQ', 'INTERVAL', 'UNTIL', 'WKST'],
};

/** Undefined for a rule that there are no words for. */
export function rhythmOf(rule: string): Rhythm | undefined {
  const parts = new Map(rule.split(';').map((part) => part.split('=', 2) as [string, string]));
  const unit = units.find((each) => each === parts.get('FREQ'));
  if (unit === undefined || [...parts.keys()].some((name) => !known[unit].includes(name))) return undefined;
  const days = parts.get('BYDAY')?.split(',') ?? [];
  const named = weekdays.filter((day) => days.includes(day));
  const monthDay = unit === 'MONTHLY' ? monthDayOf(parts.get('BYMONTHDAY'), days) : monthly.monthDay;
  const until = untilOf(parts.get('UNTIL'));
  if (monthDay === undefined || until === undefined || (unit === 'WEEKLY' && named.length !== days.length)) {
    return undefined;
  }
  return { unit, every: Number(parts.get('INTERVAL') ?? 1), weekdays: unit === 'WEEKLY' ? named : [], monthDay, until };
}

/** A rule may say a time as well, for which there is no field. */
function untilOf(date: string | undefined): string | undefined {
  if (date === undefined) return '';
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(date) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}

function monthDayOf(date: string | undefined, days: readonly string[]): MonthDay | undefined {
  if (date === undefined && days.length === 0) return { kind: 'same' };
  if (date !== undefined) {
    const isOne = days.length === 0 && /^\d{1,2}$/.test(date);
    return isOne ? { kind: 'date', date: Number(date) } : undefined;
  }
  const [, ordinal, name] = /^([+-]?\d)(MO|TU|WE|TH|FR|SA|SU)$/.exec(days.join(',')) ?? [];
  const position = positions.find((each) => each === Number(ordinal));
  const weekday = weekdays.find((each) => each === name);
  return position === undefined || weekday === undefined ? undefined : { kind: 'weekday', position, weekday };
}

/** As the API takes it. */
export function ruleOf({ unit, every, weekdays: days, monthDay, until }: Rhythm): string {
  const parts = [`FREQ=${unit}`];
  if (every !== 1) parts.push(`INTERVAL=${every}`);
  if (unit === 'WEEKLY' && days.length > 0) parts.push(`BYDAY=${days.join(',')}`);
  if (unit === 'MONTHLY' && monthDay.kind === 'date') parts.push(`BYMONTHDAY=${monthDay.date}`);
  if (unit === 'MONTHLY' && monthDay.kind === 'weekday') parts.push(`BYDAY=${monthDay.position}${monthDay.weekday}`);
  if (until !== '') parts.push(`UNTIL=${until.replaceAll('-', '')}`);
  return parts.join(';');
}
