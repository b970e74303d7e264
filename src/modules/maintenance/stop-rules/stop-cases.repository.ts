/** The tables `stop_cases` and `stop_rule_actions`. */
import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import { type Engine, isAnyOf, rowsAs, type TableAccess } from '../../../platform/database/index.ts';
import type { TouchedRange } from '../../timeline/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { StopCasesTable } from './stop-rules.tables.ts';
import type { StopCase } from './stop-rules.types.ts';

type Access = TableAccess<MaintenanceTables>;

/** Machines with a stop that has to be looked at although they may not stand. */
export async function findMachinesToCheck(access: Access, nowMs: number): Promise<string[]> {
  const rows = await access
    .selectFrom('stop_cases')
    .select('machine_id')
    .distinct()
    .where(sql<SqlBool>`check_at is not null`)
    .where('check_at', '<=', nowMs)
    .execute();
  return rows.map((row) => row.machine_id);
}

/** Those of a machine that stand, have to be looked at, or began with one of the periods; the earliest first. */
export async function findCases(
  access: Access,
  engine: Engine,
  machineId: string,
  periodIds: readonly string[],
): Promise<StopCase[]> {
  const rows = await access
    .selectFrom('stop_cases')
    .selectAll()
    .where('machine_id', '=', machineId)
    .where((eb) =>
      eb.or([
        eb('ended_at', 'is', null),
        eb('check_at', 'is not', null),
        isAnyOf(engine, 'period_id', periodIds) as unknown as ReturnType<typeof eb>,
      ]),
    )
    .orderBy('started_at')
    .orderBy('id')
    .execute();
  return rows.map(toCase);
}

/** @throws ConstraintViolation stop_cases_period_unique, stop_cases_standing */
export async function insertCase(access: Access, fresh: Omit<StopCase, 'id'>): Promise<StopCase> {
  const row = await access.insertInto('stop_cases').values(toColumns(fresh)).returningAll().executeTakeFirstOrThrow();
  return toCase(row);
}

export async function updateCase(access: Access, { id, ...stop }: StopCase): Promise<void> {
  await access.updateTable('stop_cases').set(toColumns(stop)).where('id', '=', id).execute();
}

/**
 * Has stops looked at whose time, or the time after them in which the machine may run again, looks different now.
 *
 * @param endedAfterMs those that ended before are not followed any more
 */
export async function markCases(
  access: Access,
  engine: Engine,
  touched: readonly TouchedRange[],
  endedAfterMs: number,
  nowMs: number,
): Promise<void> {
  const ranges = Map.groupBy(touched, ({ machineId }) => machineId);
  const rows = Array.from(ranges, ([machine, ofMachine]) => ({
    machine,
    from_ms: Math.min(...ofMachine.map(({ startMs }) => startMs)),
    to_ms: Math.min(Number.MAX_SAFE_INTEGER, Math.max(...ofMachine.map(({ endMs }) => endMs))),
  }));
  const columns = { machine: 'text', from_ms: 'integer', to_ms: 'integer' } as const;
  await access
    .updateTable('stop_cases')
    .from(rowsAs(engine, rows, columns, 'r'))
    .set({ check_at: nowMs })
    .whereRef('stop_cases.machine_id', '=', 'r.machine')
    .whereRef('stop_cases.started_at', '<=', 'r.to_ms')
    .where(sql<SqlBool>`(stop_cases.restored_at is null or stop_cases.restored_at >= r.from_ms)`)
    .where(sql<SqlBool>`(stop_cases.ended_at is null or stop_cases.ended_at >= ${endedAfterMs})`)
    .execute();
}

/** When each of the rules last acted on the machine; those that never have are not in it. */
export async function findLastActions(
  access: Access,
  engine: Engine,
  machineId: string,
  ruleIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await access
    .selectFrom('stop_rule_actions')
    .select(['rule_id', (eb) => eb.fn.max('acted_at').as('acted_at')])
    .where(isAnyOf(engine, 'rule_id', ruleIds))
    .where('machine_id', '=', machineId)
    .groupBy('rule_id')
    .execute();
  return new Map(rows.map((row) => [row.rule_id, row.acted_at]));
}

/** The rules that have acted on a stop. */
export async function findActedRules(access: Access, caseId: number): Promise<ReadonlySet<number>> {
  const rows = await access.selectFrom('stop_rule_actions').select('rule_id').where('case_id', '=', caseId).execute();
  return new Set(rows.map((row) => row.rule_id));
}

/** @throws ConstraintViolation stop_rule_actions_pkey where it has acted on the stop */
export async function insertAction(
  access: Access,
  { id, machineId }: StopCase,
  ruleId: number,
  actedAt: number,
): Promise<void> {
  await access
    .insertInto('stop_rule_actions')
    .values({ case_id: id, rule_id: ruleId, machine_id: machineId, acted_at: actedAt })
    .execute();
}

function toColumns(stop: Omit<StopCase, 'id'>): Insertable<StopCasesTable> {
  return {
    machine_id: stop.machineId,
    period_id: stop.periodId,
    started_at: stop.startedAt,
    ended_at: stop.endedAt,
    restored_at: stop.restoredAt,
    check_at: stop.checkAt,
    reason_key: stop.reasonKey,
    rule_id: stop.ruleId,
    ticket_id: stop.ticketId,
    is_joined: stop.isJoined ? 1 : 0,
    category: stop.category,
    priority: stop.priority,
    withdrawn_at: stop.withdrawnAt,
  };
}

function toCase(row: Selectable<StopCasesTable>): StopCase {
  return {
    id: row.id,
    machineId: row.machine_id,
    periodId: row.period_id,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    restoredAt: row.restored_at,
    checkAt: row.check_at,
    reasonKey: row.reason_key,
    ruleId: row.rule_id,
    ticketId: row.ticket_id,
    isJoined: row.is_joined === 1,
    category: row.category,
    priority: row.priority,
    withdrawnAt: row.withdrawn_at,
  };
}
