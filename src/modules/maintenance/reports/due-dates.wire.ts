/** Due dates on the wire: as JSON, and flat as CSV. */
import type { Static } from 'typebox';
import { type CsvRecordOf, csvTable } from '../../../kernel/csv-writer.ts';
import type { DueAnswer } from './due-dates.schemas.ts';
import type { DueGroup, DueReport } from './due-dates.service.ts';
import { meanOf, shareOf } from './reliability.rules.ts';
import { rangeToWire, roundedOf, secondsOf } from './reports.wire.ts';

export function dueDatesToWire({ window, total, groups }: DueReport): Static<typeof DueAnswer> {
  return {
    ...rangeToWire(window),
    ...figuresOf(total),
    ...(groups && { groups: groups.map((group) => ({ key: group.key, name: group.name, ...figuresOf(group) })) }),
  };
}

function figuresOf({ counts }: DueGroup) {
  const late = counts.done - counts.inTime;
  return {
    percent: roundedOf(shareOf(counts.inTime, counts.done)),
    n: counts.done,
    in_time: counts.inTime,
    late,
    mean_late_seconds: secondsOf(meanOf(counts.lateMs, late)),
    overdue: counts.overdue,
    without_due_date: counts.withoutDue,
  };
}

const header = [
  'key',
  'name',
  'percent',
  'n',
  'in_time',
  'late',
  'mean_late_seconds',
  'overdue',
  'without_due_date',
] as const;

/** One line a group; the whole where no grouping was asked for. */
export function dueDatesToCsv({ total, groups }: DueReport): AsyncIterable<string> {
  const records = (groups ?? [total]).map(
    (group): CsvRecordOf<typeof header> => ({ key: group.key, name: group.name, ...figuresOf(group) }),
  );
  return csvTable(header, [records]);
}
