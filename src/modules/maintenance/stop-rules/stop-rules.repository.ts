/** The table `stop_rules`. */
import type { Selectable } from 'kysely';
import { comparisonKey } from '../../../kernel/texts.ts';
import { type Engine, lockingRows, type TableAccess } from '../../../platform/database/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { StopRulesTable } from './stop-rules.tables.ts';
import type { StopRule, StopRuleDetails } from './stop-rules.types.ts';

type Access = TableAccess<MaintenanceTables>;

export async function findStopRule(access: Access, id: number): Promise<StopRule | undefined> {
  const row = await access.selectFrom('stop_rules').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toRule(row);
}

/** As it is after everybody who was changing it, and nobody changes it until the transaction ends. */
export async function holdStopRule(access: Access, engine: Engine, id: number): Promise<StopRule | undefined> {
  const query = access.selectFrom('stop_rules').selectAll().where('id', '=', id);
  const row = await lockingRows(engine, query).executeTakeFirst();
  return row === undefined ? undefined : toRule(row);
}

/** All of them, which are few, in the order in which they were made. */
export async function findStopRules(access: Access): Promise<StopRule[]> {
  const rows = await access.selectFrom('stop_rules').selectAll().orderBy('id').execute();
  return rows.map(toRule);
}

export async function countStopRules(access: Access): Promise<number> {
  const { count } = await access
    .selectFrom('stop_rules')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** @throws ConstraintViolation stop_rules_name_key_unique */
export async function insertStopRule(access: Access, details: StopRuleDetails, nowMs: number): Promise<StopRule> {
  const row = await access
    .insertInto('stop_rules')
    .values({ ...toColumns(details), version: 1, created_at: nowMs, updated_at: nowMs })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toRule(row);
}

/** The caller holds it. @throws ConstraintViolation stop_rules_name_key_unique */
export async function updateStopRule(
  access: Access,
  id: number,
  details: StopRuleDetails,
  nowMs: number,
): Promise<StopRule> {
  const row = await access
    .updateTable('stop_rules')
    .set((eb) => ({ ...toColumns(details), version: eb('version', '+', 1), updated_at: nowMs }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return toRule(row);
}

export async function deleteStopRule(access: Access, id: number): Promise<void> {
  await access.deleteFrom('stop_rules').where('id', '=', id).execute();
}

function toColumns(details: StopRuleDetails) {
  return {
    name: details.name,
    name_key: comparisonKey(details.name),
    active: details.active ? 1 : 0,
    reason_groups: JSON.stringify(details.groups),
    reasons: JSON.stringify(details.reasons),
    machine_ids: JSON.stringify(details.machineIds),
    criticalities: JSON.stringify(details.criticalities),
    unanswered: details.unanswered ? 1 : 0,
    minimum_minutes: details.minimumMinutes,
    shift: details.shift,
    action: details.action,
    priority: details.priority,
    category: details.category,
    title: details.title,
    cool_down_minutes: details.coolDownMinutes,
    rank: details.rank,
  };
}

function toRule(row: Selectable<StopRulesTable>): StopRule {
  return {
    id: row.id,
    name: row.name,
    active: row.active === 1,
    groups: JSON.parse(row.reason_groups) as StopRule['groups'],
    reasons: JSON.parse(row.reasons) as string[],
    unanswered: row.unanswered === 1,
    minimumMinutes: row.minimum_minutes,
    machineIds: JSON.parse(row.machine_ids) as string[],
    shift: row.shift,
    criticalities: JSON.parse(row.criticalities) as StopRule['criticalities'],
    action: row.action,
    priority: row.priority,
    category: row.category,
    title: row.title,
    coolDownMinutes: row.cool_down_minutes,
    rank: row.rank,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
