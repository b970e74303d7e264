/**
 * Whether plans were done when they should: of what was due in a window, how much was done in time.
 *
 * In time is until `latest_at`, the due and a tenth of its interval by default; of a meter until the reading that is as
 * late. Missed dues count as due, skipped ones and those that a person asked for do not, and neither do tickets that can
 * still be done in time. A share of nothing is null.
 */
import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { isAnyOf } from '../../../platform/database/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { ShiftCalendars } from '../../timeline/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { type CountedDues, countedDues, type DueWindow } from './compliance-counts.queries.ts';

export const complianceGroupings = ['plan', 'machine', 'month'] as const;
export type ComplianceGrouping = (typeof complianceGroupings)[number];

export interface ComplianceCounts {
  /** What could have been done in time: the four below. */
  readonly due: number;
  readonly doneInTime: number;
  readonly doneLate: number;
  readonly missed: number;
  /** Not done, and too late for it. */
  readonly overdue: number;
  /** Of those done, by the due itself. */
  readonly doneByDue: number;
  /** Not done, and not too late yet; no part of `due`. */
  readonly pending: number;
  /** No part of `due`. */
  readonly skipped: number;
}

export interface ComplianceGroup extends ComplianceCounts {
  /** Number of a plan, id of a machine, or `2026-01`. */
  readonly key: string;
  readonly name: string;
}

export interface ComplianceQuestion {
  readonly fromMs: number;
  readonly toMs: number;
  readonly machineIds?: readonly string[] | undefined;
  readonly groupBy: ComplianceGrouping;
}

export interface PlanCompliance {
  /**
   * Groups come by key.
   * @param groupsMax more are left out, and `complete` says so; absent: all
   * @throws unknown-machine, range-invalid, range-too-long
   */
  reportCompliance(
    question: ComplianceQuestion,
    groupsMax?: number,
  ): Promise<{
    readonly total: ComplianceCounts;
    readonly groups: readonly ComplianceGroup[];
    readonly complete: boolean;
  }>;
}

/** Of one answer that is read on a screen. */
export const GROUPS_MAX = 1_000;
const MONTHS_MAX = 120;

export interface PlanComplianceDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly machines: Machines;
  readonly shiftCalendars: Pick<ShiftCalendars, 'slices'>;
}

export function createPlanCompliance(dependencies: PlanComplianceDependencies): PlanCompliance {
  const { store, clock, machines, shiftCalendars } = dependencies;
  const reads = () => store.access<MaintenanceTables>();

  async function byMonth(question: ComplianceQuestion, nowMs: number): Promise<ComplianceGroup[]> {
    const groups: ComplianceGroup[] = [];
    for (const { key, fromMs, toMs } of monthsOf(question, shiftCalendars.slices.zone)) {
      const counts = await countByKey({ ...question, fromMs, toMs }, 'machine_id', nowMs);
      groups.push({ key, name: key, ...addedUp(counts.values()) });
    }
    return groups;
  }

  /** By the number of the plan or the id of the machine. */
  async function byColumn(question: ComplianceQuestion, nowMs: number): Promise<ComplianceGroup[]> {
    const column = question.groupBy === 'plan' ? 'plan_id' : 'machine_id';
    const counts = await countByKey(question, column, nowMs);
    const groups = Array.from(counts, ([key, counted]) => ({ key, counted }));
    return groups
      .sort(({ key: a }, { key: b }) => (a < b ? -1 : 1))
      .map(({ key, counted }) => ({ key: String(key), name: String(key), ...counted }));
  }

  async function countByKey(window: DueWindow, column: 'plan_id' | 'machine_id', nowMs: number) {
    const counts = new Map<string | number, ComplianceCounts>();
    for await (const piece of countedDues(reads(), store.engine, window, column, nowMs)) {
      for (const { key, counted } of piece) {
        counts.set(key, addedUp([counts.get(key) ?? nothing, toCounts(counted)]));
      }
    }
    return counts;
  }

  async function namesOf(groupBy: ComplianceGrouping, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (groupBy === 'month') return new Map();
    if (groupBy === 'machine') return new Map((await machines.requireMachines(keys)).map(({ id, name }) => [id, name]));
    const rows = await reads()
      .selectFrom('maintenance_plans')
      .select(['id', 'title'])
      .where(isAnyOf(store.engine, 'id', keys.map(Number)))
      .execute();
    return new Map(rows.map(({ id, title }) => [String(id), title]));
  }

  return {
    async reportCompliance(question, groupsMax = Number.POSITIVE_INFINITY) {
      if (question.fromMs >= question.toMs) {
        throw new DomainError('range-invalid', 'end_time must be after start_time.');
      }
      if (question.machineIds !== undefined) await machines.requireMachines(question.machineIds);
      const nowMs = clock.now();
      const all = await (question.groupBy === 'month' ? byMonth(question, nowMs) : byColumn(question, nowMs));
      const shown = all.slice(0, groupsMax);
      const names = await namesOf(
        question.groupBy,
        shown.map(({ key }) => key),
      );
      return {
        total: addedUp(all),
        groups: shown.map((group) => ({ ...group, name: names.get(group.key) ?? group.name })),
        complete: all.length <= groupsMax,
      };
    },
  };
}

const nothing: ComplianceCounts = {
  due: 0,
  doneInTime: 0,
  doneLate: 0,
  missed: 0,
  overdue: 0,
  doneByDue: 0,
  pending: 0,
  skipped: 0,
};

/** The groups of a question add up to its total, so both come from one reading. */
function addedUp(all: Iterable<ComplianceCounts>): ComplianceCounts {
  const total = { ...nothing } as Record<keyof ComplianceCounts, number>;
  for (const counts of all) {
    for (const name of Object.keys(nothing) as (keyof ComplianceCounts)[]) total[name] += counts[name];
  }
  return total;
}

function toCounts(row: CountedDues): ComplianceCounts {
  const [doneInTime, doneLate, missed, overdue] = [row.in_time ?? 0, row.late ?? 0, row.missed ?? 0, row.overdue ?? 0];
  return {
    due: doneInTime + doneLate + missed + overdue,
    doneInTime,
    doneLate,
    missed,
    overdue,
    doneByDue: row.by_due ?? 0,
    pending: row.pending ?? 0,
    skipped: row.skipped ?? 0,
  };
}

/** Local months, cut at the edges of the window. @throws range-too-long */
function monthsOf({ fromMs, toMs }: ComplianceQuestion, zone: string) {
  const months: { key: string; fromMs: number; toMs: number }[] = [];
  let month = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone).toPlainDate().toPlainYearMonth();
  for (let startMs = fromMs; startMs < toMs; ) {
    if (months.length >= MONTHS_MAX) {
      throw new DomainError('range-too-long', `By month a report covers at most ${MONTHS_MAX} months.`);
    }
    const next = month.add({ months: 1 });
    const endMs = Math.min(toMs, next.toPlainDate({ day: 1 }).toZonedDateTime(zone).epochMilliseconds);
    months.push({ key: month.toString(), fromMs: startMs, toMs: endMs });
    [month, startMs] = [next, endMs];
  }
  return months;
}
