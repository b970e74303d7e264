/**
 * Changing a plan, the same way for every use case: the plan is held, what changes is written, and audit and event tell
 * of it in the same transaction.
 */
import type { NewEvent, Transaction } from '../../../platform/outbox/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { planEvent } from './plan.events.ts';
import { planNotFound, versionConflict } from './plans.refusals.ts';
import { findPlanToChange, updatePlan } from './plans.repository.ts';
import type { Plan } from './plans.types.ts';

/**
 * The plan as it is, and nobody changes it until the transaction ends.
 *
 * @param version the one that the caller saw; without it the change is made to whatever is there now
 * @throws plan-not-found, version-conflict
 */
export async function holdPlanWithin(tx: Transaction, id: number, version?: number): Promise<Plan> {
  const plan = await findPlanToChange(tx.access<MaintenanceTables>(), tx.engine, id);
  if (plan === undefined) throw planNotFound(id);
  if (version !== undefined && version !== plan.version) throw versionConflict(plan);
  return plan;
}

export interface PlanStep {
  /** In the past tense: the event and the audit's action. */
  readonly happened: string;
  readonly fields: Partial<Plan>;
  /** What the audit shows, and the event beside how the plan stands. */
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly reason?: string | undefined;
}

/** What people do with a plan: counts as a version. The caller holds it. */
export async function stepPlanWithin(tx: Transaction, before: Plan, step: PlanStep): Promise<Plan> {
  const after = { ...before, ...step.fields, version: before.version + 1, updatedAt: tx.recordedAt };
  await updatePlan(tx.access<MaintenanceTables>(), before, after);
  tx.audit({
    action: `plan.${step.happened}`,
    entityType: 'plan',
    entityId: before.id,
    before: step.before ?? { status: before.status },
    after: step.after ?? { status: after.status },
    ...(step.reason === undefined ? {} : { reason: step.reason }),
  });
  tx.emit(planEvent(step.happened, after, step.after === undefined ? {} : { changed: Object.keys(step.after) }));
  return after;
}

/** What the schedule does with a plan: leaves the version, so that it is in nobody's way. The caller holds it. */
export async function moveOnWithin(
  tx: Transaction,
  before: Plan,
  fields: Partial<Plan>,
  tell: (after: Plan) => { readonly event: NewEvent; readonly action: string; readonly reason?: string } | undefined,
): Promise<Plan> {
  const after = { ...before, ...fields };
  await updatePlan(tx.access<MaintenanceTables>(), before, after);
  const told = tell(after);
  if (told === undefined) return after;
  tx.emit(told.event);
  tx.audit({
    action: `plan.${told.action}`,
    entityType: 'plan',
    entityId: before.id,
    after: told.event.data,
    ...(told.reason === undefined ? {} : { reason: told.reason }),
  });
  return after;
}
