/**
 * The dues of all plans in a window: those that were decided, with what became of them, and those to come as foreseen.
 *
 * Plans are taken page by page and others have their turn in between; the list ends at a fixed number of dues.
 */
import { setImmediate } from 'node:timers/promises';
import { type Clock, DAY_MS } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { isAnyOf } from '../../../platform/database/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { calendarDues, meterDues, type PlanForecastDependencies } from './plan-forecasts.ts';
import { readMeters } from './plan-meters.ts';
import { reckoningOf } from './plan-reckoning.ts';
import { findPlansMadeAfter } from './plans.repository.ts';
import { readPlanPolicy } from './plans.settings.ts';
import type { DueState, Plan } from './plans.types.ts';

export interface CalendarDue {
  readonly planId: number;
  readonly title: string;
  readonly machineId: string;
  readonly machineName: string;
  readonly dueAt: number;
  /** `planned` while nothing has been decided about it. */
  readonly state: DueState | 'planned';
  readonly ticketId: number | null;
  readonly estimatedMinutes: number | null;
}

export interface CalendarQuestion {
  readonly fromMs: number;
  readonly toMs: number;
  readonly machineIds?: readonly string[] | undefined;
}

export interface PlanCalendar {
  /**
   * By time, at most {@link CALENDAR_DUES_MAX}; `complete` says whether that was all.
   * @throws unknown-machine, range-invalid, range-too-long
   */
  listCalendar(question: CalendarQuestion): Promise<{ readonly items: CalendarDue[]; readonly complete: boolean }>;
}

export const CALENDAR_DUES_MAX = 2_000;
const RANGE_DAYS_MAX = 400;
/** Beyond it nobody foresees anything. */
const AHEAD_DAYS_MAX = 800;
const PAGE_PLANS = 100;

/** Machines are named once it is known which of them are asked for. */
type Unnamed = Omit<CalendarDue, 'machineName'>;

export function createPlanCalendar(
  dependencies: PlanForecastDependencies & { readonly clock: Clock; readonly machines: Machines },
): PlanCalendar {
  const { store, clock, settings, shiftCalendars, machines } = dependencies;
  const reads = () => store.access<MaintenanceTables>();

  async function decided({ fromMs, toMs, machineIds }: CalendarQuestion): Promise<Unnamed[]> {
    const rows = await reads()
      .selectFrom('plan_dues')
      .innerJoin('maintenance_plans', 'maintenance_plans.id', 'plan_dues.plan_id')
      .select([
        'plan_dues.plan_id as planId',
        'maintenance_plans.title',
        'plan_dues.machine_id as machineId',
        'plan_dues.due_at as dueAt',
        'plan_dues.state',
        'plan_dues.ticket_id as ticketId',
        'maintenance_plans.estimated_minutes as estimatedMinutes',
      ])
      .where('plan_dues.due_at', '>=', fromMs)
      .where('plan_dues.due_at', '<', toMs)
      .$if(machineIds !== undefined, (query) =>
        query.where(isAnyOf(store.engine, 'plan_dues.machine_id', machineIds ?? [])),
      )
      .orderBy('plan_dues.due_at')
      .orderBy('plan_dues.id')
      .limit(CALENDAR_DUES_MAX + 1)
      .execute();
    return rows;
  }

  async function addPlanned(dues: FirstDues, { fromMs, toMs, machineIds }: CalendarQuestion): Promise<void> {
    const nowMs = clock.now();
    if (toMs <= nowMs) return;
    const policy = await readPlanPolicy(settings);
    const filter = { status: 'active', machineIds } as const;
    for (let last: Plan | undefined; ; ) {
      const page = await findPlansMadeAfter(reads(), store.engine, filter, last?.id, PAGE_PLANS);
      const reckoning = await reckoningOf(store.access(), shiftCalendars, policy, page);
      const metered = page.filter(({ trigger }) => trigger !== 'calendar');
      const readings = await readMeters(dependencies, metered, nowMs);
      const meters = new Map(metered.map(({ id }, at) => [id, readings[at]]));
      for (const plan of page) {
        const window = { nowMs, count: CALENDAR_DUES_MAX + 1, fromMs, toMs: Math.min(toMs, dues.endMs()) };
        const meter = meters.get(plan.id);
        const foreseen =
          meter === undefined ? calendarDues(plan, reckoning, window) : meterDues(plan, reckoning, meter, window);
        dues.add(foreseen.map(({ dueAt }) => ({ ...shown(plan), dueAt })));
        await setImmediate();
      }
      last = page.at(-1);
      if (page.length < PAGE_PLANS) return;
    }
  }

  async function named(dues: readonly Unnamed[]): Promise<CalendarDue[]> {
    const found = await machines.requireMachines([...new Set(dues.map(({ machineId }) => machineId))]);
    const names = new Map(found.map(({ id, name }) => [id, name]));
    return dues.map((due) => ({ ...due, machineName: names.get(due.machineId) ?? due.machineId }));
  }

  return {
    async listCalendar(question) {
      requireRange(question, clock.now());
      if (question.machineIds !== undefined) await machines.requireMachines(question.machineIds);
      const dues = new FirstDues();
      dues.add(await decided(question));
      await addPlanned(dues, question);
      const { items, complete } = dues.taken();
      return { items: await named(items), complete };
    },
  };
}

/** The first {@link CALENDAR_DUES_MAX} by time, whatever the order and the number of those that are added. */
class FirstDues {
  #dues: Unnamed[] = [];
  #complete = true;

  add(dues: readonly Unnamed[]): void {
    this.#dues.push(...dues);
    if (this.#dues.length > 2 * CALENDAR_DUES_MAX) this.#cut();
  }

  /** Dues from there on are not among the first. */
  endMs(): number {
    const last = this.#complete ? undefined : this.#dues[CALENDAR_DUES_MAX - 1];
    return last === undefined ? Number.POSITIVE_INFINITY : last.dueAt + 1;
  }

  taken(): { readonly items: Unnamed[]; readonly complete: boolean } {
    this.#cut();
    return { items: this.#dues, complete: this.#complete };
  }

  #cut(): void {
    this.#dues.sort((a, b) => a.dueAt - b.dueAt || a.planId - b.planId);
    if (this.#dues.length <= CALENDAR_DUES_MAX) return;
    this.#dues.length = CALENDAR_DUES_MAX;
    this.#complete = false;
  }
}

function shown(plan: Plan): Omit<Unnamed, 'dueAt'> {
  const { id: planId, title, machineId, estimatedMinutes } = plan;
  return { planId, title, machineId, state: 'planned', ticketId: null, estimatedMinutes };
}

function requireRange({ fromMs, toMs }: CalendarQuestion, nowMs: number): void {
  if (fromMs >= toMs) throw new DomainError('range-invalid', 'end_time must be after start_time.');
  if (toMs - fromMs > RANGE_DAYS_MAX * DAY_MS) {
    throw new DomainError('range-too-long', `A calendar covers at most ${RANGE_DAYS_MAX} days.`);
  }
  if (toMs > nowMs + AHEAD_DAYS_MAX * DAY_MS) {
    throw new DomainError('range-too-long', `Dues are foreseen for the next ${AHEAD_DAYS_MAX} days.`);
  }
}
