/** Reads and writes of the table `plan_dues`: what became of each due of a plan. */
import type { Insertable, Selectable } from 'kysely';
import {
  type AnyTables,
  type Engine,
  insertRows,
  isAnyOf,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { PlanDuesTable } from './plans.tables.ts';
import type { PlanDue } from './plans.types.ts';

type Access = TableAccess<MaintenanceTables>;
export type NewDue = Omit<PlanDue, 'id'>;

/** @throws ConstraintViolation plan_dues_number_unique for one that has been decided */
export async function insertDues(access: Access, engine: Engine, dues: readonly NewDue[]): Promise<void> {
  const rows = dues.map(toRow);
  await insertRows(access as TableAccess<AnyTables>, engine, { table: 'plan_dues', columns }, rows);
}

/** The due that a ticket was opened for; undefined for other tickets. */
export async function findDueOfTicket(access: Access, ticketId: number): Promise<PlanDue | undefined> {
  const row = await access
    .selectFrom('plan_dues')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .where('state', '!=', 'missed')
    .executeTakeFirst();
  return row === undefined ? undefined : toDue(row);
}

/** Of each plan the newest ticket that is not done; plans without any are not in it. */
export async function findOpenTickets(
  access: Access,
  engine: Engine,
  planIds: readonly number[],
): Promise<Map<number, number>> {
  const rows = await access
    .selectFrom('plan_dues')
    .select('plan_id')
    .select((eb) => eb.fn.max('ticket_id').as('ticket_id'))
    .where(isAnyOf(engine, 'plan_id', planIds))
    .where('state', '=', 'open')
    .groupBy('plan_id')
    .execute();
  return new Map(rows.map((row) => [row.plan_id, Number(row.ticket_id)]));
}

export async function updateDue(
  access: Access,
  id: number,
  standing: Pick<PlanDue, 'state' | 'reason' | 'doneAt' | 'doneMeter'>,
): Promise<void> {
  const { state, reason, doneAt, doneMeter } = standing;
  await access
    .updateTable('plan_dues')
    .set({ state, reason, done_at: doneAt, done_meter: doneMeter })
    .where('id', '=', id)
    .execute();
}

/** Missed ones that were decided before anybody knew which ticket would serve them. */
export async function serveMissedDues(access: Access, planId: number, ticketId: number): Promise<void> {
  await access
    .updateTable('plan_dues')
    .set({ ticket_id: ticketId })
    .where('plan_id', '=', planId)
    .where('state', '=', 'missed')
    .where('ticket_id', 'is', null)
    .execute();
}

/** The newest first, from behind `before`; one more than `limit`, so that the caller sees whether there is more. */
export async function findDuePage(
  access: Access,
  planId: number,
  before: number | undefined,
  limit: number,
): Promise<PlanDue[]> {
  let query = access.selectFrom('plan_dues').selectAll().where('plan_id', '=', planId);
  if (before !== undefined) query = query.where('number', '<', before);
  const rows = await query
    .orderBy('number', 'desc')
    .limit(limit + 1)
    .execute();
  return rows.map(toDue);
}

const columns = {
  plan_id: 'integer',
  number: 'integer',
  machine_id: 'text',
  cause: 'text',
  state: 'text',
  due_at: 'integer',
  latest_at: 'integer',
  times: 'integer',
  ticket_id: 'integer',
  reason: 'text',
  decided_at: 'integer',
  done_at: 'integer',
  meter_base_at: 'integer',
  meter_carry: 'integer',
  due_meter: 'integer',
  latest_meter: 'integer',
  done_meter: 'integer',
} as const;

function toRow(due: NewDue): Omit<Insertable<PlanDuesTable>, 'id'> {
  return {
    plan_id: due.planId,
    number: due.number,
    machine_id: due.machineId,
    cause: due.cause,
    state: due.state,
    due_at: due.dueAt,
    latest_at: due.latestAt,
    times: due.times,
    ticket_id: due.ticketId,
    reason: due.reason,
    decided_at: due.decidedAt,
    done_at: due.doneAt,
    meter_base_at: due.meterBaseAt,
    meter_carry: due.meterCarry,
    due_meter: due.dueMeter,
    latest_meter: due.latestMeter,
    done_meter: due.doneMeter,
  };
}

function toDue(row: Selectable<PlanDuesTable>): PlanDue {
  return {
    id: row.id,
    planId: row.plan_id,
    number: row.number,
    machineId: row.machine_id,
    cause: row.cause,
    state: row.state,
    dueAt: row.due_at,
    latestAt: row.latest_at,
    times: row.times,
    ticketId: row.ticket_id,
    reason: row.reason,
    decidedAt: row.decided_at,
    doneAt: row.done_at,
    meterBaseAt: row.meter_base_at,
    meterCarry: row.meter_carry,
    dueMeter: row.due_meter,
    latestMeter: row.latest_meter,
    doneMeter: row.done_meter,
  };
}
