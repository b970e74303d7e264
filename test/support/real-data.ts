/**
 * The real factory's status periods, read in place, and plain arithmetic over them.
 *
 * The arithmetic shares nothing with the program: local time comes from Intl, sums from a pass over the rows. It relies
 * on what is known of these files: no overlaps, British summer time throughout.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(process.env['MILLDASH_REAL_DATA'] ?? join(import.meta.dirname, '../../../shared/data'));

/** Why tests of the real data are skipped; false where they run. They are no part of the repository, but CI needs them. */
export const realDataMissing: string | false = existsSync(folder)
  ? false
  : `REAL DATA NOT TESTED: there is no ${folder}; set MILLDASH_REAL_DATA`;

if (realDataMissing !== false) {
  if (process.env['CI'] === 'true') throw new Error(realDataMissing);
  process.stderr.write(`\n*** ${realDataMissing}\n\n`);
}

export function realDataFiles(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort()
    .map((name) => join(folder, name));
}

export interface RealPeriod {
  readonly id: string;
  readonly machineId: string;
  readonly reason: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly productivity: string;
  readonly classification: string;
}

export function readRealPeriods(): RealPeriod[] {
  return realDataFiles().flatMap((file) => {
    const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
    const columns = header.split(',');
    return lines.map((line) => {
      const fields = line.split(',');
      const field = (name: string) => fields[columns.indexOf(name)] ?? '';
      return {
        id: field('id'),
        machineId: field('machine_id'),
        reason: field('downtime_reason_name').trim(),
        startMs: Date.parse(field('start_timestamp')),
        endMs: Date.parse(field('end_timestamp')),
        productivity: field('productivity'),
        classification: field('classification'),
      };
    });
  });
}

const SUMMER_TIME_MS = 3_600_000;
const HALF_DAY_MS = 43_200_000;
const names = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

/** Cuts each row at 06:00 and 18:00 British summer time and adds up what the question asks for, in seconds. */
export function reckonLocally(
  periods: readonly RealPeriod[],
  question: Readonly<Record<string, string>>,
): { totals: Record<string, number>; reasons: Record<string, number> } {
  const fromMs = Date.parse(question['start_time'] ?? '');
  const toMs = Date.parse(question['end_time'] ?? '');
  const totals: Record<string, number> = {
    productive_uptime_seconds: 0,
    productive_downtime_seconds: 0,
    unproductive_downtime_seconds: 0,
    unclassified_downtime_seconds: 0,
    offline_seconds: 0,
  };
  const reasons: Record<string, number> = {};
  for (const period of periods) {
    if (question['machine_ids'] !== undefined && question['machine_ids'] !== period.machineId) continue;
    const endMs = Math.min(period.endMs, toMs);
    for (let atMs = Math.max(period.startMs, fromMs); atMs < endMs; ) {
      // half days counted from 06:00 local: even ones are days, odd ones nights of the same date
      const half = Math.floor((atMs + SUMMER_TIME_MS - HALF_DAY_MS / 2) / HALF_DAY_MS);
      const nextMs = Math.min(endMs, (half + 1) * HALF_DAY_MS + HALF_DAY_MS / 2 - SUMMER_TIME_MS);
      const shift = half % 2 === 0 ? 'DAY' : 'NIGHT';
      const weekday = names[new Date(Math.floor(half / 2) * 2 * HALF_DAY_MS).getUTCDay()];
      const asked = (question['shift'] ?? shift) === shift && (question['day_of_week'] ?? weekday) === weekday;
      if (asked) {
        const member = memberOf(period);
        totals[member] = (totals[member] ?? 0) + nextMs - atMs;
        if (member.includes('downtime')) reasons[period.reason] = (reasons[period.reason] ?? 0) + nextMs - atMs;
      }
      atMs = nextMs;
    }
  }
  const inSeconds = (sums: Record<string, number>) =>
    Object.fromEntries(Object.entries(sums).map(([name, ms]) => [name, ms / 1_000]));
  return { totals: inSeconds(totals), reasons: inSeconds(reasons) };
}

function memberOf({ classification, productivity }: RealPeriod): string {
  if (classification === 'UPTIME') return 'productive_uptime_seconds';
  if (classification === 'OFFLINE') return 'offline_seconds';
  return `${productivity === '' ? 'unclassified' : productivity}_downtime_seconds`;
}
