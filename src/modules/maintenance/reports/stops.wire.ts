/** Stops with and without a ticket on the wire: as JSON, and flat as CSV. */
import type { Static } from 'typebox';
import { type CsvRecordOf, csvTable } from '../../../kernel/csv-writer.ts';
import { formatInstant, formatOptionalInstant, toSeconds } from '../../../kernel/instant.ts';
import { shareOf } from './reliability.rules.ts';
import { rangeToWire, reportQueryOf, roundedOf } from './reports.wire.ts';
import {
  type StopAnswer,
  type StopQuery as StopQuerySchema,
  THRESHOLD_SECONDS_DEFAULT,
  type TicketlessStopAnswer,
} from './stops.schemas.ts';
import type { StopGroup, StopQuery, StopReport, TicketlessReport, TicketlessStop } from './stops.service.ts';

/** @throws validation-failed for a time that is none */
export function stopQueryOf({
  threshold_seconds: threshold = THRESHOLD_SECONDS_DEFAULT,
  reason_groups: reasonGroups,
  group_by: groupBy,
  ...range
}: Static<typeof StopQuerySchema>): StopQuery {
  const { fromMs, toMs, machineIds } = reportQueryOf(range);
  return { fromMs, toMs, machineIds, thresholdMs: Math.round(threshold * 1_000), reasonGroups, groupBy };
}

export function stopsToWire(report: StopReport): Static<typeof StopAnswer> {
  return {
    ...rangeToWire(report.window),
    threshold_seconds: toSeconds(report.thresholdMs),
    ...figuresOf(report.total),
    ...(report.groups && {
      groups: report.groups.map((group) => ({ key: group.key, name: group.name, ...figuresOf(group) })),
    }),
  };
}

function figuresOf({ counts }: StopGroup) {
  return {
    stops: counts.stops,
    seconds: toSeconds(counts.ms),
    with_ticket: counts.withTicket,
    with_ticket_seconds: toSeconds(counts.withTicketMs),
    without_ticket: counts.stops - counts.withTicket,
    without_ticket_seconds: toSeconds(counts.ms - counts.withTicketMs),
    covered_percent: roundedOf(shareOf(counts.withTicketMs, counts.ms)),
  };
}

const header = [
  'key',
  'name',
  'stops',
  'seconds',
  'with_ticket',
  'with_ticket_seconds',
  'without_ticket',
  'without_ticket_seconds',
  'covered_percent',
] as const;

/** One line a group; the whole where no grouping was asked for. */
export function stopsToCsv({ total, groups }: StopReport): AsyncIterable<string> {
  const records = (groups ?? [total]).map(
    (group): CsvRecordOf<typeof header> => ({ key: group.key, name: group.name, ...figuresOf(group) }),
  );
  return csvTable(header, [records]);
}

export function ticketlessToWire(
  { window, thresholdMs, stops }: TicketlessReport,
  limit: number,
): Static<typeof TicketlessStopAnswer> {
  return {
    ...rangeToWire(window),
    threshold_seconds: toSeconds(thresholdMs),
    count: stops.length,
    items: stops.slice(0, limit).map(stopToWire),
  };
}

function stopToWire({ period, machineName, reason, clippedMs }: TicketlessStop) {
  return {
    fourjaw_downtime_id: period.id,
    machine_id: period.machineId,
    machine_name: machineName,
    reason: reason.name,
    reason_group: reason.group,
    start_time: formatInstant(period.startMs),
    end_time: formatOptionalInstant(period.endMs),
    seconds: toSeconds(clippedMs),
  };
}

const stopHeader = [
  'fourjaw_downtime_id',
  'machine_id',
  'machine_name',
  'reason',
  'reason_group',
  'start_time',
  'end_time',
  'seconds',
] as const;

export function ticketlessToCsv({ stops }: TicketlessReport): AsyncIterable<string> {
  return csvTable(stopHeader, [stops.map(stopToWire)]);
}
