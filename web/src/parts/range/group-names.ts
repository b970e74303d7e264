/** Names of groups of time, as the API keys them, for people. */
import { instantOf } from '../../format/days.ts';
import type { Format } from '../../format/format.ts';

/** `2026-11-26` is a day, `2026-11` a month, `2026-W48` a week and `2026-11-26T13:00+00:00` an hour. */
export function groupName(key: string, format: Format, week: (number: number, year: string) => string): string {
  if (key.includes('T')) return format.dateTime(key);
  if (key.includes('W')) return week(Number(key.slice(6)), key.slice(0, 4));
  const isDay = key.length > 7;
  const noon = instantOf(Date.parse(`${isDay ? key : `${key}-01`}T12:00:00Z`), format.zone);
  if (isDay) return format.day(noon);
  return new Intl.DateTimeFormat(format.locale, { timeZone: format.zone, month: 'short', year: 'numeric' }).format(
    noon,
  );
}
