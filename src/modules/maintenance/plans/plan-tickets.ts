/**
 * Follows the tickets that plans opened, in the transaction that moves them: a due is done with its ticket, skipped when
 * it is cancelled, and open again when it is reopened; the plan goes on from there.
 *
 * Locks are taken in the order ticket, plan, component, as everywhere.
 */
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Production } from '../../production/index.ts';
import type { ShiftCalendars, Timeline } from '../../timeline/index.ts';
import { requireAnsweredWithin } from '../checklists/ticket-checklists.service.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { MoveListener } from '../tickets/ticket-moves.service.ts';
import type { TicketStatus } from '../tickets/tickets.rules.ts';
import type { Ticket } from '../tickets/tickets.types.ts';
import { dueEvent } from './plan.events.ts';
import { findDueOfTicket, findOpenTickets, updateDue } from './plan-dues.repository.ts';
import { meteredIn } from './plan-meters.ts';
import { type PlanReckoning, reckoningOf } from './plan-reckoning.ts';
import { holdPlanWithin, moveOnWithin } from './plan-steps.ts';
import { type PlanPolicy, readPlanPolicy } from './plans.settings.ts';
import type { DueState, Plan, PlanDue } from './plans.types.ts';

export interface PlanTicketDependencies {
  readonly settings: SettingsReader;
  readonly timeline: Timeline;
  readonly production: Production;
  readonly shiftCalendars: Pick<ShiftCalendars, 'calendarsOf' | 'slices'>;
}

const states: Readonly<Record<TicketStatus, DueState>> = {
  Open: 'open',
  'In Progress': 'open',
  'On Hold': 'open',
  Resolved: 'done',
  Closed: 'done',
  Cancelled: 'skipped',
};
const happened: Readonly<Record<DueState, string>> = {
  open: 'due-reopened',
  done: 'due-done',
  skipped: 'due-skipped',
  missed: 'due-missed',
};

/** @throws checklist-incomplete when a ticket is to be done with required items unanswered */
export function followTickets(dependencies: PlanTicketDependencies): () => Promise<MoveListener> {
  const { settings, timeline, production, shiftCalendars } = dependencies;

  /** What the meter of the due had when it was done; null for a due by calendar. */
  async function doneMeterWithin(tx: Transaction, plan: Plan, due: PlanDue, doneAt: number): Promise<number | null> {
    if (due.meterBaseAt === null || due.meterCarry === null || plan.trigger === 'calendar') return null;
    const reads = {
      timeline: timeline.readsWithin(tx),
      production: {
        sumCuts: (windows: Parameters<Production['sumCuts']>[0]) => production.sumCuts(windows, tx.access()),
      },
    };
    const { machineId, trigger } = plan;
    return due.meterCarry + (await meteredIn(reads, { machineId, trigger, fromMs: due.meterBaseAt, toMs: doneAt }));
  }

  async function follow(tx: Transaction, policy: PlanPolicy, before: Ticket, after: Ticket): Promise<void> {
    if (after.planId === null || states[before.status] === states[after.status]) return;
    const state = states[after.status];
    if (state === 'done') await requireAnsweredWithin(tx, after.id);
    const access = tx.access<MaintenanceTables>();
    const plan = await holdPlanWithin(tx, after.planId);
    const due = await findDueOfTicket(access, after.id);
    if (due === undefined) return;
    const doneAt = state === 'done' ? (after.resolvedAt ?? tx.recordedAt) : null;
    const fresh: PlanDue = {
      ...due,
      state,
      doneAt,
      reason: state === 'skipped' ? 'The ticket was cancelled.' : null,
      doneMeter: doneAt === null ? null : await doneMeterWithin(tx, plan, due, doneAt),
    };
    await updateDue(access, due.id, fresh);
    const pending = (await findOpenTickets(access, tx.engine, [plan.id])).has(plan.id);
    const reckoning = await reckoningOf(tx.access(), shiftCalendars, policy, [plan]);
    await moveOnWithin(tx, plan, standingAfter(plan, fresh, reckoning, pending, tx.recordedAt), (moved) => ({
      event: dueEvent(happened[state], moved, fresh, standing(after)),
      action: happened[state],
    }));
  }

  return async () => {
    const policy = await readPlanPolicy(settings);
    return (tx, before, after) => follow(tx, policy, before, after);
  };
}

function standing({ status }: Ticket) {
  return { ticket_status: status };
}

/** Where the plan goes on from. */
function standingAfter(
  plan: Plan,
  due: PlanDue,
  reckoning: PlanReckoning,
  pending: boolean,
  nowMs: number,
): Partial<Plan> {
  const active = plan.status === 'active';
  // one that was asked for beside the schedule and then cancelled leaves it as it was
  const beside = due.cause === 'asked' && due.state === 'skipped';
  if (plan.basis === 'completion' && !beside) {
    const counted = countedFrom(plan, due, nowMs);
    return active ? { ...counted, ...reckoning.standingFrom({ ...plan, ...counted }, nowMs, pending) } : counted;
  }
  if (!active) return {};
  if (plan.trigger !== 'calendar') return { checkAt: nowMs };
  const { nextDueAt } = plan;
  // its rule has ended, or its due passed while the ticket that is cancelled now was to serve it: the plan goes on
  if (nextDueAt === null) return reckoning.standingFrom(plan, nowMs, pending);
  return { checkAt: pending ? nextDueAt : reckoning.opensAt(plan, nextDueAt) };
}

/** From completion: when it was done; of one that was skipped, from its due, or from now where that has passed. */
function countedFrom(plan: Plan, { state, dueAt, doneAt }: PlanDue, nowMs: number): Partial<Plan> {
  if (state === 'open') return {};
  if (state === 'done') return { baseAt: doneAt, meterCarry: 0 };
  return { baseAt: plan.trigger === 'calendar' ? Math.max(dueAt, nowMs) : nowMs, meterCarry: 0 };
}
