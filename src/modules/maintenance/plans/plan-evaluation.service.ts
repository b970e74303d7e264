/**
 * Opens the tickets of plans that are due, by itself and once.
 *
 * Whoever looks at a plan holds it and decides about its next dues from where the last one left: any number of processes
 * may look at once, and a number for each due, unique in the database, keeps what was decided from being decided again.
 * A plan that cannot be served is logged and is in nobody's way.
 */
import { setImmediate } from 'node:timers/promises';
import { systemActor } from '../../../kernel/access.ts';
import { type Clock, MINUTE_MS } from '../../../kernel/clock.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store, Transaction } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { ShiftCalendars } from '../../timeline/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { MeterReading } from './meter-forecast.rules.ts';
import { meterTurn } from './meter-turn.rules.ts';
import { dueEvent } from './plan.events.ts';
import { nextDue } from './plan-due.ts';
import { findOpenTickets, insertDues, type NewDue, serveMissedDues } from './plan-dues.repository.ts';
import { type MeterReads, readMeters } from './plan-meters.ts';
import { openPlanTicketWithin, type PlanOpeningDependencies } from './plan-opening.ts';
import { type PlanReckoning, reckoningOf } from './plan-reckoning.ts';
import { planRestanding } from './plan-restanding.ts';
import { holdPlanWithin, moveOnWithin } from './plan-steps.ts';
import { calendarTurn } from './plan-turn.rules.ts';
import { findPlansToCheck } from './plans.repository.ts';
import { type PlanPolicy, readPlanPolicy } from './plans.settings.ts';
import type { Plan } from './plans.types.ts';

export interface PlanEvaluation {
  /** Decides about everything that is due now. Returns how many tickets were opened. */
  openDueTickets(): Promise<number>;
}

export interface PlanEvaluationDependencies extends PlanOpeningDependencies, MeterReads {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly shiftCalendars: Pick<ShiftCalendars, 'calendarsOf' | 'slices'>;
}

/** Plans that are read at once. */
const PAGE_PLANS = 50;
/** How often a meter is read. */
const METER_CHECK_MS = 15 * MINUTE_MS;

const actor = systemActor('maintenance-plans');

/** What was read of a plan's meter before the transaction that decides by it. */
interface Reading extends MeterReading {
  readonly atMs: number;
}

/** What one look at a plan decided. */
interface Decision {
  readonly fields: Partial<Plan>;
  readonly dues: readonly NewDue[];
  /** Whether there is more to decide at once. */
  readonly more: boolean;
}

export function createPlanEvaluation(dependencies: PlanEvaluationDependencies): PlanEvaluation {
  const { store, clock, log, settings, shiftCalendars } = dependencies;
  const restand = planRestanding(dependencies, actor);
  const reads = () => store.access<MaintenanceTables>();

  async function readingOf(plan: Plan, nowMs: number): Promise<Reading | undefined> {
    if (plan.trigger === 'calendar' || plan.baseAt === null) return undefined;
    const [meter] = await readMeters(dependencies, [plan], nowMs);
    return { atMs: nowMs, ...(meter as MeterReading) };
  }

  /** @returns whether a ticket was opened, and whether there is more to decide at once */
  async function look(seen: Plan, policy: PlanPolicy): Promise<{ opened: boolean; more: boolean }> {
    const nowMs = clock.now();
    const reading = await readingOf(seen, nowMs);
    return store.transact(actor, async (tx) => {
      const plan = await holdPlanWithin(tx, seen.id);
      if (plan.status !== 'active' || isOvertaken(plan, seen, nowMs)) return { opened: false, more: false };
      const access = tx.access<MaintenanceTables>();
      const pendingTicketId = (await findOpenTickets(access, tx.engine, [plan.id])).get(plan.id);
      const reckoning = await reckoningOf(tx.access(), shiftCalendars, policy, [plan]);
      const turn =
        reading === undefined
          ? calendarDecision(plan, reckoning, pendingTicketId !== undefined, nowMs)
          : meterDecision(plan, reckoning, policy, pendingTicketId !== undefined, reading);
      return decideWithin(tx, policy, plan, turn, pendingTicketId);
    });
  }

  async function decideWithin(
    tx: Transaction,
    policy: PlanPolicy,
    plan: Plan,
    { fields, dues, more }: Decision,
    pendingTicketId: number | undefined,
  ): Promise<{ opened: boolean; more: boolean }> {
    const opens = dues.find(({ state }) => state === 'open');
    const opened =
      opens === undefined
        ? undefined
        : await openPlanTicketWithin(tx, dependencies, policy, plan, dueOfTicket(plan, opens, tx.recordedAt));
    const ticketId = opened?.ticket.id ?? pendingTicketId ?? null;
    if (opened !== undefined) await serveMissedDues(tx.access(), plan.id, opened.ticket.id);
    const numbered = dues.map((due, at) => ({ ...due, ticketId, number: plan.duesCount + at + 1 }));
    await insertDues(tx.access(), tx.engine, numbered);
    const after = { ...fields, duesCount: plan.duesCount + dues.length };
    await moveOnWithin(tx, plan, after, (moved) => {
      const [last] = numbered.slice(-1);
      if (last === undefined) return undefined;
      const missed = numbered.reduce((sum, due) => sum + (due.state === 'missed' ? due.times : 0), 0);
      const action = opened === undefined ? 'due-missed' : 'ticket-opened';
      const more = { missed, ...(opened === undefined ? {} : { missing_parts: opened.missingParts }) };
      return { event: dueEvent(action, moved, last, more), action };
    });
    if (opened !== undefined) {
      log.info({ payload: { planId: plan.id, ticketId } }, `Plan ${plan.id} '${plan.title}' opened ticket ${ticketId}`);
    }
    return { opened: opened !== undefined, more };
  }

  async function serve(plan: Plan, policy: PlanPolicy): Promise<number> {
    let count = 0;
    try {
      for (;;) {
        const { opened, more } = await look(plan, policy);
        count += opened ? 1 : 0;
        if (!more) return count;
        await setImmediate();
      }
    } catch (error) {
      log.error({ err: error, payload: { planId: plan.id } }, `Plan ${plan.id} could not be served; it is tried again`);
      return count;
    }
  }

  return {
    async openDueTickets() {
      // whatever is in its way, dues that stand are decided; it is tried again with the next look
      await restand().catch((error: unknown) => log.error({ err: error }, 'Dues could not be moved after a change'));
      const policy = await readPlanPolicy(settings);
      let count = 0;
      let after: Plan | undefined;
      for (;;) {
        const plans = await findPlansToCheck(reads(), clock.now(), after, PAGE_PLANS);
        for (const plan of plans) {
          count += await serve(plan, policy);
          await setImmediate();
        }
        after = plans.at(-1);
        if (after === undefined || plans.length < PAGE_PLANS) return count;
      }
    },
  };
}

/** Where a meter has come to its due already, the ticket has the time that its priority gives; so it is not late at once. */
function dueOfTicket({ trigger }: Plan, { dueAt }: NewDue, nowMs: number): number | undefined {
  return trigger !== 'calendar' && dueAt <= nowMs ? undefined : dueAt;
}

/** Whether somebody has decided about the plan since it was read, a step of its meter skipped among others. */
function isOvertaken(plan: Plan, seen: Plan, nowMs: number): boolean {
  const moved = (['version', 'baseAt', 'meterCarry'] as const).some((name) => plan[name] !== seen[name]);
  return moved || plan.checkAt === null || plan.checkAt > nowMs;
}

function calendarDecision(plan: Plan, reckoning: PlanReckoning, pending: boolean, nowMs: number): Decision {
  const standing = { nextDueAt: plan.nextDueAt, opensAt: (dueAt: number) => reckoning.opensAt(plan, dueAt), pending };
  const dues = reckoning.duesAfter(plan, plan.nextDueAt ?? nowMs);
  // from completion there is no due before this one is done
  const none: Iterator<number> = { next: () => ({ done: true, value: undefined }) };
  const fromCompletion = plan.basis === 'completion';
  const turn = calendarTurn(standing, fromCompletion ? none : dues, nowMs);
  const decided = [...turn.missed, ...(turn.opens === undefined ? [] : [turn.opens])];
  return {
    fields: { nextDueAt: turn.nextDueAt, checkAt: turn.checkAt, lastDueAt: decided.at(-1) ?? plan.lastDueAt },
    dues: decided.map((dueAt, at) => {
      const followingAt = decided[at + 1] ?? turn.nextDueAt ?? reckoning.duesAfter(plan, dueAt).next().value ?? null;
      return nextDue(plan, nowMs, {
        cause: 'due',
        state: dueAt === turn.opens ? 'open' : 'missed',
        dueAt,
        latestAt: reckoning.latestAt(dueAt, followingAt),
      });
    }),
    more: turn.checkAt !== null && turn.checkAt <= nowMs,
  };
}

function meterDecision(
  plan: Plan,
  reckoning: PlanReckoning,
  { tolerance }: PlanPolicy,
  pending: boolean,
  { atMs, value, rate }: Reading,
): Decision {
  const every = plan.meterEvery as number;
  const lead = rate * reckoning.leadMs(plan);
  const turn = meterTurn({ basis: plan.basis, every, value, lead, pending });
  const baseAt = plan.baseAt as number;
  const meter = { meterBaseAt: baseAt, meterCarry: plan.meterCarry };
  const dues: NewDue[] = [];
  if (turn.missed > 0) {
    dues.push(nextDue(plan, atMs, { cause: 'due', state: 'missed', dueAt: atMs, times: turn.missed }));
  }
  if (turn.opens !== undefined) {
    const remaining = Math.max(0, turn.opens - value);
    const dueAt = rate > 0 ? atMs + Math.round(remaining / rate) : atMs;
    dues.push(
      nextDue(plan, atMs, {
        cause: 'due',
        state: 'open',
        dueAt,
        latestAt: dueAt + Math.round(tolerance * Math.max(0, dueAt - baseAt)),
        ...meter,
        dueMeter: turn.opens,
        latestMeter: turn.opens + Math.round(tolerance * every),
      }),
    );
  }
  const stepped = plan.basis === 'schedule' && dues.length > 0;
  const waits = plan.basis === 'completion' && (pending || turn.opens !== undefined);
  return {
    fields: {
      checkAt: waits ? null : atMs + METER_CHECK_MS,
      ...(stepped ? { baseAt: atMs, meterCarry: Math.round(turn.carry) } : {}),
      lastDueAt: dues.at(-1)?.dueAt ?? plan.lastDueAt,
    },
    dues,
    more: false,
  };
}
