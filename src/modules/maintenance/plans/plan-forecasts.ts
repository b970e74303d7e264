/**
 * When plans will be due: by their rules, or by how their meters went on in the last four weeks.
 *
 * Nothing is decided by it. A plan that is counted from completion is foreseen as if each were done when it is due.
 */
import type { Clock } from '../../../kernel/clock.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, type Page, toPage } from '../../../kernel/paging.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { ShiftCalendars } from '../../timeline/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { type MeterReading, meterDueTimes } from './meter-forecast.rules.ts';
import { findDuePage } from './plan-dues.repository.ts';
import { type MeterReads, meterOf, readMeters } from './plan-meters.ts';
import { type PlanReckoning, reckoningOf } from './plan-reckoning.ts';
import { planNotFound } from './plans.refusals.ts';
import { findPlan } from './plans.repository.ts';
import { readPlanPolicy } from './plans.settings.ts';
import type { Plan, PlanDue, PlanMeter } from './plans.types.ts';

export interface Forecast {
  readonly dueAt: number;
  /** When its ticket will open. */
  readonly opensAt: number;
}

export interface PlanSchedule {
  readonly plan: Plan;
  /** Of a plan by meter; null for others. */
  readonly meter: PlanMeter | null;
  readonly dues: readonly Forecast[];
}

export interface PlanForecasts {
  /** The next dues of an active plan; none of one that rests, or whose meter stands. @throws plan-not-found */
  scheduleOf(id: number, count: number): Promise<PlanSchedule>;
  /** What became of its dues, the newest first. @throws plan-not-found, cursor-invalid */
  listDues(id: number, cursor?: string, limit?: number): Promise<Page<PlanDue> & { readonly plan: Plan }>;
}

export interface PlanForecastDependencies extends MeterReads {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: SettingsReader;
  readonly shiftCalendars: Pick<ShiftCalendars, 'calendarsOf' | 'slices'>;
}

export function createPlanForecasts(dependencies: PlanForecastDependencies): PlanForecasts {
  const { store, clock, settings, shiftCalendars } = dependencies;
  const reads = () => store.access<MaintenanceTables>();

  async function requirePlan(id: number): Promise<Plan> {
    const plan = await findPlan(reads(), id);
    if (plan === undefined) throw planNotFound(id);
    return plan;
  }

  return {
    async scheduleOf(id, count) {
      const plan = await requirePlan(id);
      const nowMs = clock.now();
      const reckoning = await reckoningOf(store.access(), shiftCalendars, await readPlanPolicy(settings), [plan]);
      if (plan.trigger === 'calendar') {
        return { plan, meter: null, dues: calendarDues(plan, reckoning, { nowMs, count }) };
      }
      const [reading] = await readMeters(dependencies, [plan], nowMs);
      const dues = meterDues(plan, reckoning, reading as MeterReading, { nowMs, count });
      return { plan, meter: meterOf(plan, reading as MeterReading, nowMs), dues };
    },

    async listDues(id, cursor, limit = PAGE_LIMIT_DEFAULT) {
      const before = cursor === undefined ? undefined : (decodeCursor(cursor, ['number'])[0] as number);
      const plan = await requirePlan(id);
      return { plan, ...toPage(await findDuePage(reads(), id, before, limit), limit, ({ number }) => [number]) };
    },
  };
}

/** Which of the dues to come are wanted: the first `count` in [fromMs, toMs). */
export interface ForecastWindow {
  readonly nowMs: number;
  readonly count: number;
  readonly fromMs?: number;
  readonly toMs?: number;
}

export function calendarDues(plan: Plan, reckoning: PlanReckoning, window: ForecastWindow): Forecast[] {
  const { nowMs, count, fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY } = window;
  if (plan.status !== 'active') return [];
  const dues: Forecast[] = [];
  // while its ticket is not done, one from completion is foreseen as if it were done now
  let due =
    plan.nextDueAt ??
    (plan.basis === 'completion' ? reckoning.standingFrom({ ...plan, baseAt: nowMs }, nowMs).nextDueAt : null);
  let series = due === null ? undefined : reckoning.duesAfter(plan, due);
  while (due !== null && due < toMs && dues.length < count) {
    if (due >= fromMs) dues.push({ dueAt: due, opensAt: Math.max(nowMs, reckoning.opensAt(plan, due)) });
    if (plan.basis === 'completion') {
      due = reckoning.standingFrom({ ...plan, baseAt: due }, due).nextDueAt;
      series = undefined;
    } else due = series?.next().value ?? null;
  }
  return dues;
}

export function meterDues(
  plan: Plan,
  reckoning: PlanReckoning,
  reading: MeterReading,
  window: ForecastWindow,
): Forecast[] {
  const { nowMs, count, fromMs = nowMs, toMs = Number.POSITIVE_INFINITY } = window;
  const dues: Forecast[] = [];
  for (const dueAt of meterDueTimes(plan, reading, nowMs, fromMs)) {
    if (dueAt >= toMs || dues.length >= count) break;
    dues.push({ dueAt, opensAt: Math.max(nowMs, dueAt - reckoning.leadMs(plan)) });
  }
  return dues;
}
