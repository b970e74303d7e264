/** Reads and writes of the table `places`. */
import type { Selectable } from 'kysely';
import { comparisonKey } from '../../kernel/texts.ts';
import { compiledOnce, type TableAccess } from '../../platform/database/index.ts';
import type { Place, PlaceLevel } from './places.types.ts';
import type { MachinesTables, PlacesTable } from './tables.ts';

type Access = TableAccess<MachinesTables>;

const allPlaces = compiledOnce((access: Access) =>
  access.selectFrom('places').selectAll().orderBy('name_key').orderBy('id'),
);

/** All of them: a factory has tens, not thousands. Sites first, then areas, then lines, each by name. */
export async function findPlaces(access: Access): Promise<Place[]> {
  const rows = await allPlaces(access, {});
  const order: PlaceLevel[] = ['site', 'area', 'line'];
  return order.flatMap((level) => rows.filter((row) => row.level === level).map(toPlace));
}

export async function findPlace(access: Access, id: number): Promise<Place | undefined> {
  const row = await access.selectFrom('places').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toPlace(row);
}

/** @throws ConstraintViolation places_parent_key_name_key_unique, or a foreign key for a parent that has gone */
export async function insertPlace(
  access: Access,
  place: { name: string; level: PlaceLevel; parent: Place | undefined },
  nowMs: number,
): Promise<Place> {
  const row = await access
    .insertInto('places')
    .values({
      level: place.level,
      parent_id: place.parent?.id ?? null,
      parent_key: place.parent?.id ?? 0,
      parent_level: (place.parent?.level ?? null) as 'site' | 'area' | null,
      name: place.name,
      name_key: comparisonKey(place.name),
      version: 1,
      created_at: nowMs,
      updated_at: nowMs,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toPlace(row);
}

/** Renames it, provided that nobody has changed it since `version`; undefined where somebody has. */
export async function updatePlaceName(
  access: Access,
  id: number,
  version: number,
  name: string,
  nowMs: number,
): Promise<Place | undefined> {
  const row = await access
    .updateTable('places')
    .set({ name, name_key: comparisonKey(name), version: version + 1, updated_at: nowMs })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toPlace(row);
}

/** @throws ConstraintViolation a foreign key while anything is in the place */
export async function deletePlace(access: Access, id: number): Promise<Place | undefined> {
  const row = await access.deleteFrom('places').where('id', '=', id).returningAll().executeTakeFirst();
  return row === undefined ? undefined : toPlace(row);
}

function toPlace(row: Selectable<PlacesTable>): Place {
  return {
    id: row.id,
    level: row.level,
    parentId: row.parent_id,
    name: row.name,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
