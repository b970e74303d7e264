/**
 * Instants: UTC integer milliseconds inside, RFC 3339 with `Z` outside.
 *
 * Parsing is strict: a date that does not exist (31 February) is refused, never rolled over.
 * Digits beyond the millisecond are cut off, so that the same text always gives the same instant.
 */
import { DAY_MS, SECOND_MS } from './clock.ts';

const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/** As {@link formatInstant} writes it. */
const OURS = /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const DIGIT_ZERO = '0'.charCodeAt(0);
/** Every month has them. */
const SURE_DAYS = 28;

/** What a text says of a time: an instant where it names an offset, else the UTC reading of its clock time. */
export interface ParsedInstant {
  readonly ms: number;
  /** True when the text names `Z` or an offset. */
  readonly hasOffset: boolean;
  /** True when the text stops at the minute, as a person types it into a date field. */
  readonly minutesOnly: boolean;
}

/** Reads an ISO 8601 / RFC 3339 date-time; undefined when it is none. */
export function parseInstant(text: string): ParsedInstant | undefined {
  const ours = parseOurs(text);
  if (ours !== undefined) return ours;
  const match = INSTANT.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, offset] = match;
  const offsetMinutes = offset === undefined ? 0 : parseOffset(offset);
  if (offsetMinutes === undefined) return undefined;
  const clock = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second ?? 0),
    Number((fraction ?? '').padEnd(3, '0').slice(0, 3)),
  );
  const read = new Date(clock);
  const exists =
    Number(year) >= 100 &&
    read.getUTCMonth() === Number(month) - 1 &&
    read.getUTCDate() === Number(day) &&
    read.getUTCHours() === Number(hour) &&
    read.getUTCMinutes() === Number(minute) &&
    read.getUTCSeconds() === Number(second ?? 0);
  if (!exists) return undefined;
  return {
    ms: clock - offsetMinutes * 60_000,
    hasOffset: offset !== undefined,
    minutesOnly: second === undefined,
  };
}

/** The way of most programs to write it, in a fraction of the time: machines tell theirs by the ten thousand a second. */
function parseOurs(text: string): ParsedInstant | undefined {
  if (!OURS.test(text)) return undefined;
  const digits = (from: number, to: number) => {
    let number = 0;
    for (let at = from; at < to; at++) number = number * 10 + text.charCodeAt(at) - DIGIT_ZERO;
    return number;
  };
  const day = digits(8, 10);
  const [hour, minute, second] = [digits(11, 13), digits(14, 16), digits(17, 19)];
  const ms = Date.UTC(digits(0, 4), digits(5, 7) - 1, day, hour, minute, second, digits(20, 23));
  // 30 February would be a day of March
  const exists = day <= SURE_DAYS || new Date(ms).getUTCDate() === day;
  return exists ? { ms, hasOffset: true, minutesOnly: false } : undefined;
}

function parseOffset(text: string): number | undefined {
  if (text === 'Z' || text === 'z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(':', '') || 0);
  if (hours > 23 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** RFC 3339 in UTC with milliseconds: `2025-05-05T05:00:00.000Z`. Quick where many of one day are formatted. */
export function formatInstant(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  if (day !== lastDay || !Number.isSafeInteger(ms)) {
    const text = new Date(ms).toISOString();
    [lastDay, lastDate] = [day, text.slice(0, text.indexOf('T') + 1)];
    return text;
  }
  const seconds = Math.floor((ms - day * DAY_MS) / SECOND_MS);
  const milliseconds = ms - day * DAY_MS - seconds * SECOND_MS;
  const hour = twoDigits[Math.floor(seconds / 3_600)];
  const minute = twoDigits[Math.floor(seconds / 60) % 60];
  return `${lastDate}${hour}:${minute}:${twoDigits[seconds % 60]}.${String(milliseconds).padStart(3, '0')}Z`;
}

const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
/** The day of the last instant formatted, counted from 1970, and its text up to the `T`. */
let lastDay = Number.NaN;
let lastDate = '';

/** {@link formatInstant}, with null for an instant that has not come. */
export function formatOptionalInstant(ms: number | null): string | null {
  return ms === null ? null : formatInstant(ms);
}

/** Milliseconds to seconds with three decimals, the unit of durations on the wire. */
export function toSeconds(ms: number): number {
  return ms / 1_000;
}

/**
 * Reads a date-time from a query string, where the `+` of an offset that nobody encoded has become a space.
 * Without an offset it is UTC.
 */
export function parseQueryInstant(text: string): ParsedInstant | undefined {
  const given = text.trim();
  return parseInstant(given.replace(/ (\d{2}:?\d{2})$/, '+$1')) ?? parseInstant(given);
}
