/**
 * Numbers, times and lengths of time as people read them, by their language and the factory's time zone.
 *
 * Nothing known is a dash, never a 0.
 */
export const NOTHING = '–';

export interface Format {
  readonly locale: string;
  readonly zone: string;
  /** `14:05` */
  time(instant: Instant): string;
  /** `26 Nov 2026` */
  date(instant: Instant): string;
  /** A date that is one in every zone, as `2026-11-26` on the wire. */
  calendarDate(date: string): string;
  /** `26 Nov, 14:05`; with its year where that is another than the present one. */
  dateTime(instant: Instant): string;
  /** `Thu 26 Nov`; with its year where that is another than the present one. */
  day(instant: Instant): string;
  /** The time where it was today, else with the date. */
  when(instant: Instant): string;
  /** `2 h 05 min`, `4 min 10 s`, `3 d 4 h` */
  duration(seconds: number | null | undefined): string;
  /** Hours with one decimal: `12.4 h` */
  hours(seconds: number | null | undefined): string;
  number(value: number | null | undefined, decimals?: number): string;
  /** All of its digits: limits and measured values, which rounding would change. */
  exact(value: number | null | undefined): string;
  /** As the API has it: 61.4 is `61 %`. */
  percent(value: number | null | undefined, decimals?: number): string;
  money(amount: number | null | undefined, currency: string): string;
}

/** As the wire has it (RFC 3339), or milliseconds. */
export type Instant = string | number | Date | null | undefined;

export function makeFormat(locale: string, zone: string, now: () => number = Date.now): Format {
  const formatter = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: 'h23', ...options });
  const time = formatter({ hour: '2-digit', minute: '2-digit' });
  const date = formatter({ day: 'numeric', month: 'short', year: 'numeric' });
  const calendarDate = formatter({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  const dateTime = formatter({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const day = formatter({ weekday: 'short', day: 'numeric', month: 'short' });
  const year = formatter({ year: 'numeric' });
  const dateTimeOfYear = formatter({
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  const dayOfYear = formatter({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  const numbers = new Map<string, Intl.NumberFormat>();

  function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const key = JSON.stringify(options);
    const known = numbers.get(key) ?? new Intl.NumberFormat(locale, options);
    numbers.set(key, known);
    return known;
  }
  /** @param elsewhere for instants of another year than the present one */
  const of =
    (format: Intl.DateTimeFormat, elsewhere = format) =>
    (instant: Instant) => {
      if (instant == null) return NOTHING;
      const isThisYear = elsewhere === format || year.format(new Date(instant)) === year.format(now());
      return (isThisYear ? format : elsewhere).format(new Date(instant));
    };
  const dateTimeText = of(dateTime, dateTimeOfYear);
  const fixed = (decimals: number) => ({ minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const known = (value: number | null | undefined): value is number => value != null && Number.isFinite(value);

  return {
    locale,
    zone,
    time: of(time),
    date: of(date),
    calendarDate: (text) => calendarDate.format(Date.parse(`${text}T00:00:00Z`)),
    dateTime: dateTimeText,
    day: of(day, dayOfYear),
    when(instant) {
      if (instant == null) return NOTHING;
      const isToday = date.format(new Date(instant)) === date.format(now());
      return isToday ? time.format(new Date(instant)) : dateTimeText(instant);
    },
    duration: (seconds) => (known(seconds) ? durationText(seconds) : NOTHING),
    hours: (seconds) => (known(seconds) ? `${numberFormat(fixed(1)).format(seconds / 3_600)} h` : NOTHING),
    number: (value, decimals) =>
      known(value)
        ? numberFormat(decimals === undefined ? { maximumFractionDigits: 2 } : fixed(decimals)).format(value)
        : NOTHING,
    exact: (value) => (known(value) ? numberFormat({ maximumSignificantDigits: 15 }).format(value) : NOTHING),
    percent: (value, decimals = 0) =>
      known(value) ? numberFormat({ style: 'percent', ...fixed(decimals) }).format(value / 100) : NOTHING,
    money: (amount, currency) =>
      known(amount) ? numberFormat({ style: 'currency', currency, ...fixed(2) }).format(amount) : NOTHING,
  };
}

const two = (value: number) => String(value).padStart(2, '0');

/** The two largest units; the unit signs are the same in every language that there is. */
function durationText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${two(minutes % 60)} min`;
  if (minutes > 9) return `${minutes} min`;
  if (minutes > 0) return `${minutes} min ${two(whole % 60)} s`;
  return `${whole} s`;
}
