/** Values as people read them, as an axis shows them, and plain for programs. */
import type { Format } from '../format/format.ts';
import type { Unit, Value } from './plots.ts';

const HOUR_SECONDS = 3_600;
const MINUTE_SECONDS = 60;

/** `61.4 %`, `2 h 05 min`, `£120.00` */
export function textOfValue(value: Value, unit: Unit, format: Format): string {
  switch (unit.kind) {
    case 'percent':
      return format.percent(value, 1);
    case 'duration':
      return format.duration(value);
    case 'hours':
      return format.hours(value);
    case 'count':
      return format.number(value);
    case 'money':
      return format.money(value, unit.currency);
  }
}

/** What an axis is divided by, so that its marks are round numbers of what people count in. */
export interface Scale {
  readonly divisor: number;
  /** `h`, `min`, `%`, `GBP`; empty for what is only counted. */
  readonly sign: string;
}

/** @param greatest of the values on the axis */
export function scaleOf(unit: Unit, greatest: number): Scale {
  switch (unit.kind) {
    case 'percent':
      return { divisor: 1, sign: '%' };
    case 'hours':
      return { divisor: HOUR_SECONDS, sign: 'h' };
    case 'count':
      return { divisor: 1, sign: '' };
    case 'money':
      return { divisor: 1, sign: unit.currency };
    case 'duration':
      if (greatest >= 2 * HOUR_SECONDS) return { divisor: HOUR_SECONDS, sign: 'h' };
      if (greatest >= 2 * MINUTE_SECONDS) return { divisor: MINUTE_SECONDS, sign: 'min' };
      return { divisor: 1, sign: 's' };
  }
}

/** Digits behind the point that a program gets: more would be noise of adding up. */
const PLAIN_DECIMALS = 4;

/** The number alone: percentages 0–100, lengths of time in hours, however the plot shows them. */
export function plainValue(value: number, unit: Unit): number {
  const isTime = unit.kind === 'duration' || unit.kind === 'hours';
  return Number((isTime ? value / HOUR_SECONDS : value).toFixed(PLAIN_DECIMALS));
}

/** What {@link plainValue} is in: `h`, `%`, `GBP`; empty for what is only counted. */
export function plainSign(unit: Unit): string {
  return unit.kind === 'duration' ? 'h' : scaleOf(unit, 0).sign;
}
