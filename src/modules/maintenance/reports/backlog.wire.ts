/** The backlog on the wire: as JSON, and flat as CSV. */
import type { Static } from 'typebox';
import { type CsvRecordOf, csvTable } from '../../../kernel/csv-writer.ts';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import type { BacklogAnswer, BacklogTrendAnswer } from './backlog.schemas.ts';
import type { BacklogGroup, BacklogReport, BacklogTrendReport } from './backlog.service.ts';
import { meanOf } from './reliability.rules.ts';
import { rangeToWire, roundedOf, secondsOf } from './reports.wire.ts';

export function backlogToWire({ atMs, weeklyHours, total, groups }: BacklogReport): Static<typeof BacklogAnswer> {
  return {
    as_of: formatInstant(atMs),
    weekly_capacity_hours: weeklyHours,
    ...figuresOf(total, weeklyHours),
    ...(groups && {
      groups: groups.map((group) => ({ key: group.key, name: group.name, ...figuresOf(group, weeklyHours) })),
    }),
  };
}

function figuresOf({ backlog }: BacklogGroup, weeklyHours: number | null) {
  const hours = backlog.estimatedMinutes / 60;
  return {
    tickets: backlog.tickets,
    overdue: backlog.overdue,
    unassigned: backlog.unassigned,
    machine_down: backlog.machineDown,
    mean_age_seconds: secondsOf(meanOf(backlog.ageMs, backlog.tickets)),
    oldest_logged_time: formatOptionalInstant(backlog.oldestLoggedAt),
    estimated_hours: Math.round(hours * 100) / 100,
    estimated_n: backlog.estimated,
    weeks: weeklyHours === null || backlog.estimated === 0 ? null : roundedOf(hours / weeklyHours),
    by_status: backlog.byStatus,
    by_priority: backlog.byPriority,
    by_age: backlog.byAge,
    by_hold_reason: backlog.byHoldReason,
  };
}

const header = [
  'key',
  'name',
  'tickets',
  'overdue',
  'unassigned',
  'machine_down',
  'mean_age_seconds',
  'oldest_logged_time',
  'estimated_hours',
  'estimated_n',
  'weeks',
  'open',
  'in_progress',
  'on_hold',
  'low',
  'medium',
  'high',
  'critical',
  'under_1_day',
  '1_to_7_days',
  '7_to_30_days',
  '30_to_90_days',
  'over_90_days',
  'waits_for_parts',
  'waits_for_vendor',
  'waits_for_production_window',
  'waits_for_other',
] as const;

/** One line a group; the whole where no grouping was asked for. */
export function backlogToCsv({ weeklyHours, total, groups }: BacklogReport): AsyncIterable<string> {
  return csvTable(header, [(groups ?? [total]).map((group) => toRecord(group, weeklyHours))]);
}

function toRecord(group: BacklogGroup, weeklyHours: number | null): CsvRecordOf<typeof header> {
  const { by_status, by_priority, by_age, by_hold_reason: holds, ...figures } = figuresOf(group, weeklyHours);
  return {
    key: group.key,
    name: group.name,
    ...figures,
    open: by_status.Open,
    in_progress: by_status['In Progress'],
    on_hold: by_status['On Hold'],
    low: by_priority.Low,
    medium: by_priority.Medium,
    high: by_priority.High,
    critical: by_priority.Critical,
    ...by_age,
    waits_for_parts: holds.parts,
    waits_for_vendor: holds.vendor,
    waits_for_production_window: holds.production_window,
    waits_for_other: holds.other,
  };
}

export function backlogTrendToWire(report: BacklogTrendReport): Static<typeof BacklogTrendAnswer> {
  return { ...rangeToWire(report.window), interval: report.interval, items: itemsOf(report) };
}

export function backlogTrendToCsv(report: BacklogTrendReport): AsyncIterable<string> {
  return csvTable(['key', 'start_time', 'end_time', 'opened', 'finished', 'waiting'], [itemsOf(report)]);
}

function itemsOf({ counts }: BacklogTrendReport) {
  return counts.map(({ key, startMs, endMs, opened, finished, waiting }) => ({
    key,
    start_time: formatInstant(startMs),
    end_time: formatInstant(endMs),
    opened,
    finished,
    waiting,
  }));
}
