/** Reads and writes of the table `images`. */
import type { Selectable } from 'kysely';
import { type Engine, isAnyOf, type TableAccess } from '../../platform/database/index.ts';
import type { StoredImage } from './images.types.ts';
import type { ImagesTable, ImagesTables } from './tables.ts';

type Access = TableAccess<ImagesTables>;

/** In the order in which they are given. */
export async function insertImages(access: Access, images: readonly Omit<StoredImage, 'id'>[]): Promise<StoredImage[]> {
  const rows = await access.insertInto('images').values(images.map(toRow)).returning(['id', 'name']).execute();
  const ids = new Map(rows.map(({ id, name }) => [name, id]));
  return images.map((image) => ({ ...image, id: ids.get(image.name) as number }));
}

export async function deleteImage(access: Access, id: number): Promise<void> {
  await access.deleteFrom('images').where('id', '=', id).execute();
}

export async function findImages(access: Access, engine: Engine, ids: readonly number[]): Promise<StoredImage[]> {
  if (ids.length === 0) return [];
  const rows = await access
    .selectFrom('images')
    .selectAll()
    .where(isAnyOf(engine, 'id', ids))
    .execute();
  return rows.map(toImage);
}

export async function findImageByName(access: Access, shelf: string, name: string): Promise<StoredImage | undefined> {
  const row = await access
    .selectFrom('images')
    .selectAll()
    .where('name', '=', name)
    .where('shelf', '=', shelf)
    .executeTakeFirst();
  return row === undefined ? undefined : toImage(row);
}

/** By number, from behind `after`. */
export async function findImagesAfter(access: Access, after: number, limit: number): Promise<StoredImage[]> {
  const rows = await access
    .selectFrom('images')
    .selectAll()
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toImage);
}

/** Those of the keys that a row names. */
export async function findKeysAmong(access: Access, engine: Engine, keys: readonly string[]): Promise<Set<string>> {
  const pictures = access
    .selectFrom('images')
    .select('storage_key as key')
    .where(isAnyOf(engine, 'storage_key', keys));
  const thumbnails = access
    .selectFrom('images')
    .select('thumbnail_key as key')
    .where(isAnyOf(engine, 'thumbnail_key', keys));
  const rows = await pictures.unionAll(thumbnails).execute();
  return new Set(rows.map(({ key }) => key));
}

/** @returns the numbers of those that were not said to be so before */
export async function setLost(
  access: Access,
  engine: Engine,
  ids: readonly number[],
  lostAt: number | null,
): Promise<number[]> {
  const rows = await access
    .updateTable('images')
    .set({ lost_at: lostAt })
    .where(isAnyOf(engine, 'id', ids))
    .where('lost_at', lostAt === null ? 'is not' : 'is', null)
    .returning('id')
    .execute();
  return rows.map(({ id }) => id).toSorted((one, other) => one - other);
}

function toRow(image: Omit<StoredImage, 'id'>): Omit<Selectable<ImagesTable>, 'id'> {
  return {
    shelf: image.shelf,
    name: image.name,
    storage_key: image.storageKey,
    thumbnail_key: image.thumbnailKey,
    media_type: image.mediaType,
    size_bytes: image.sizeBytes,
    thumbnail_bytes: image.thumbnailBytes,
    width: image.width,
    height: image.height,
    sha256: image.sha256,
    uploaded_by_id: image.uploadedBy.id,
    uploaded_by: image.uploadedBy.name,
    uploaded_at: image.uploadedAt,
    lost_at: image.lostAt,
  };
}

function toImage(row: Selectable<ImagesTable>): StoredImage {
  return {
    id: row.id,
    shelf: row.shelf,
    name: row.name,
    storageKey: row.storage_key,
    thumbnailKey: row.thumbnail_key,
    mediaType: row.media_type,
    sizeBytes: row.size_bytes,
    thumbnailBytes: row.thumbnail_bytes,
    width: row.width,
    height: row.height,
    sha256: row.sha256,
    uploadedBy: { id: row.uploaded_by_id, name: row.uploaded_by },
    uploadedAt: row.uploaded_at,
    lostAt: row.lost_at,
  };
}
