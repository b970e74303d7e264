/**
 * Recurrence rules (RFC 5545 RRULE) of maintenance plans, as dates: the time of day is the plan's own.
 *
 * Rules are kept to what maintenance means by one: days, weeks, months and years. What a rule of somebody else can cost
 * is bounded: no part that multiplies dates within a day, limited intervals, and a limited search for the next date.
 *
 * A month without the day is served on its last one (the 31st in April on the 30th): RFC 5545 leaves such months out,
 * and a machine would go without its service.
 */
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { DomainError } from '../../../kernel/errors.ts';

export const RULE_LENGTH_MAX = 300;
/** Ten years, by frequency. */
const intervalMax = { DAILY: 3_650, WEEKLY: 520, MONTHLY: 120, YEARLY: 10 } as const;
type Frequency = keyof typeof intervalMax;
const frequencies = Object.keys(intervalMax) as Frequency[];
const allowedParts = ['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS', 'UNTIL', 'WKST'];
/** Steps of the search for one date; a rule that finds none within it has none. */
const STEPS_MAX = 800;
const LIST_MAX = 31;

const weekday = /^(MO|TU|WE|TH|FR|SA|SU)$/;
const placedWeekday = /^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$/;

/** The parts of a rule, by name, in upper case; checked. */
export type RuleParts = ReadonlyMap<string, string>;

/** The rule as it is kept: upper case, without a prefix. @throws validation-failed, naming the part and what is allowed */
export function fitRule(text: string): string {
  return [...partsOf(text)].map(([name, value]) => `${name}=${value}`).join(';');
}

/** The dates of a rule that begins on a date (`YYYY-MM-DD`). */
export interface Recurrence {
  /** The first date on or after `date`; undefined where the rule has ended, or never has one. */
  firstFrom(date: string): string | undefined;
}

/** @param rule as {@link fitRule} returns it */
export function recurrenceOf(rule: string, beginsOn: string): Recurrence {
  const parts = withMonthEnds(partsOf(rule), beginsOn);
  const text = [...parts].map(([name, value]) => `${name}=${value}`).join(';');
  const dates = new RRuleTemporal({
    rruleString: `DTSTART:${beginsOn.replaceAll('-', '')}T000000Z\nRRULE:${text}`,
    temporal: Temporal,
    maxIterations: STEPS_MAX,
  });
  return {
    firstFrom(date) {
      try {
        const found = dates.next(new Date(`${date < beginsOn ? beginsOn : date}T00:00:00Z`), true);
        return found?.toPlainDate().toString();
      } catch {
        // the search has used up its steps
        return undefined;
      }
    },
  };
}

function partsOf(text: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .split(';')) {
    const [name = '', value = '', ...more] = part.split('=');
    if (!allowedParts.includes(name) || more.length > 0) throw refused(unknownPart(name));
    if (parts.has(name)) throw refused(`it names ${name} twice`);
    parts.set(name, value);
  }
  const frequency = parts.get('FREQ') as Frequency;
  if (!frequencies.includes(frequency)) throw refused(`FREQ must be one of ${frequencies.join(', ')}`);
  for (const [name, value] of parts) {
    const complaint = complaints[name]?.(value, frequency);
    if (complaint !== undefined) throw refused(complaint);
  }
  if (parts.has('BYSETPOS') && !parts.has('BYDAY') && !parts.has('BYMONTHDAY')) {
    throw refused('BYSETPOS needs a BYDAY or BYMONTHDAY to choose from');
  }
  return parts;
}

function unknownPart(name: string): string {
  if (name === 'COUNT') return 'COUNT is not taken: say until when, with UNTIL';
  const shown = name === '' ? 'an empty part' : `the part ${name.slice(0, 20)}`;
  return `${shown} is not taken. Allowed: ${allowedParts.join(', ')}`;
}

type Complaint = (value: string, frequency: Frequency) => string | undefined;

const complaints: Readonly<Record<string, Complaint>> = {
  INTERVAL(value, frequency) {
    const max = intervalMax[frequency];
    return isWhole(value, 1, max) ? undefined : `INTERVAL must be a whole number from 1 to ${max} with ${frequency}`;
  },
  BYDAY(value, frequency) {
    const placed = frequency === 'MONTHLY' || frequency === 'YEARLY';
    const fits = listFits(value, (day) => (placed ? placedWeekday : weekday).test(day));
    return fits
      ? undefined
      : `BYDAY must list MO, TU, WE, TH, FR, SA, SU${placed ? ', each with -5 to 5 before it' : ''}`;
  },
  BYMONTHDAY(value, frequency) {
    if (frequency === 'DAILY' || frequency === 'WEEKLY') return 'BYMONTHDAY goes with MONTHLY and YEARLY';
    const fits = listFits(value, (day) => isWhole(day.replace(/^-/, ''), 1, 31));
    return fits ? undefined : 'BYMONTHDAY must list days from 1 to 31, or from -31 to -1 counted from the end';
  },
  BYMONTH(value) {
    return listFits(value, (month) => isWhole(month, 1, 12)) ? undefined : 'BYMONTH must list months from 1 to 12';
  },
  BYSETPOS(value, frequency) {
    if (frequency === 'DAILY' || frequency === 'WEEKLY') return 'BYSETPOS goes with MONTHLY and YEARLY';
    return isWhole(value.replace(/^-/, ''), 1, 31)
      ? undefined
      : 'BYSETPOS must be one number from 1 to 31 or -31 to -1';
  },
  UNTIL(value) {
    const date = /^(\d{4})(\d{2})(\d{2})(T\d{6}Z?)?$/.exec(value);
    return date !== null && isDate(`${date[1]}-${date[2]}-${date[3]}`)
      ? undefined
      : 'UNTIL must be a date such as 20271231';
  },
  WKST: (value) => (weekday.test(value) ? undefined : 'WKST must be a day such as MO'),
};

/** A rule by months whose one day not every month has: the last of the days up to it that the month has. */
function withMonthEnds(parts: RuleParts, beginsOn: string): RuleParts {
  const fit = new Map(parts);
  const until = parts.get('UNTIL');
  // dates are compared: the day of UNTIL belongs to the rule
  if (until !== undefined) fit.set('UNTIL', until.slice(0, 8));
  const day = Number(parts.get('BYMONTHDAY') ?? beginsOn.slice(8));
  if (parts.has('BYDAY') || parts.has('BYSETPOS') || !(day > 28)) return fit;
  if (parts.get('FREQ') === 'YEARLY') {
    const month = parts.get('BYMONTH') ?? String(Number(beginsOn.slice(5, 7)));
    // of several months the last day would be found in the last month only
    if (month.includes(',')) return fit;
    fit.set('BYMONTH', month);
  } else if (parts.get('FREQ') !== 'MONTHLY') return fit;
  fit.set('BYMONTHDAY', Array.from({ length: day - 27 }, (_, at) => 28 + at).join(','));
  fit.set('BYSETPOS', '-1');
  return fit;
}

function listFits(value: string, fits: (item: string) => boolean): boolean {
  const items = value.split(',');
  return items.length <= LIST_MAX && items.every(fits);
}

function isWhole(text: string, min: number, max: number): boolean {
  return /^\d{1,4}$/.test(text) && Number(text) >= min && Number(text) <= max;
}

function isDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

function refused(complaint: string): DomainError {
  const detail = `rule is not acceptable: ${complaint}.`;
  return new DomainError('validation-failed', detail, { errors: [{ path: 'body.rule', message: detail }] });
}
