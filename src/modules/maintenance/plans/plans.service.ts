/** Making and changing plans. Each change commits with its event and its audit entry or not at all. */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { picked, snakeCase } from '../../../kernel/named-fields.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, type Page, toPage } from '../../../kernel/paging.ts';
import { comparisonKey } from '../../../kernel/texts.ts';
import { ConstraintViolation } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type Transaction, transactOnce } from '../../../platform/outbox/index.ts';
import type { ShiftCalendars } from '../../timeline/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { requirePast } from '../tickets/ticket-details.rules.ts';
import { requireWorkerWithin } from '../tickets/ticket-workers.ts';
import { planEvent } from './plan.events.ts';
import { findChecks, findParts, replaceContents } from './plan-contents.repository.ts';
import { fitChecks, fitParts, fitPlan } from './plan-details.rules.ts';
import { findOpenTickets } from './plan-dues.repository.ts';
import { reckoningOf } from './plan-reckoning.ts';
import { holdPlanWithin, stepPlanWithin } from './plan-steps.ts';
import type { PlanViewDependencies, PlanViews } from './plan-views.ts';
import { findPlanPage, insertPlan } from './plans.repository.ts';
import { type PlanPolicy, readPlanPolicy } from './plans.settings.ts';
import type { NewPlan, Plan, PlanChanges, PlanContents, PlanDetails, PlanListing, PlanView } from './plans.types.ts';
import { requireRoomForPlanWithin } from './plans-of-machines.ts';

export interface PlanService {
  /**
   * Its first due is the first one after now: a plan that begins in the past has nothing to catch up with.
   * @param key of a request that may be sent again
   * @throws unknown-machine, unknown-category, user-not-found, component-not-found, validation-failed, limit-reached,
   *   plan-move-refused for a retired machine, idempotency-key-reused
   */
  createPlan(actor: Actor, plan: NewPlan, key?: string): Promise<PlanView>;
  /**
   * Writes what is given and leaves the rest. A ticket that is open stays as it is; dues to come follow the new rule.
   * With what is already so nothing happens.
   * @param version the one that the caller saw; without it the change is made to whatever is there now
   * @throws as {@link createPlan}, plan-not-found, version-conflict
   */
  changePlan(actor: Actor, id: number, changes: PlanChanges, version?: number): Promise<PlanView>;
  /** By title. @throws cursor-invalid */
  listPlans(listing?: PlanListing): Promise<Page<PlanView>>;
}

/** What decides when a plan is due. */
const scheduling = ['trigger', 'basis', 'rule', 'beginsOn', 'dueMinute', 'offDays', 'workingDays', 'meterEvery'];
const detailNames = [
  ...scheduling,
  'title',
  'instructions',
  'leadDays',
  'category',
  'priority',
  'assigneeId',
  'team',
  'estimatedMinutes',
];

export interface PlanServiceDependencies extends PlanViewDependencies {
  readonly log: Logger;
  readonly shiftCalendars: Pick<ShiftCalendars, 'calendarsOf' | 'slices'>;
}

export function createPlanService(dependencies: PlanServiceDependencies, views: PlanViews): PlanService {
  const { store, log, settings, machines, users, shiftCalendars } = dependencies;

  async function standingWithin(tx: Transaction, policy: PlanPolicy, plan: Omit<Plan, 'id'>, pending: boolean) {
    const reckoning = await reckoningOf(tx.access(), shiftCalendars, policy, [plan]);
    // whatever its ticket: a plan that waits for it has no due either
    const comes = plan.trigger !== 'calendar' || reckoning.standingFrom(plan, tx.recordedAt).nextDueAt !== null;
    if (!comes) throw neverDue(plan);
    return reckoning.standingFrom(plan, tx.recordedAt, pending);
  }

  async function createWithin(tx: Transaction, policy: PlanPolicy, wanted: NewPlan): Promise<number> {
    const { machineId, checks, parts, countedFrom, ...given } = wanted;
    await requireRoomForPlanWithin(tx, await machines.holdMachineWithin(tx, machineId));
    const access = tx.access<MaintenanceTables>();
    const details = fitPlan(given, policy.tickets.categories);
    if (details.assigneeId !== null) await requireWorkerWithin(tx, users, details.assigneeId);
    const fresh: Omit<Plan, 'id'> = {
      ...details,
      machineId,
      status: 'active',
      pausedBecause: null,
      nextDueAt: null,
      checkAt: null,
      lastDueAt: null,
      baseAt: meterBase(details, countedFrom, tx.recordedAt),
      meterCarry: 0,
      duesCount: 0,
      version: 1,
      createdAt: tx.recordedAt,
      updatedAt: tx.recordedAt,
    };
    const plan = await insertPlan(access, { ...fresh, ...(await standingWithin(tx, policy, fresh, false)) });
    const contents = { checks: fitChecks(checks), parts: fitParts(parts) };
    await requireComponents(() => replaceContents(access, tx.engine, plan.id, contents));
    tx.audit({
      action: 'plan.created',
      entityType: 'plan',
      entityId: plan.id,
      after: { machine_id: machineId, ...toldDetails(plan), ...toldContents(contents) },
    });
    tx.emit(planEvent('created', plan));
    return plan.id;
  }

  async function changeWithin(
    tx: Transaction,
    policy: PlanPolicy,
    before: Plan,
    { checks, parts, countedFrom, ...given }: PlanChanges,
  ): Promise<boolean> {
    const access = tx.access<MaintenanceTables>();
    const details = fitPlan({ ...detailsOf(before, given), ...given }, policy.tickets.categories);
    if (details.assigneeId !== null && details.assigneeId !== before.assigneeId) {
      await requireWorkerWithin(tx, users, details.assigneeId);
    }
    const old = {
      checks: (await findChecks(access, tx.engine, [before.id])).get(before.id) ?? [],
      parts: (await findParts(access, tx.engine, [before.id])).get(before.id) ?? [],
    };
    const contents: Partial<PlanContents> = {
      ...(checks === undefined ? {} : { checks: fitChecks(checks) }),
      ...(parts === undefined ? {} : { parts: fitParts(parts) }),
    };
    const told = { before: { ...toldDetails(before), ...toldContents(old) }, after: { ...toldDetails(details) } };
    Object.assign(told.after, toldContents({ ...old, ...contents }));
    const changed = Object.keys(told.after).filter((name) => !isSame(told.before[name], told.after[name]));
    if (countedFrom !== undefined) changed.push('counted_from');
    if (changed.length === 0) return false;
    const rescheduled = changed.some((name) => name === 'counted_from' || schedulingTold.includes(name));
    const pending = (await findOpenTickets(access, tx.engine, [before.id])).has(before.id);
    const anew = details.trigger !== before.trigger || countedFrom !== undefined;
    const base = anew
      ? { baseAt: meterBase(details, countedFrom, tx.recordedAt), meterCarry: 0 }
      : { baseAt: before.baseAt, meterCarry: before.meterCarry };
    const wanted: Plan = { ...before, ...details, ...base };
    const moved = rescheduled || changed.includes('lead_days');
    const standing =
      moved && before.status === 'active' ? await standingWithin(tx, policy, wanted, pending) : undefined;
    await requireComponents(() => replaceContents(access, tx.engine, before.id, contents));
    await stepPlanWithin(tx, before, {
      happened: 'changed',
      fields: { ...details, ...base, ...standing },
      before: picked(told.before, changed),
      after: picked(told.after, changed),
    });
    return true;
  }

  return {
    async createPlan(actor, wanted, key) {
      const policy = await readPlanPolicy(settings);
      const request = { key, operation: 'plan.create', payload: wanted };
      const { result: id, isRepeat } = await transactOnce(store, actor, request, (tx) => {
        requirePast('counted_from', wanted.countedFrom, tx.recordedAt);
        return createWithin(tx, policy, wanted);
      });
      if (!isRepeat) log.info({ payload: { planId: id } }, `Plan ${id} created by '${actor.name}'`);
      return views.getPlan(id);
    },

    async changePlan(actor, id, changes, version) {
      const policy = await readPlanPolicy(settings);
      const changed = await store.transact(actor, async (tx) => {
        requirePast('counted_from', changes.countedFrom, tx.recordedAt);
        return changeWithin(tx, policy, await holdPlanWithin(tx, id, version), changes);
      });
      if (changed) log.info({ payload: { planId: id } }, `Plan ${id} changed by '${actor.name}'`);
      return views.getPlan(id);
    },

    async listPlans({ cursor, limit = PAGE_LIMIT_DEFAULT, ...filter } = {}) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor, ['string', 'number']);
      const fetched = await findPlanPage(
        store.access(),
        store.engine,
        filter,
        after as [string, number] | undefined,
        limit,
      );
      const page = toPage(fetched, limit, (plan) => [comparisonKey(plan.title), plan.id]);
      return { items: await views.viewsOf(page.items), nextCursor: page.nextCursor };
    },
  };
}

const schedulingTold = scheduling.map(snakeCase);

/** As they are, but what belongs to another kind of trigger than the one that is wanted. */
function detailsOf(plan: Plan, { trigger = plan.trigger }: Partial<PlanDetails>): PlanDetails {
  const details = picked(plan, detailNames) as unknown as PlanDetails;
  if (trigger === plan.trigger) return details;
  const none = { rule: null, beginsOn: null, dueMinute: null, offDays: null, workingDays: null, meterEvery: null };
  return { ...details, ...none };
}

/** @throws validation-failed */
function meterBase({ trigger }: PlanDetails, countedFrom: number | undefined, nowMs: number): number | null {
  if (trigger !== 'calendar') return countedFrom ?? nowMs;
  if (countedFrom === undefined) return null;
  throw new DomainError('validation-failed', 'counted_from is of plans by run_hours or cuts; a rule has begins_on.');
}

function neverDue({ rule, offDays }: Omit<Plan, 'id'>): DomainError {
  const [where, remedy] =
    offDays === 'skip' ? [' that is a working day', ', or other off_days or working_days'] : ['', ''];
  const detail = `The rule ${rule} has no date after now${where}, so the plan would never be due. Give a rule that goes on, or a later UNTIL${remedy}.`;
  return new DomainError('validation-failed', detail, { errors: [{ path: 'body.rule', message: detail }] });
}

function toldDetails(details: PlanDetails): Record<string, unknown> {
  return Object.fromEntries(detailNames.map((name) => [snakeCase(name), details[name as keyof PlanDetails]]));
}

function toldContents({ checks, parts }: PlanContents): Record<string, unknown> {
  return {
    checklist: checks,
    parts: parts.map((part) => ({ component_id: part.componentId, quantity: part.quantity })),
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** @throws component-not-found */
async function requireComponents(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (error instanceof ConstraintViolation && error.kind === 'foreign-key') {
      throw new DomainError('component-not-found', 'One of the parts names a component that does not exist.');
    }
    throw error;
  }
}
