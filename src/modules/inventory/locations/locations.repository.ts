/** Reads and writes of the table `locations`. */
import { type Selectable, sql } from 'kysely';
import { comparisonKey, containsPattern } from '../../../kernel/texts.ts';
import { type Engine, isAnyOf, lockingRows, type TableAccess } from '../../../platform/database/index.ts';
import type { InventoryTables, LocationsTable } from '../tables.ts';
import type { Location, LocationDetails, LocationFilter } from './locations.types.ts';

type Access = TableAccess<InventoryTables>;

export async function findLocation(access: Access, id: number): Promise<Location | undefined> {
  const row = await access.selectFrom('locations').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toLocation(row);
}

/** As it is, and nobody changes it until the transaction ends. */
export async function holdLocation(access: Access, engine: Engine, id: number): Promise<Location | undefined> {
  const query = access.selectFrom('locations').selectAll().where('id', '=', id);
  const row = await lockingRows(engine, query).executeTakeFirst();
  return row === undefined ? undefined : toLocation(row);
}

export async function findLocations(access: Access, engine: Engine, ids: readonly number[]): Promise<Location[]> {
  const rows = await access
    .selectFrom('locations')
    .selectAll()
    .where(isAnyOf(engine, 'id', ids))
    .execute();
  return rows.map(toLocation);
}

/** Those whose names compare as one of `keys`. */
export async function findLocationsByName(
  access: Access,
  engine: Engine,
  keys: readonly string[],
): Promise<Map<string, Location>> {
  const rows = await access
    .selectFrom('locations')
    .selectAll()
    .where(isAnyOf(engine, 'name_key', keys))
    .execute();
  return new Map(rows.map((row) => [row.name_key, toLocation(row)]));
}

/** The one that was made first of those in use. */
export async function findFirstLocation(access: Access): Promise<Location | undefined> {
  const row = await access
    .selectFrom('locations')
    .selectAll()
    .where('retired_at', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : toLocation(row);
}

/** By name, from behind `after`; one more than `limit`, so that the caller sees whether there is more. */
export async function findLocationPage(
  access: Access,
  filter: LocationsWanted,
  after: string | undefined,
  limit: number,
): Promise<Location[]> {
  let query = filtered(access, filter);
  // names are unique, so the key alone orders them
  if (after !== undefined) query = query.where('name_key', '>', after);
  const rows = await query
    .orderBy('name_key')
    .limit(limit + 1)
    .execute();
  return rows.map(toLocation);
}

/** In the order in which they were made, which is for ever, from behind the one of the number `after`. */
export async function findLocationsMadeAfter(
  access: Access,
  filter: LocationsWanted,
  after: number | undefined,
  limit: number,
): Promise<Location[]> {
  let query = filtered(access, filter);
  if (after !== undefined) query = query.where('id', '>', after);
  const rows = await query.orderBy('id').limit(limit).execute();
  return rows.map(toLocation);
}

type LocationsWanted = Pick<LocationFilter, 'text' | 'retired'>;

function filtered(access: Access, { text, retired }: LocationsWanted) {
  let query = access.selectFrom('locations').selectAll();
  if (text !== undefined) {
    const pattern = containsPattern(comparisonKey(text));
    query = query.where(sql<boolean>`name_key like ${pattern} escape '\\'`);
  }
  return retired === undefined ? query : query.where('retired_at', retired ? 'is not' : 'is', null);
}

/** @throws ConstraintViolation locations_name_key_unique */
export async function insertLocation(access: Access, details: LocationDetails, nowMs: number): Promise<Location> {
  const row = await access
    .insertInto('locations')
    .values({ ...detailColumns(details), version: 1, created_at: nowMs, updated_at: nowMs, retired_at: null })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toLocation(row);
}

/** Writes it, provided that nobody has changed it since `version`; undefined where somebody has. */
export async function updateLocation(
  access: Access,
  id: number,
  version: number,
  details: LocationDetails,
  nowMs: number,
): Promise<Location | undefined> {
  const row = await access
    .updateTable('locations')
    .set({ ...detailColumns(details), version: version + 1, updated_at: nowMs })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toLocation(row);
}

/** Takes it out of use or back; undefined where it is so already or is not there. */
export async function updateLocationRetirement(
  access: Access,
  id: number,
  retiredAt: number | null,
  nowMs: number,
): Promise<Location | undefined> {
  const row = await access
    .updateTable('locations')
    .set((eb) => ({ retired_at: retiredAt, updated_at: nowMs, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('retired_at', retiredAt === null ? 'is not' : 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toLocation(row);
}

function detailColumns({ name, notes }: LocationDetails) {
  return { name, name_key: comparisonKey(name), notes };
}

function toLocation(row: Selectable<LocationsTable>): Location {
  return {
    id: row.id,
    name: row.name,
    notes: row.notes,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    retiredAt: row.retired_at,
  };
}
