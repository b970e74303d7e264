/**
 * When plans are due: their rules, with the shifts of their machines and the factory's zone and settings.
 *
 * Made for some plans at once, from what is remembered of calendars: the dues of a plan take no query.
 */
import { DAY_MS } from '../../../kernel/clock.ts';
import type { AnyTables, TableAccess } from '../../../platform/database/index.ts';
import { type ShiftCalendar, type ShiftCalendars, shiftsOn } from '../../timeline/index.ts';
import {
  type DueRule,
  dueAfter,
  duesAfter,
  endOfDay,
  isoWeekdayOf,
  localDate,
  nominalOf,
  startOfDay,
} from './plan-dues.rules.ts';
import type { PlanPolicy } from './plans.settings.ts';
import type { Plan, PlanStanding } from './plans.types.ts';

/** Of a plan that nobody has numbered yet, too. */
type Scheduled = Omit<Plan, 'id'>;

export interface PlanReckoning {
  leadMs(plan: Scheduled): number;
  /** When the ticket of a due by calendar opens: as the day begins that is the plan's lead before its due day. */
  opensAt(plan: Scheduled, dueAt: number): number;
  /** Dues after an instant, by the plan's own schedule or from its last completion; none for a plan by meter. */
  duesAfter(plan: Scheduled, afterMs: number): Iterator<number, undefined>;
  /**
   * Where an active plan stands that begins or was changed now.
   * @param pending whether a ticket of it is not done: none opens before, and from completion nothing is due before
   */
  standingFrom(plan: Scheduled, nowMs: number, pending?: boolean): Pick<PlanStanding, 'nextDueAt' | 'checkAt'>;
  /** The same for one that was paused: what was due meanwhile is left out. */
  standingResumed(plan: Scheduled, nowMs: number, pending: boolean): Pick<PlanStanding, 'nextDueAt' | 'checkAt'>;
  /** The first due after now of a later date of the rule than the last decided one, wherever shifts move either. */
  undecidedAfter(plan: Scheduled, nowMs: number): number | null;
  /** Until when something that is due counts as in time. */
  latestAt(dueAt: number, followingAt: number | null): number;
}

/** Of a rule that has ended. */
const INTERVAL_ASSUMED_MS = 30 * DAY_MS;

export async function reckoningOf(
  access: TableAccess<AnyTables>,
  { calendarsOf, slices }: Pick<ShiftCalendars, 'calendarsOf' | 'slices'>,
  policy: PlanPolicy,
  plans: readonly Pick<Plan, 'machineId'>[],
): Promise<PlanReckoning> {
  const calendars = await calendarsOf(access, [...new Set(plans.map(({ machineId }) => machineId))]);

  function ruleOf(plan: Scheduled): DueRule {
    const calendar = calendars.get(plan.machineId) as ShiftCalendar;
    const { workingDays } = plan;
    // from completion the rule begins anew on the day that the last one was done
    const anew = plan.basis === 'completion' && plan.baseAt !== null;
    return {
      rule: plan.rule ?? '',
      beginsOn: anew ? localDate(plan.baseAt, slices.zone).toString() : (plan.beginsOn ?? ''),
      dueMinute: plan.dueMinute ?? 0,
      offDays: plan.offDays ?? 'keep',
      isWorkingDay: (date) =>
        workingDays === null ? shiftsOn(calendar, date).length > 0 : workingDays.includes(isoWeekdayOf(date)),
      zone: slices.zone,
    };
  }

  const leadMs = (plan: Scheduled) => (plan.leadDays ?? policy.leadDays) * DAY_MS;

  /** The day of the last completion itself is done. */
  const afterOf = (plan: Scheduled, nowMs: number) =>
    plan.basis === 'completion' && plan.baseAt !== null
      ? endOfDay(plan.baseAt, slices.zone)
      : Math.max(nowMs, plan.lastDueAt ?? 0);

  const opensAt = (plan: Scheduled, dueAt: number) => startOfDay(dueAt, plan.leadDays ?? policy.leadDays, slices.zone);

  /** @param afterMs dues up to then are decided or left out */
  function standing(plan: Scheduled, afterMs: number, nowMs: number, pending: boolean) {
    if (pending && plan.basis === 'completion') return { nextDueAt: null, checkAt: null };
    if (plan.trigger !== 'calendar') return { nextDueAt: null, checkAt: nowMs };
    const nextDueAt = dueAfter(ruleOf(plan), afterMs);
    if (nextDueAt === null) return { nextDueAt, checkAt: null };
    return { nextDueAt, checkAt: pending ? nextDueAt : opensAt(plan, nextDueAt) };
  }

  return {
    leadMs,
    opensAt,
    duesAfter: (plan, afterMs) => duesAfter(ruleOf(plan), afterMs),
    standingFrom: (plan, nowMs, pending = false) => standing(plan, afterOf(plan, nowMs), nowMs, pending),
    standingResumed: (plan, nowMs, pending) => standing(plan, Math.max(nowMs, afterOf(plan, nowMs)), nowMs, pending),
    undecidedAfter(plan, nowMs) {
      const rule = ruleOf(plan);
      const decided = plan.lastDueAt === null ? undefined : nominalOf(rule, plan.lastDueAt);
      return dueAfter(rule, Math.max(nowMs, plan.lastDueAt ?? 0), decided);
    },
    latestAt: (dueAt, followingAt) =>
      dueAt + Math.round(policy.tolerance * (followingAt === null ? INTERVAL_ASSUMED_MS : followingAt - dueAt)),
  };
}
