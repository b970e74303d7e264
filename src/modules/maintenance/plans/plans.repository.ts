/** Reads and writes of the table `maintenance_plans`. */
import { type Insertable, type Selectable, type SqlBool, sql, type Updateable } from 'kysely';
import { comparisonKey } from '../../../kernel/texts.ts';
import { type Engine, isAnyOf, lockingRows, type TableAccess } from '../../../platform/database/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { MaintenancePlansTable } from './plans.tables.ts';
import type { Plan, PlanFilter } from './plans.types.ts';

type Access = TableAccess<MaintenanceTables>;

export async function findPlan(access: Access, id: number): Promise<Plan | undefined> {
  const row = await access.selectFrom('maintenance_plans').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toPlan(row);
}

/** As it is after everybody who was changing it, and nobody changes it until the transaction ends. */
export async function findPlanToChange(access: Access, engine: Engine, id: number): Promise<Plan | undefined> {
  const query = access.selectFrom('maintenance_plans').selectAll().where('id', '=', id);
  const row = await lockingRows(engine, query).executeTakeFirst();
  return row === undefined ? undefined : toPlan(row);
}

/** By title and number, from behind `after`; one more than `limit`, so that the caller sees whether there is more. */
export async function findPlanPage(
  access: Access,
  engine: Engine,
  filter: PlanFilter,
  after: readonly [titleKey: string, id: number] | undefined,
  limit: number,
): Promise<Plan[]> {
  let query = filtered(access, engine, filter);
  if (after !== undefined) {
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('title_key', 'id'), '>', tuple(after[0], after[1])));
  }
  const rows = await query
    .orderBy('title_key')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  return rows.map(toPlan);
}

/** In the order in which they were made, which is for ever, from behind the one of the number `after`. */
export async function findPlansMadeAfter(
  access: Access,
  engine: Engine,
  filter: PlanFilter,
  after: number | undefined,
  limit: number,
): Promise<Plan[]> {
  let query = filtered(access, engine, filter);
  if (after !== undefined) query = query.where('id', '>', after);
  const rows = await query.orderBy('id').limit(limit).execute();
  return rows.map(toPlan);
}

function filtered(access: Access, engine: Engine, filter: PlanFilter) {
  let query = access.selectFrom('maintenance_plans').selectAll();
  if (filter.machineIds !== undefined) query = query.where(isAnyOf(engine, 'machine_id', filter.machineIds));
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.trigger !== undefined) query = query.where('trigger_kind', '=', filter.trigger);
  return query;
}

/** Those about which there is something to decide, the longest waiting first, from behind `after`. */
export async function findPlansToCheck(
  access: Access,
  nowMs: number,
  after: Pick<Plan, 'checkAt' | 'id'> | undefined,
  limit: number,
): Promise<Plan[]> {
  let query = access
    .selectFrom('maintenance_plans')
    .selectAll()
    .where(sql<SqlBool>`check_at is not null`)
    .where('check_at', '<=', nowMs);
  if (after !== undefined) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('check_at', 'id'), '>', tuple(after.checkAt ?? 0, after.id)),
    );
  }
  const rows = await query.orderBy('check_at').orderBy('id').limit(limit).execute();
  return rows.map(toPlan);
}

/** Active ones by calendar, also those that have no due at the moment, by number from behind `after`. */
export async function findCalendarPlans(access: Access, after: number, limit: number): Promise<Plan[]> {
  const rows = await access
    .selectFrom('maintenance_plans')
    .selectAll()
    .where('status', '=', 'active')
    .where('trigger_kind', '=', 'calendar')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toPlan);
}

export async function findPlanIdsOfMachine(access: Access, machineId: string): Promise<number[]> {
  const rows = await access
    .selectFrom('maintenance_plans')
    .select('id')
    .where('machine_id', '=', machineId)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** All but the retired ones. */
export async function countPlansInForce(access: Access, machineId: string): Promise<number> {
  const { count } = await access
    .selectFrom('maintenance_plans')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('machine_id', '=', machineId)
    .where('status', '!=', 'retired')
    .executeTakeFirstOrThrow();
  return count;
}

/** @throws ConstraintViolation a foreign key */
export async function insertPlan(access: Access, plan: Omit<Plan, 'id'>): Promise<Plan> {
  const { id } = await access
    .insertInto('maintenance_plans')
    .values(toRow(plan))
    .returning('id')
    .executeTakeFirstOrThrow();
  return { ...plan, id };
}

/** Writes what differs. The caller holds the plan: see {@link findPlanToChange}. */
export async function updatePlan(access: Access, before: Plan, after: Plan): Promise<void> {
  const old = toRow(before);
  const fresh: Updateable<MaintenancePlansTable> = toRow(after);
  const changed = Object.entries(fresh).filter(([column, value]) => value !== old[column as keyof typeof old]);
  if (changed.length === 0) return;
  await access
    .updateTable('maintenance_plans')
    .set(Object.fromEntries(changed) as Updateable<MaintenancePlansTable>)
    .where('id', '=', before.id)
    .execute();
}

function toRow(plan: Omit<Plan, 'id'>): Insertable<MaintenancePlansTable> {
  return {
    machine_id: plan.machineId,
    title: plan.title,
    title_key: comparisonKey(plan.title),
    instructions: plan.instructions,
    trigger_kind: plan.trigger,
    basis: plan.basis,
    rule: plan.rule,
    begins_on: plan.beginsOn,
    due_minute: plan.dueMinute,
    off_days: plan.offDays,
    working_days: plan.workingDays === null ? null : JSON.stringify(plan.workingDays),
    meter_every: plan.meterEvery,
    lead_days: plan.leadDays,
    category: plan.category,
    priority: plan.priority,
    assignee_id: plan.assigneeId,
    team: plan.team,
    estimated_minutes: plan.estimatedMinutes,
    status: plan.status,
    paused_because: plan.pausedBecause,
    next_due_at: plan.nextDueAt,
    check_at: plan.checkAt,
    last_due_at: plan.lastDueAt,
    base_at: plan.baseAt,
    meter_carry: plan.meterCarry,
    dues_count: plan.duesCount,
    version: plan.version,
    created_at: plan.createdAt,
    updated_at: plan.updatedAt,
  };
}

function toPlan(row: Selectable<MaintenancePlansTable>): Plan {
  return {
    id: row.id,
    machineId: row.machine_id,
    title: row.title,
    instructions: row.instructions,
    trigger: row.trigger_kind,
    basis: row.basis,
    rule: row.rule,
    beginsOn: row.begins_on,
    dueMinute: row.due_minute,
    offDays: row.off_days,
    workingDays: row.working_days === null ? null : (JSON.parse(row.working_days) as number[]),
    meterEvery: row.meter_every,
    leadDays: row.lead_days,
    category: row.category,
    priority: row.priority,
    assigneeId: row.assignee_id,
    team: row.team,
    estimatedMinutes: row.estimated_minutes,
    status: row.status,
    pausedBecause: row.paused_because,
    nextDueAt: row.next_due_at,
    checkAt: row.check_at,
    lastDueAt: row.last_due_at,
    baseAt: row.base_at,
    meterCarry: row.meter_carry,
    duesCount: row.dues_count,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
