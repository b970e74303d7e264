/** The table `help_calls`. */
import { type Selectable, sql } from 'kysely';
import { type Engine, isAnyOf, lockingRows, type TableAccess } from '../../../platform/database/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { NamedPerson } from '../tickets/tickets.types.ts';
import type { HelpCallsTable } from './help-calls.tables.ts';
import type { HelpCall, HelpCallFilter, NewHelpCall } from './help-calls.types.ts';

type Access = TableAccess<MaintenanceTables>;

export async function findHelpCall(access: Access, id: number): Promise<HelpCall | undefined> {
  const row = await access.selectFrom('help_calls').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toHelpCall(row);
}

/** As it is after everybody who was changing it, and nobody changes it until the transaction ends. */
export async function holdHelpCall(access: Access, engine: Engine, id: number): Promise<HelpCall | undefined> {
  const query = access.selectFrom('help_calls').selectAll().where('id', '=', id);
  const row = await lockingRows(engine, query).executeTakeFirst();
  return row === undefined ? undefined : toHelpCall(row);
}

/** The latest first, from behind `before`. */
export async function findHelpCallPage(
  access: Access,
  engine: Engine,
  { open, machineIds, kind }: HelpCallFilter,
  before: number | undefined,
  limit: number,
): Promise<HelpCall[]> {
  let query = access.selectFrom('help_calls').selectAll();
  if (open !== undefined) query = query.where('ended_at', open ? 'is' : 'is not', null);
  if (machineIds !== undefined) query = query.where(isAnyOf(engine, 'machine_id', machineIds));
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return rows.map(toHelpCall);
}

/** All that wait, the oldest first. */
export async function findWaitingCalls(access: Access): Promise<HelpCall[]> {
  const rows = await access.selectFrom('help_calls').selectAll().where('ended_at', 'is', null).orderBy('id').execute();
  return rows.map(toHelpCall);
}

/** Undefined where one of the kind waits at the machine already. */
export async function insertHelpCall(
  access: Access,
  { machineId, kind, text }: NewHelpCall,
  by: NamedPerson,
  nowMs: number,
): Promise<HelpCall | undefined> {
  const row = await access
    .insertInto('help_calls')
    .values({
      machine_id: machineId,
      kind,
      text,
      status: 'open',
      called_at: nowMs,
      called_by_id: by.id,
      called_by: by.name,
      version: 1,
    })
    .onConflict((conflict) =>
      conflict.columns(['machine_id', 'kind']).where(sql<boolean>`ended_at is null`).doNothing(),
    )
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toHelpCall(row);
}

/** The one that waits; as it is after everybody who was changing it. */
export async function holdWaitingCall(
  access: Access,
  engine: Engine,
  { machineId, kind }: NewHelpCall,
): Promise<HelpCall | undefined> {
  const query = access
    .selectFrom('help_calls')
    .selectAll()
    .where('machine_id', '=', machineId)
    .where('kind', '=', kind)
    .where('ended_at', 'is', null);
  const row = await lockingRows(engine, query).executeTakeFirst();
  return row === undefined ? undefined : toHelpCall(row);
}

/** The caller holds it. */
export async function updateHelpCall(access: Access, call: HelpCall): Promise<void> {
  await access
    .updateTable('help_calls')
    .set({
      status: call.status,
      answered_at: call.answered?.at ?? null,
      answered_by_id: call.answered?.by.id ?? null,
      answered_by: call.answered?.by.name ?? null,
      ended_at: call.ended?.at ?? null,
      ended_by_id: call.ended?.by.id ?? null,
      ended_by: call.ended?.by.name ?? null,
      version: call.version,
    })
    .where('id', '=', call.id)
    .execute();
}

function toHelpCall(row: Selectable<HelpCallsTable>): HelpCall {
  const told = (at: number | null, id: number | null, name: string | null) =>
    at === null || name === null ? null : { at, by: { id, name } };
  return {
    id: row.id,
    machineId: row.machine_id,
    kind: row.kind,
    text: row.text,
    status: row.status,
    calledAt: row.called_at,
    calledBy: { id: row.called_by_id, name: row.called_by },
    answered: told(row.answered_at, row.answered_by_id, row.answered_by),
    ended: told(row.ended_at, row.ended_by_id, row.ended_by),
    version: row.version,
  };
}
