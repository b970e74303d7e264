/** Many machines at once: found by what a file calls them, and written by a statement for many. */
import { type AnyTables, type Engine, isAnyOf, type TableAccess, upsertRows } from '../../platform/database/index.ts';
import { detailColumns, toMachine } from './machines.repository.ts';
import type { Machine } from './machines.types.ts';
import type { MachinesTable, MachinesTables } from './tables.ts';

type Access = TableAccess<MachinesTables>;

/** Those with one of the ids, or with one of the names as names are compared; in no order. */
export async function findMachinesByKeys(
  access: Access,
  engine: Engine,
  ids: readonly string[],
  nameKeys: readonly string[],
): Promise<Machine[]> {
  const rows = await access
    .selectFrom('machines')
    .selectAll()
    .where((eb) => eb.or([isAnyOf(engine, 'id', ids), isAnyOf(engine, 'name_key', nameKeys)]))
    .execute();
  return rows.map(toMachine);
}

const columns = {
  id: 'text',
  name: 'text',
  name_key: 'text',
  search_text: 'text',
  place_id: 'integer',
  criticality: 'text',
  hourly_cost: 'real',
  target_oee: 'real',
  micro_stop_ms: 'integer',
  manufacturer: 'text',
  model: 'text',
  serial_number: 'text',
  notes: 'text',
  version: 'integer',
  created_at: 'integer',
  updated_at: 'integer',
  retired_at: 'integer',
} as const satisfies Record<keyof MachinesTable, string>;

/**
 * Whole machines, new or known: a known one is replaced only by the version that follows its own.
 *
 * @returns machines written; fewer than given where somebody has been faster
 * @throws ConstraintViolation a foreign key for a place that is not there any more
 */
export async function writeMachines(access: Access, engine: Engine, machines: readonly Machine[]): Promise<number> {
  const rows = machines.map((machine) => ({
    ...detailColumns(machine.id, machine),
    id: machine.id,
    version: machine.version,
    created_at: machine.createdAt,
    updated_at: machine.updatedAt,
    retired_at: machine.retiredAt,
  }));
  const target = { table: 'machines', columns, key: 'id', revision: 'version' } as const;
  return upsertRows(access as TableAccess<AnyTables>, engine, target, rows);
}
