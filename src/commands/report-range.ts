/** The range of a report: what `--from` and `--to` mean, and what is meant where they are left out. */
import { Temporal } from 'temporal-polyfill';
import { DomainError } from '../kernel/errors.ts';
import { parseInstant } from '../kernel/instant.ts';

export interface Range {
  readonly fromMs: number;
  /** Excluded. */
  readonly toMs: number;
}

export interface RangeWanted {
  /** A date (its midnight), or a date and time; in the factory's clocks unless it names an offset. */
  readonly from?: string | undefined;
  /** The same, excluded from the range. */
  readonly to?: string | undefined;
}

const DEFAULT_DAYS = 7;

/**
 * Without `from`: the seven production days that end with the one of `to`. Without `to`: until now.
 *
 * @param dayStart `HH:MM`, factory time at which a production day begins
 * @throws range-invalid
 */
export function readRange(wanted: RangeWanted, zone: string, dayStart: string, nowMs: number): Range {
  const toMs = wanted.to === undefined ? nowMs : readEdge('--to', wanted.to, zone);
  const fromMs =
    wanted.from === undefined ? productionDayStart(toMs, zone, dayStart) : readEdge('--from', wanted.from, zone);
  if (fromMs >= toMs) {
    throw new DomainError(
      'range-invalid',
      `The range is empty: --from ${wanted.from} is not before --to ${wanted.to ?? '(now)'}. ` +
        'A date means its midnight in the factory, and --to is not part of the range.',
    );
  }
  return { fromMs, toMs };
}

/** When the production day began that is the first of the seven, the last of which holds the instant before `toMs`. */
function productionDayStart(toMs: number, zone: string, dayStart: string): number {
  const last = Temporal.Instant.fromEpochMilliseconds(toMs - 1).toZonedDateTimeISO(zone);
  const begun = Temporal.PlainTime.compare(last.toPlainTime(), dayStart) >= 0;
  const first = last.toPlainDate().subtract({ days: begun ? DEFAULT_DAYS - 1 : DEFAULT_DAYS });
  return first.toZonedDateTime({ timeZone: zone, plainTime: dayStart }).epochMilliseconds;
}

function readEdge(option: string, text: string, zone: string): number {
  const edge = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseInstant(`${text} 00:00`) : parseInstant(text);
  if (edge === undefined) {
    throw new DomainError(
      'range-invalid',
      `${option} '${text}' is neither a date (2026-07-01) nor a date and time (2026-07-01T06:00 in the factory, ` +
        '2026-07-01T05:00:00Z).',
    );
  }
  return edge.hasOffset ? edge.ms : instantOfClock(edge.ms, zone);
}

/** A local time that the clocks skip means the instant after the gap; one that occurs twice means the first. */
function instantOfClock(clockMs: number, zone: string): number {
  const clock = Temporal.Instant.fromEpochMilliseconds(clockMs).toZonedDateTimeISO('UTC').toPlainDateTime();
  return clock.toZonedDateTime(zone).epochMilliseconds;
}
