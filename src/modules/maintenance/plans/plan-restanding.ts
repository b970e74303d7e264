/**
 * What plans by calendar stand on beside themselves: the factory's lead, and the shifts of their machines. Where either
 * has changed, the dues that nothing has been decided about move with it.
 */
import { setImmediate } from 'node:timers/promises';
import type { Actor } from '../../../kernel/access.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { rememberedUntil, type Store } from '../../../platform/outbox/index.ts';
import { SETTING_TOPIC, type SettingsReader } from '../../../platform/settings/index.ts';
import { SHIFT_TOPICS, type ShiftCalendars } from '../../timeline/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { planEvent } from './plan.events.ts';
import { findOpenTickets } from './plan-dues.repository.ts';
import { type PlanReckoning, reckoningOf } from './plan-reckoning.ts';
import { moveOnWithin } from './plan-steps.ts';
import { findCalendarPlans, findPlanToChange } from './plans.repository.ts';
import { type PlanPolicy, readPlanPolicy } from './plans.settings.ts';
import type { Plan, PlanStanding } from './plans.types.ts';

export interface PlanRestandingDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: SettingsReader;
  readonly shiftCalendars: Pick<ShiftCalendars, 'calendarsOf' | 'slices'>;
}

const PAGE_PLANS = 100;

/** @returns moves what has to move; costs one read while nothing that dues stand on has changed */
export function planRestanding(
  { store, clock, settings, shiftCalendars }: PlanRestandingDependencies,
  actor: Actor,
): () => Promise<void> {
  const reads = () => store.access<MaintenanceTables>();

  async function move(id: number, policy: PlanPolicy): Promise<void> {
    await store.transact(actor, async (tx) => {
      const access = tx.access<MaintenanceTables>();
      const plan = await findPlanToChange(access, tx.engine, id);
      if (plan === undefined) return;
      const pending = (await findOpenTickets(access, tx.engine, [id])).has(id);
      const reckoning = await reckoningOf(tx.access(), shiftCalendars, policy, [plan]);
      const standing = standingNow(plan, reckoning, pending, tx.recordedAt);
      if (!differs(plan, standing)) return;
      await moveOnWithin(tx, plan, standing, (moved) => ({
        event: planEvent('rescheduled', moved),
        action: 'rescheduled',
      }));
    });
  }

  async function moveAll(policy: PlanPolicy): Promise<void> {
    let after = 0;
    for (;;) {
      const plans = await findCalendarPlans(reads(), after, PAGE_PLANS);
      const reckoning = await reckoningOf(store.access(), shiftCalendars, policy, plans);
      const pending = await findOpenTickets(
        reads(),
        store.engine,
        plans.map(({ id }) => id),
      );
      for (const plan of plans) {
        const standing = standingNow(plan, reckoning, pending.has(plan.id), clock.now());
        if (differs(plan, standing)) await move(plan.id, policy);
      }
      await setImmediate();
      after = plans.at(-1)?.id ?? after;
      if (plans.length < PAGE_PLANS) return;
    }
  }

  // read behind the head, so that what is remembered as done was done by a policy that is not older
  const moved = rememberedUntil<MaintenanceTables, void>([SETTING_TOPIC, ...SHIFT_TOPICS], async () =>
    moveAll(await readPlanPolicy(settings)),
  );
  return () => moved(reads());
}

function differs(plan: Plan, { nextDueAt, checkAt }: Pick<PlanStanding, 'nextDueAt' | 'checkAt'>): boolean {
  return nextDueAt !== plan.nextDueAt || checkAt !== plan.checkAt;
}

/** One that has passed is about to be decided, as it was told. */
function standingNow(
  plan: Plan,
  reckoning: PlanReckoning,
  pending: boolean,
  nowMs: number,
): Pick<PlanStanding, 'nextDueAt' | 'checkAt'> {
  const { nextDueAt, checkAt, status } = plan;
  if (status !== 'active' || (nextDueAt !== null && nextDueAt <= nowMs)) return { nextDueAt, checkAt };
  if (plan.basis === 'completion') return reckoning.standingResumed(plan, nowMs, pending);
  const due = reckoning.undecidedAfter(plan, nowMs);
  if (due === null) return { nextDueAt: null, checkAt: null };
  return { nextDueAt: due, checkAt: pending ? due : reckoning.opensAt(plan, due) };
}
