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
}

export const monthly: Rhythm = { unit: 'MONTHLY', every: 1, weekdays: [], monthDay: { kind: 'same' } };

const known: Readonly<Record<Unit, readonly string[]>> = {
  DAILY: ['FREQ', 'INTERVAL', 'WKST'],
  WEEKLY: ['FREQ', 'INTERVAL', 'BYDAY', 'WKST'],
  MONTHLY: ['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'WKST'],
  YEARLY: ['FREQ', 'INTERVAL', 'WKST'],
};

/** Undefined for a rule that there are no words for. */
export function rhythmOf(rule: string): Rhythm | undefined {
  const parts = new Map(rule.split(';').map((part) => part.split('=', 2) as [string, string]));
  const unit = units.find((each) => each === parts.get('FREQ'));
  if (unit === undefined || [...parts.keys()].some((name) => !known[unit].includes(name))) return undefined;
  const days = parts.get('BYDAY')?.split(',') ?? [];
  const named = weekdays.filter((day) => days.includes(day));
  const monthDay = unit === 'MONTHLY' ? monthDayOf(parts.get('BYMONTHDAY'), days) : monthly.monthDay;
  if (monthDay === undefined || (unit === 'WEEKLY' && named.length !== days.length)) return undefined;
  return { unit, every: Number(parts.get('INTERVAL') ?? 1), weekdays: unit === 'WEEKLY' ? named : [], monthDay };
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
export function ruleOf({ unit, every, weekdays: days, monthDay }: Rhythm): string {
  const parts = [`FREQ=${unit}`];
  if (every !== 1) parts.push(`INTERVAL=${every}`);
  if (unit === 'WEEKLY' && days.length > 0) parts.push(`BYDAY=${days.join(',')}`);
  if (unit === 'MONTHLY' && monthDay.kind === 'date') parts.push(`BYMONTHDAY=${monthDay.date}`);
  if (unit === 'MONTHLY' && monthDay.kind === 'weekday') parts.push(`BYDAY=${monthDay.position}${monthDay.weekday}`);
  return parts.join(';');
}
