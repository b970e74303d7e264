/** Names of stretches of factory time: ISO weeks of production days, and local hours with their offset. */
import { Temporal } from 'temporal-polyfill';
import { HOUR_MS } from '../../../kernel/clock.ts';

/** `2025-W19`: the ISO 8601 week that a local date lies in. */
export function isoWeekOf(date: string): string {
  const day = Temporal.PlainDate.from(date);
  return `${day.yearOfWeek}-W${String(day.weekOfYear).padStart(2, '0')}`;
}

export interface LocalHour {
  readonly startMs: number;
  readonly endMs: number;
  /** `2025-10-26T01:00+01:00`: the hour that the clocks repeat comes twice, told apart by the offset. */
  readonly key: string;
}

/** The local clock hours that overlap [fromMs, toMs), cut to it, ascending. */
export function localHours(zone: string, fromMs: number, toMs: number): LocalHour[] {
  const hours: LocalHour[] = [];
  let startMs = fromMs;
  while (startMs < toMs) {
    const local = Temporal.Instant.fromEpochMilliseconds(startMs).toZonedDateTimeISO(zone);
    const intoHourMs = (local.minute * 60 + local.second) * 1_000 + local.millisecond;
    const change = local.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
    const endMs = Math.min(startMs - intoHourMs + HOUR_MS, change, toMs);
    hours.push({
      startMs,
      endMs,
      key: `${local.toPlainDate().toString()}T${String(local.hour).padStart(2, '0')}:00${local.offset}`,
    });
    startMs = endMs;
  }
  return hours;
}
