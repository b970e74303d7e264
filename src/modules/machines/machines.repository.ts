/** Reads and writes of the table `machines`. */
import { type Selectable, sql } from 'kysely';
import { comparisonKey, containsPattern, searchText } from '../../kernel/texts.ts';
import {
  compiledOnce,
  type Engine,
  isAnyOf,
  jsonRows,
  keepingRows,
  type SlotOf,
  type TableAccess,
} from '../../platform/database/index.ts';
import type { Machine, MachineDetails, MachineFilter } from './machines.types.ts';
import type { MachinesTable, MachinesTables } from './tables.ts';

type Access = TableAccess<MachinesTables>;

export async function findMachine(access: Access, id: string): Promise<Machine | undefined> {
  const row = await access.selectFrom('machines').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toMachine(row);
}

/** As it is after everybody who was changing it, and nobody changes it until the transaction ends. */
export async function findMachineToKeep(access: Access, engine: Engine, id: string): Promise<Machine | undefined> {
  const query = access.selectFrom('machines').selectAll().where('id', '=', id);
  const row = await keepingRows(engine, query).executeTakeFirst();
  return row === undefined ? undefined : toMachine(row);
}

/** Those of `ids` that exist, by name. */
export async function findMachines(access: Access, engine: Engine, ids: readonly string[]): Promise<Machine[]> {
  const [id] = ids;
  const rows =
    ids.length === 1 && id !== undefined
      ? await machineById(access, { id }, engine)
      : await machinesById(access, { ids }, engine);
  return rows.map(toMachine);
}

/** A third of the time of a list with one. */
const machineById = compiledOnce((access: Access, slot: SlotOf<{ readonly id: string }>, _engine: Engine) =>
  access.selectFrom('machines').selectAll().where('id', '=', slot('id')),
);

/** Compiled once: nearly every question and change names a machine. */
const machinesById = compiledOnce((access: Access, slot: SlotOf<{ readonly ids: readonly string[] }>, engine: Engine) =>
  access
    .selectFrom('machines')
    .selectAll()
    .where(isAnyOf(engine, 'id', slot('ids')))
    .orderBy('name_key')
    .orderBy('id'),
);

export async function findAllMachines(access: Access): Promise<Machine[]> {
  return (await allMachines(access, {})).map(toMachine);
}

const allMachines = compiledOnce((access: Access) =>
  access.selectFrom('machines').selectAll().orderBy('name_key').orderBy('id'),
);

/** Ids of the first machines by name: what a refusal lists as allowed. */
export async function findMachineIds(access: Access, limit: number): Promise<string[]> {
  const rows = await access
    .selectFrom('machines')
    .select('id')
    .orderBy('name_key')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** By name and id, from behind `after`; at most `limit` + 1, so that the caller sees whether there is more. */
export async function findMachinePage(
  access: Access,
  filter: Omit<MachineFilter, 'cursor' | 'limit'>,
  after: readonly [nameKey: string, id: string] | undefined,
  limit: number,
): Promise<Machine[]> {
  let query = filtered(access, filter);
  if (after !== undefined) {
    query = query.where((eb) =>
      eb.or([eb('name_key', '>', after[0]), eb('name_key', '=', after[0]).and('id', '>', after[1])]),
    );
  }
  const rows = await query
    .orderBy('name_key')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  return rows.map(toMachine);
}

/** In the order in which they were made, which is for ever, from behind `last`. */
export async function findMachinesMadeAfter(
  access: Access,
  filter: Omit<MachineFilter, 'cursor' | 'limit'>,
  last: Pick<Machine, 'createdAt' | 'id'> | undefined,
  limit: number,
): Promise<Machine[]> {
  let query = filtered(access, filter);
  if (last !== undefined) {
    query = query.where((eb) => eb(eb.refTuple('created_at', 'id'), '>', eb.tuple(last.createdAt, last.id)));
  }
  const rows = await query.orderBy('created_at').orderBy('id').limit(limit).execute();
  return rows.map(toMachine);
}

function filtered(access: Access, filter: Omit<MachineFilter, 'cursor' | 'limit'>) {
  let query = access.selectFrom('machines').selectAll();
  if (filter.text !== undefined) {
    const pattern = containsPattern(comparisonKey(filter.text));
    query = query.where(sql<boolean>`search_text like ${pattern} escape '\\'`);
  }
  if (filter.criticality !== undefined) query = query.where('criticality', '=', filter.criticality);
  if (filter.retired !== undefined) query = query.where('retired_at', filter.retired ? 'is not' : 'is', null);
  if (filter.placeId !== undefined) query = query.where('place_id', 'in', placesInside(access, filter.placeId));
  return query;
}

/** Ids of the machines that stand at one of the places or inside it. */
export async function findMachineIdsInPlace(access: Access, placeId: number): Promise<string[]> {
  const rows = await access
    .selectFrom('machines')
    .select('id')
    .where('place_id', 'in', placesInside(access, placeId))
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

const placements = compiledOnce((access: Access) =>
  access
    .selectFrom('machines')
    .leftJoin('places as place', 'place.id', 'machines.place_id')
    .leftJoin('places as parent', 'parent.id', 'place.parent_id')
    .select(['machines.id', 'place.id as innermost', 'place.parent_id as middle', 'parent.parent_id as outermost']),
);

/** Every machine with the places that it stands in, from the innermost outwards. */
export async function findPlacements(access: Access): Promise<Map<string, number[]>> {
  const rows = await placements(access, {});
  return new Map(
    rows.map((row) => [row.id, [row.innermost, row.middle, row.outermost].filter((id): id is number => id !== null)]),
  );
}

/** The place, its children and theirs: the hierarchy is three levels deep at most. */
function placesInside(access: Access, placeId: number) {
  return access
    .selectFrom('places as place')
    .leftJoin('places as parent', 'parent.id', 'place.parent_id')
    .select('place.id')
    .where((eb) =>
      eb.or([eb('place.id', '=', placeId), eb('place.parent_id', '=', placeId), eb('parent.parent_id', '=', placeId)]),
    );
}

/** @throws ConstraintViolation machines_pkey, or a foreign key for a place that is not there */
export async function insertMachine(access: Access, machine: Machine): Promise<void> {
  await access
    .insertInto('machines')
    .values({
      ...detailColumns(machine.id, machine),
      id: machine.id,
      version: machine.version,
      created_at: machine.createdAt,
      updated_at: machine.updatedAt,
      retired_at: machine.retiredAt,
    })
    .execute();
}

/** Adds those that are not there yet and returns exactly them; safe against others who add the same. */
export async function insertMissingMachines(
  access: Access,
  engine: Engine,
  machines: readonly { id: string; name: string }[],
  nowMs: number,
): Promise<string[]> {
  const rows = machines.map(({ id, name }) => ({
    id,
    name,
    name_key: comparisonKey(name),
    search_text: searchText([id, name]),
    version: 1,
    created_at: nowMs,
    updated_at: nowMs,
  }));
  const columns = {
    id: 'text',
    name: 'text',
    name_key: 'text',
    search_text: 'text',
    version: 'integer',
    created_at: 'integer',
    updated_at: 'integer',
  } as const;
  const inserted = await access
    .insertInto('machines')
    .columns(Object.keys(columns) as (keyof typeof columns)[])
    .expression(jsonRows(engine, rows, columns))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .execute();
  return inserted.map((row) => row.id);
}

/** Writes what people say of it, provided that nobody has changed it since `version`; undefined where somebody has. */
export async function updateMachineDetails(
  access: Access,
  id: string,
  version: number,
  details: MachineDetails,
  nowMs: number,
): Promise<Machine | undefined> {
  const row = await access
    .updateTable('machines')
    .set({ ...detailColumns(id, details), version: version + 1, updated_at: nowMs })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toMachine(row);
}

/** Takes it out of use or back; undefined where it is so already or is not there. */
export async function updateMachineRetirement(
  access: Access,
  id: string,
  retiredAt: number | null,
  nowMs: number,
): Promise<Machine | undefined> {
  const row = await access
    .updateTable('machines')
    .set((eb) => ({ retired_at: retiredAt, updated_at: nowMs, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('retired_at', retiredAt === null ? 'is not' : 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toMachine(row);
}

/** Columns of what people say of a machine. */
export function detailColumns(id: string, details: MachineDetails) {
  return {
    name: details.name,
    name_key: comparisonKey(details.name),
    search_text: searchText([id, details.name, details.manufacturer, details.model, details.serialNumber]),
    place_id: details.placeId,
    criticality: details.criticality,
    hourly_cost: details.hourlyCost,
    target_oee: details.targetOee,
    micro_stop_ms: details.microStopMs,
    manufacturer: details.manufacturer,
    model: details.model,
    serial_number: details.serialNumber,
    notes: details.notes,
  };
}

export function toMachine(row: Selectable<MachinesTable>): Machine {
  return {
    id: row.id,
    name: row.name,
    placeId: row.place_id,
    criticality: row.criticality,
    hourlyCost: row.hourly_cost,
    targetOee: row.target_oee,
    microStopMs: row.micro_stop_ms,
    manufacturer: row.manufacturer,
    model: row.model,
    serialNumber: row.serial_number,
    notes: row.notes,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    retiredAt: row.retired_at,
  };
}
