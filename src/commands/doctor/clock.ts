/** This machine's clock: plausible, running evenly, and knowing the factory's time zone. */
import type { ConfigWithoutKey } from '../../config/index.ts';
import { type Clock, SECOND_MS } from '../../kernel/clock.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** MillDash did not exist before: a machine without a battery wakes up in 1970. */
const EARLIEST_PLAUSIBLE_MS = Date.UTC(2026, 0, 1);
const JUMP_WARN_MS = SECOND_MS / 2;

/** A reading of both clocks; two of them tell whether the wall clock jumped in between. */
export interface ClockReading {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

export function readClocks(clock: Clock): ClockReading {
  return { wallMs: clock.now(), monotonicMs: performance.now() };
}

export function checkClock(from: ClockReading, to: ClockReading): Finding {
  const jumpMs = Math.round(to.wallMs - from.wallMs - (to.monotonicMs - from.monotonicMs));
  const now = formatInstant(to.wallMs);
  const advice = 'Switch on network time (for example: timedatectl set-ntp true).';
  if (to.wallMs < EARLIEST_PLAUSIBLE_MS) return fail('clock', `It cannot be ${now}.`, advice);
  if (Math.abs(jumpMs) > JUMP_WARN_MS)
    return warn('clock', `The clock jumped by ${jumpMs} ms during this check.`, advice);
  return ok('clock', `${now}, running evenly.`);
}

export function checkTimeZone({ factory: { timezone } }: ConfigWithoutKey, { wallMs }: ClockReading): Finding {
  const local = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    dateStyle: 'medium',
    timeStyle: 'long',
  }).format(wallMs);
  // a Node built without full ICU knows the names and none of the rules
  const summerAndWinter = new Set([0, 6].map((month) => offsetName('Europe/London', Date.UTC(2026, month, 15))));
  const data = `time zone data ${process.versions['tz'] ?? 'of the system'}`;
  return summerAndWinter.size === 2
    ? ok('time zone', `${timezone}: ${local} (${data}).`)
    : fail(
        'time zone',
        'This Node knows no daylight saving time: shifts would be an hour off.',
        'Use the Node that MillDash brings, or one with full ICU.',
      );
}

function offsetName(timeZone: string, ms: number): string | undefined {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(ms);
  return parts.find(({ type }) => type === 'timeZoneName')?.value;
}
