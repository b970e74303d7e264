/**
 * Whether plans were done when they should: of what was due in a window, how much was done in time.
 *
 * In time is until `latest_at`, the due and a tenth of its interval by default; of a meter until the reading that is as
 * late. Missed dues count as due, skipped ones and those that a person asked for do not, and neither do tickets that can
 * still be done in time. A share of nothing is null.
 */
import { type SqlBool, sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { ShiftCalendars } from '../../timeline/index.ts';
import type { MaintenanceTables } from '../tables.ts';

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
   * Groups come by key; at most {@link GROUPS_MAX}, `complete` says whether that was all.
   * @throws unknown-machine, range-invalid, range-too-long
   */
  reportCompliance(question: ComplianceQuestion): Promise<{
    readonly total: ComplianceCounts;
    readonly groups: readonly ComplianceGroup[];
    readonly complete: boolean;
  }>;
}

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

  async function count(question: Omit<ComplianceQuestion, 'groupBy'>): Promise<ComplianceCounts> {
    const [row] = await counted(reads(), store.engine, question, clock.now()).execute();
    return toCounts(row);
  }

  async function byMonth(question: ComplianceQuestion): Promise<ComplianceGroup[]> {
    const groups: ComplianceGroup[] = [];
    for (const month of monthsOf(question, shiftCalendars.slices.zone)) {
      const counts = await count({ ...question, fromMs: month.fromMs, toMs: month.toMs });
      groups.push({ key: month.key, name: month.key, ...counts });
    }
    return groups;
  }

  async function byColumn(question: ComplianceQuestion, column: 'plan_id' | 'machine_id'): Promise<ComplianceGroup[]> {
    const rows = await counted(reads(), store.engine, question, clock.now())
      .select(column)
      .groupBy(column)
      .orderBy(column)
      .limit(GROUPS_MAX + 1)
      .execute();
    const keys = rows.map((row) => row[column]);
    const names = column === 'plan_id' ? await titlesOf(keys as number[]) : await namesOf(keys as string[]);
    return rows.map((row) => {
      const key = String(row[column]);
      return { key, name: names.get(key) ?? key, ...toCounts(row) };
    });
  }

  async function titlesOf(ids: readonly number[]): Promise<Map<string, string>> {
    const rows = await reads()
      .selectFrom('maintenance_plans')
      .select(['id', 'title'])
      .where(isAnyOf(store.engine, 'id', ids))
      .execute();
    return new Map(rows.map(({ id, title }) => [String(id), title]));
  }

  async function namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    return new Map((await machines.requireMachines(ids)).map(({ id, name }) => [id, name]));
  }

  return {
    async reportCompliance(question) {
      if (question.fromMs >= question.toMs) {
        throw new DomainError('range-invalid', 'end_time must be after start_time.');
      }
      if (question.machineIds !== undefined) await machines.requireMachines(question.machineIds);
      const groups =
        question.groupBy === 'month'
          ? await byMonth(question)
          : await byColumn(question, question.groupBy === 'plan' ? 'plan_id' : 'machine_id');
      return {
        total: await count(question),
        groups: groups.slice(0, GROUPS_MAX),
        complete: groups.length <= GROUPS_MAX,
      };
    },
  };
}

const inTime = sql<SqlBool>`case when done_meter is not null then done_meter <= latest_meter else done_at <= latest_at end`;
const byDue = sql<SqlBool>`case when done_meter is not null then done_meter <= due_meter else done_at <= due_at end`;

function counted(
  access: TableAccess<MaintenanceTables>,
  engine: Store['engine'],
  { fromMs, toMs, machineIds }: Omit<ComplianceQuestion, 'groupBy'>,
  nowMs: number,
) {
  const sumOf = (when: ReturnType<typeof sql<SqlBool>>) =>
    sql<number | null>`sum(case when ${when} then times else 0 end)`;
  return access
    .selectFrom('plan_dues')
    .select([
      sumOf(sql<SqlBool>`state = 'done' and ${inTime}`).as('in_time'),
      sumOf(sql<SqlBool>`state = 'done' and not (${inTime})`).as('late'),
      sumOf(sql<SqlBool>`state = 'done' and ${byDue}`).as('by_due'),
      sumOf(sql<SqlBool>`state = 'missed'`).as('missed'),
      sumOf(sql<SqlBool>`state = 'open' and latest_at < ${nowMs}`).as('overdue'),
      sumOf(sql<SqlBool>`state = 'open' and latest_at >= ${nowMs}`).as('pending'),
      sumOf(sql<SqlBool>`state = 'skipped'`).as('skipped'),
    ])
    .where('cause', '=', 'due')
    .where('due_at', '>=', fromMs)
    .where('due_at', '<', toMs)
    .$if(machineIds !== undefined, (query) => query.where(isAnyOf(engine, 'machine_id', machineIds ?? [])));
}

type CountedRow = Readonly<
  Record<'in_time' | 'late' | 'by_due' | 'missed' | 'overdue' | 'pending' | 'skipped', number | null>
>;

function toCounts(row: CountedRow | undefined): ComplianceCounts {
  const number = (name: keyof CountedRow) => row?.[name] ?? 0;
  const [doneInTime, doneLate, missed, overdue] = [
    number('in_time'),
    number('late'),
    number('missed'),
    number('overdue'),
  ];
  return {
    due: doneInTime + doneLate + missed + overdue,
    doneInTime,
    doneLate,
    missed,
    overdue,
    doneByDue: number('by_due'),
    pending: number('pending'),
    skipped: number('skipped'),
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
