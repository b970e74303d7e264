/** Reliability on the wire: as JSON, and flat as CSV. */
import type { Static } from 'typebox';
import { type CsvRecordOf, csvTable } from '../../../kernel/csv-writer.ts';
import { toSeconds } from '../../../kernel/instant.ts';
import { meanOf, mtbfOf, shareOf } from './reliability.rules.ts';
import type { ReliabilityAnswer } from './reliability.schemas.ts';
import type { ReliabilityGroup, ReliabilityReport } from './reliability.service.ts';
import { rangeToWire, roundedOf, secondsOf } from './reports.wire.ts';

export function reliabilityToWire(report: ReliabilityReport): Static<typeof ReliabilityAnswer> {
  return {
    ...rangeToWire(report.window),
    repeat_days: report.repeatDays,
    ...figuresOf(report.total),
    ...(report.groups && {
      groups: report.groups.map((group) => ({ key: group.key, name: group.name, ...figuresOf(group) })),
    }),
  };
}

function figuresOf({ counts, runMs }: ReliabilityGroup) {
  return {
    faults: counts.faults,
    failures: counts.failures,
    mttr: {
      mean_seconds: secondsOf(meanOf(counts.restoreMs, counts.restored)),
      longest_seconds: counts.restored === 0 ? null : toSeconds(counts.longestRestoreMs),
      n: counts.restored,
      open: counts.failures - counts.restored,
    },
    mtta: {
      mean_seconds: secondsOf(meanOf(counts.acknowledgeMs, counts.acknowledged)),
      n: counts.acknowledged,
      open: counts.faults - counts.acknowledged,
    },
    mtbf: {
      mean_seconds: secondsOf(mtbfOf(runMs, counts.failures)),
      run_seconds: toSeconds(runMs),
      n: counts.failures,
    },
    first_time_fix: {
      percent: roundedOf(shareOf(counts.fixedFirstTime, counts.done)),
      n: counts.done,
      fixed_first_time: counts.fixedFirstTime,
      provisional: counts.provisional,
    },
    repeats: {
      percent: roundedOf(shareOf(counts.repeats, counts.faults)),
      n: counts.faults,
      repeated: counts.repeats,
    },
  };
}

const header = [
  'key',
  'name',
  'faults',
  'failures',
  'mttr_seconds',
  'mttr_n',
  'longest_restore_seconds',
  'not_restored',
  'mtta_seconds',
  'mtta_n',
  'not_acknowledged',
  'mtbf_seconds',
  'mtbf_n',
  'run_seconds',
  'first_time_fix_percent',
  'first_time_fix_n',
  'fixed_first_time',
  'provisional',
  'repeats_percent',
  'repeats_n',
  'repeated',
] as const;

/** One line a group; the whole where no grouping was asked for. */
export function reliabilityToCsv(report: ReliabilityReport): AsyncGenerator<string> {
  return csvTable(header, [(report.groups ?? [report.total]).map(toRecord)]);
}

function toRecord(group: ReliabilityGroup): CsvRecordOf<typeof header> {
  const { mttr, mtta, mtbf, first_time_fix: fix, repeats, ...counts } = figuresOf(group);
  return {
    key: group.key,
    name: group.name,
    ...counts,
    mttr_seconds: mttr.mean_seconds,
    mttr_n: mttr.n,
    longest_restore_seconds: mttr.longest_seconds,
    not_restored: mttr.open,
    mtta_seconds: mtta.mean_seconds,
    mtta_n: mtta.n,
    not_acknowledged: mtta.open,
    mtbf_seconds: mtbf.mean_seconds,
    mtbf_n: mtbf.n,
    run_seconds: mtbf.run_seconds,
    first_time_fix_percent: fix.percent,
    first_time_fix_n: fix.n,
    fixed_first_time: fix.fixed_first_time,
    provisional: fix.provisional,
    repeats_percent: repeats.percent,
    repeats_n: repeats.n,
    repeated: repeats.repeated,
  };
}
