/** The life of plans: paused, resumed and retired, served now, a due skipped, and what follows from their machines. */
import type { Actor } from '../../../kernel/access.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import { transactOnce } from '../../../platform/outbox/index.ts';
import { requireText } from '../tickets/ticket-details.rules.ts';
import { dueEvent } from './plan.events.ts';
import { nextDue } from './plan-due.ts';
import { findOpenTickets, insertDues } from './plan-dues.repository.ts';
import { openPlanTicketWithin, type PlanOpeningDependencies } from './plan-opening.ts';
import { type PlanReckoning, reckoningOf } from './plan-reckoning.ts';
import { holdPlanWithin, moveOnWithin, stepPlanWithin } from './plan-steps.ts';
import type { PlanViews } from './plan-views.ts';
import { planMoveRefused, planNotFound } from './plans.refusals.ts';
import { findPlan, findPlanIdsOfMachine } from './plans.repository.ts';
import type { PlanServiceDependencies } from './plans.service.ts';
import { type PlanPolicy, readPlanPolicy } from './plans.settings.ts';
import type { Plan, PlanStatus, PlanView } from './plans.types.ts';
import { requireInUse, requireRoomForPlanWithin } from './plans-of-machines.ts';

/** @throws of every step: plan-not-found, version-conflict */
export interface PlanLife {
  /** Nothing is due until it is resumed. Repeating it changes nothing. @throws plan-move-refused for a retired one */
  pausePlan(actor: Actor, id: number, reason: string | undefined, version?: number): Promise<PlanView>;
  /**
   * Of a paused or retired one. What was due meanwhile is left out.
   * @throws plan-move-refused for a machine out of use, limit-reached for one that comes back from retirement
   */
  resumePlan(actor: Actor, id: number, version?: number): Promise<PlanView>;
  /** For good, with all that it has done. Repeating it changes nothing. */
  retirePlan(actor: Actor, id: number, reason: string | undefined, version?: number): Promise<PlanView>;
  /**
   * Opens its ticket now, whatever its schedule says.
   * @returns the number of the ticket
   * @throws plan-move-refused unless it is active and has no ticket that is not done
   */
  runPlan(actor: Actor, id: number, key?: string): Promise<{ readonly plan: PlanView; readonly ticketId: number }>;
  /**
   * Leaves the next due out.
   * @param key of a request that may be sent again: without it a repetition leaves out the one after it, too
   * @throws plan-move-refused where there is none to leave out, idempotency-key-reused
   */
  skipDue(actor: Actor, id: number, reason: string, version?: number, key?: string): Promise<PlanView>;
  /** Pauses the plans of a machine that goes out of use, and resumes those that were paused with it. */
  machineRetiredWithin(tx: Transaction, machineId: string, retired: boolean, policy: PlanPolicy): Promise<void>;
}

const resting = { nextDueAt: null, checkAt: null } as const;

export function createPlanLife(
  dependencies: PlanServiceDependencies & PlanOpeningDependencies,
  views: PlanViews,
): PlanLife {
  const { store, log, settings, machines, shiftCalendars } = dependencies;

  const reckoning = (tx: Transaction, policy: PlanPolicy, plan: Plan): Promise<PlanReckoning> =>
    reckoningOf(tx.access(), shiftCalendars, policy, [plan]);

  const pendingTicketOf = async (tx: Transaction, plan: Plan) =>
    (await findOpenTickets(tx.access(), tx.engine, [plan.id])).get(plan.id);

  /** @returns when it is due next; null too for what waits for its ticket or goes by a meter */
  async function resumeWithin(tx: Transaction, policy: PlanPolicy, plan: Plan) {
    const pending = (await pendingTicketOf(tx, plan)) !== undefined;
    const standing = (await reckoning(tx, policy, plan)).standingResumed(plan, tx.recordedAt, pending);
    await stepPlanWithin(tx, plan, {
      happened: 'resumed',
      fields: { status: 'active', pausedBecause: null, ...standing },
    });
    return { pending, ...standing };
  }

  /** Takes it out of the schedule. */
  async function rest(
    actor: Actor,
    id: number,
    version: number | undefined,
    status: Exclude<PlanStatus, 'active'>,
    reason: string | undefined,
  ): Promise<PlanView> {
    const changed = await store.transact(actor, async (tx) => {
      const plan = await holdPlanWithin(tx, id, version);
      if (plan.status === status && plan.pausedBecause !== 'machine-retired') return false;
      if (status === 'paused' && plan.status === 'retired') {
        throw planMoveRefused(plan, 'is retired, so it cannot be paused');
      }
      const pausedBecause = status === 'paused' ? ('person' as const) : null;
      await stepPlanWithin(tx, plan, { happened: status, fields: { status, pausedBecause, ...resting }, reason });
      return true;
    });
    if (changed) log.info({ payload: { planId: id } }, `Plan ${id} ${status} by '${actor.name}'`);
    return views.getPlan(id);
  }

  return {
    pausePlan: (actor, id, reason, version) => rest(actor, id, version, 'paused', reason),
    retirePlan: (actor, id, reason, version) => rest(actor, id, version, 'retired', reason),

    async resumePlan(actor, id, version) {
      const policy = await readPlanPolicy(settings);
      const changed = await store.transact(actor, async (tx) => {
        const seen = await findPlan(tx.access(), id);
        if (seen === undefined) throw planNotFound(id);
        // before the plan, as who takes a machine out of use does; a plan stays with its machine
        const machine = await machines.holdMachineWithin(tx, seen.machineId);
        const plan = await holdPlanWithin(tx, id, version);
        if (plan.status === 'active') return false;
        if (plan.status === 'retired') await requireRoomForPlanWithin(tx, machine);
        else requireInUse(machine);
        const { pending, nextDueAt } = await resumeWithin(tx, policy, plan);
        if (plan.trigger === 'calendar' && !pending && nextDueAt === null) {
          throw planMoveRefused(plan, 'has no date after now, so it would never be due: give it another rule first');
        }
        return true;
      });
      if (changed) log.info({ payload: { planId: id } }, `Plan ${id} resumed by '${actor.name}'`);
      return views.getPlan(id);
    },

    async runPlan(actor, id, key) {
      const policy = await readPlanPolicy(settings);
      const { result: ticketId, isRepeat } = await transactOnce(
        store,
        actor,
        { key, operation: 'plan.run', payload: [id] },
        async (tx) => {
          const plan = await holdPlanWithin(tx, id);
          if (plan.status !== 'active') throw planMoveRefused(plan, `is ${plan.status}, so it opens no ticket`);
          const pending = await pendingTicketOf(tx, plan);
          if (pending !== undefined) {
            throw planMoveRefused(plan, `has a ticket that is not done: ${pending}`, { ticket_id: pending });
          }
          const { ticket, missingParts } = await openPlanTicketWithin(tx, dependencies, policy, plan);
          const dueAt = ticket.dueAt ?? tx.recordedAt;
          const due = nextDue(plan, tx.recordedAt, { cause: 'asked', state: 'open', dueAt, ticketId: ticket.id });
          await insertDues(tx.access(), tx.engine, [due]);
          // a due by calendar that passes before the ticket is done is missed and served with it
          const checkAt =
            plan.trigger === 'calendar' ? plan.nextDueAt : plan.basis === 'completion' ? null : plan.checkAt;
          await moveOnWithin(tx, plan, { duesCount: due.number, checkAt }, (moved) => ({
            event: dueEvent('ticket-opened', moved, due, { missed: 0, missing_parts: missingParts }),
            action: 'ticket-opened',
          }));
          return ticket.id;
        },
      );
      if (!isRepeat)
        log.info({ payload: { planId: id, ticketId } }, `Plan ${id} served now by '${actor.name}': ticket ${ticketId}`);
      return { plan: await views.getPlan(id), ticketId };
    },

    async skipDue(actor, id, given, version, key) {
      const reason = requireText(given, 'The reason');
      const policy = await readPlanPolicy(settings);
      const request = { key, operation: 'plan.skip', payload: [id, reason] };
      const { isRepeat } = await transactOnce(store, actor, request, async (tx) => {
        const plan = await holdPlanWithin(tx, id, version);
        if (plan.status !== 'active') throw planMoveRefused(plan, `is ${plan.status}, so nothing is due`);
        const pending = await pendingTicketOf(tx, plan);
        const dueAt = plan.trigger === 'calendar' ? plan.nextDueAt : tx.recordedAt;
        if (dueAt === null || (pending !== undefined && plan.basis === 'completion')) {
          const why = pending === undefined ? 'its rule has ended' : `cancel ticket ${pending} instead`;
          throw planMoveRefused(plan, `has no due to leave out: ${why}`);
        }
        const due = nextDue(plan, tx.recordedAt, { cause: 'due', state: 'skipped', dueAt, reason });
        await insertDues(tx.access(), tx.engine, [due]);
        const fields = afterSkipped(
          plan,
          dueAt,
          await reckoning(tx, policy, plan),
          pending !== undefined,
          tx.recordedAt,
        );
        await moveOnWithin(tx, plan, { ...fields, duesCount: due.number }, (moved) => ({
          event: dueEvent('due-skipped', moved, due),
          action: 'due-skipped',
          reason,
        }));
        return due.number;
      });
      if (!isRepeat) log.info({ payload: { planId: id } }, `A due of plan ${id} skipped by '${actor.name}'`);
      return views.getPlan(id);
    },

    async machineRetiredWithin(tx, machineId, retired, policy) {
      for (const id of await findPlanIdsOfMachine(tx.access(), machineId)) {
        const plan = await holdPlanWithin(tx, id);
        if (retired && plan.status === 'active') {
          const fields = { status: 'paused', pausedBecause: 'machine-retired', ...resting } as const;
          await stepPlanWithin(tx, plan, { happened: 'paused', fields, reason: 'The machine went out of use.' });
        } else if (!retired && plan.pausedBecause === 'machine-retired') {
          await resumeWithin(tx, policy, plan);
        }
      }
    },
  };
}

function afterSkipped(
  plan: Plan,
  dueAt: number,
  reckoning: PlanReckoning,
  pending: boolean,
  nowMs: number,
): Partial<Plan> {
  if (plan.trigger !== 'calendar') {
    return plan.basis === 'completion'
      ? { baseAt: nowMs, meterCarry: 0, checkAt: nowMs }
      : { meterCarry: plan.meterCarry - (plan.meterEvery ?? 0), checkAt: nowMs };
  }
  const counted = plan.basis === 'completion' ? { baseAt: Math.max(dueAt, nowMs) } : {};
  const standing = reckoning.standingFrom({ ...plan, ...counted, lastDueAt: dueAt }, nowMs, pending);
  return { ...counted, ...standing, lastDueAt: dueAt };
}
