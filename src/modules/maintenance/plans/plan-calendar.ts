/**
 * The dues of all plans in a window: those that were decided, with what became of them, and those to come as foreseen.
 *
 * Plans are taken page by page and others have their turn in between; the list ends at a fixed number of dues.
 */
import { setImmediate } from 'node:timers/promises';
import { type Clock, DAY_MS } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { comparisonKey } from '../../../kernel/texts.ts';
import { isAnyOf } from '../../../platform/database/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { calendarDues, meterDues, type PlanForecastDependencies } from './plan-forecasts.ts';
import { meteredIn, recentRate } from './plan-meters.ts';
import { type PlanReckoning, reckoningOf } from './plan-reckoning.ts';
import { findPlanPage } from './plans.repository.ts';
import { readPlanPolicy } from './plans.settings.ts';
import type { DueState, Plan } from './plans.types.ts';

export interface CalendarDue {
  readonly planId: number;
  readonly title: string;
  readonly machineId: string;
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
/** Of one plan: each of these days. */
const DUES_A_PLAN_MAX = 1_000;

export function createPlanCalendar(
  dependencies: PlanForecastDependencies & { readonly clock: Clock; readonly machines: Machines },
): PlanCalendar {
  const { store, clock, settings, shiftCalendars, machines } = dependencies;
  const reads = () => store.access<MaintenanceTables>();

  async function decided({ fromMs, toMs, machineIds }: CalendarQuestion): Promise<CalendarDue[]> {
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

  async function foreseen(plan: Plan, reckoning: PlanReckoning, rates: Map<string, number>, toMs: number) {
    const nowMs = clock.now();
    if (plan.trigger === 'calendar') return calendarDues(plan, reckoning, nowMs, DUES_A_PLAN_MAX, toMs);
    const key = `${plan.trigger} ${plan.machineId}`;
    const rate = rates.get(key) ?? (await recentRate(dependencies, plan, nowMs));
    rates.set(key, rate);
    const value = plan.meterCarry + (await meteredIn(dependencies, plan, plan.baseAt ?? nowMs, nowMs));
    return meterDues(plan, reckoning, { value, rate }, nowMs, DUES_A_PLAN_MAX, toMs);
  }

  async function planned({ fromMs, toMs, machineIds }: CalendarQuestion): Promise<CalendarDue[]> {
    const items: CalendarDue[] = [];
    if (toMs <= clock.now()) return items;
    const policy = await readPlanPolicy(settings);
    const rates = new Map<string, number>();
    let after: [string, number] | undefined;
    for (;;) {
      const filter = { status: 'active', machineIds } as const;
      const page = (await findPlanPage(reads(), store.engine, filter, after, PAGE_PLANS)).slice(0, PAGE_PLANS);
      const reckoning = await reckoningOf(store.access(), shiftCalendars, policy, page);
      for (const plan of page) {
        for (const { dueAt } of await foreseen(plan, reckoning, rates, toMs)) {
          if (dueAt >= fromMs) items.push({ ...shown(plan), dueAt });
        }
        if (items.length > CALENDAR_DUES_MAX) return items;
        await setImmediate();
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_PLANS) return items;
      after = [comparisonKey(last.title), last.id];
    }
  }

  return {
    async listCalendar(question) {
      requireRange(question, clock.now());
      if (question.machineIds !== undefined) await machines.requireMachines(question.machineIds);
      const items = [...(await decided(question)), ...(await planned(question))];
      items.sort((a, b) => a.dueAt - b.dueAt || a.planId - b.planId);
      return { items: items.slice(0, CALENDAR_DUES_MAX), complete: items.length <= CALENDAR_DUES_MAX };
    },
  };
}

function shown(plan: Plan): Omit<CalendarDue, 'dueAt'> {
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
