/** FourJaw's tables: cursors that only move on, and the state of the fetching. */
import { type Engine, isAnyOf, type TableAccess } from '../../platform/database/index.ts';
import type { FourJawMachinesTable, FourJawStateTable, FourJawTables } from './tables.ts';

type Access = TableAccess<FourJawTables>;

const none: Omit<FourJawMachinesTable, 'machine_id'> = {
  fetched_to: null,
  reread_at: null,
  last_success_at: null,
  last_error: null,
  last_error_at: null,
  refused_rows: 0,
  last_refusal: null,
  future_rows: 0,
};

export async function findCursors(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
): Promise<ReadonlyMap<string, FourJawMachinesTable>> {
  const rows = await access
    .selectFrom('fourjaw_machines')
    .selectAll()
    .where(isAnyOf(engine, 'machine_id', machineIds))
    .execute();
  return new Map(rows.map((row) => [row.machine_id, row]));
}

export function listCursors(access: Access): Promise<FourJawMachinesTable[]> {
  return access.selectFrom('fourjaw_machines').selectAll().orderBy('machine_id').execute();
}

/** Call it after what was fetched until then is on disk. A cursor that another process has moved further stays. */
export async function moveCursor(access: Access, machineId: string, fetchedTo: number): Promise<void> {
  await access
    .insertInto('fourjaw_machines')
    .values({ ...none, machine_id: machineId, fetched_to: fetchedTo })
    .onConflict((conflict) =>
      conflict
        .column('machine_id')
        .doUpdateSet({ fetched_to: fetchedTo })
        .where((eb) =>
          eb.or([eb('fourjaw_machines.fetched_to', 'is', null), eb('fourjaw_machines.fetched_to', '<', fetchedTo)]),
        ),
    )
    .execute();
}

/** How the last poll of a machine went. */
export async function noteMachine(
  access: Access,
  machineId: string,
  changes: Partial<Omit<FourJawMachinesTable, 'machine_id' | 'fetched_to'>>,
): Promise<void> {
  await access
    .insertInto('fourjaw_machines')
    .values({ ...none, ...changes, machine_id: machineId })
    .onConflict((conflict) => conflict.column('machine_id').doUpdateSet(changes))
    .execute();
}

export function readState(access: Access): Promise<FourJawStateTable> {
  return access.selectFrom('fourjaw_state').selectAll().where('id', '=', 1).executeTakeFirstOrThrow();
}

export async function changeState(access: Access, changes: Partial<Omit<FourJawStateTable, 'id'>>): Promise<void> {
  await access.updateTable('fourjaw_state').set(changes).where('id', '=', 1).execute();
}

/** @returns which wish it is */
export async function countSyncRequest(access: Access): Promise<number> {
  const { sync_requested } = await access
    .updateTable('fourjaw_state')
    .set((eb) => ({ sync_requested: eb('sync_requested', '+', 1) }))
    .where('id', '=', 1)
    .returning('sync_requested')
    .executeTakeFirstOrThrow();
  return sync_requested;
}
