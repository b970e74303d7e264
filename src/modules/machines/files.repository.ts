/** Reads and writes of the table `machine_files`. */
import type { Selectable } from 'kysely';
import { type Engine, isAnyOf, type TableAccess } from '../../platform/database/index.ts';
import type { MachineFile } from './files.types.ts';
import type { MachineFilesTable, MachinesTables } from './tables.ts';

type Access = TableAccess<MachinesTables>;

/** The newest first; one more than `limit`, so that the caller sees whether there is more. */
export async function findFiles(
  access: Access,
  machineId: string,
  before: string | undefined,
  limit: number,
): Promise<MachineFile[]> {
  let query = access.selectFrom('machine_files').selectAll().where('machine_id', '=', machineId);
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return rows.map(toFile);
}

export async function findFile(access: Access, machineId: string, id: string): Promise<MachineFile | undefined> {
  const row = await access
    .selectFrom('machine_files')
    .selectAll()
    .where('id', '=', id)
    .where('machine_id', '=', machineId)
    .executeTakeFirst();
  return row === undefined ? undefined : toFile(row);
}

/** @throws ConstraintViolation a foreign key for a machine that is not there */
export async function insertFile(access: Access, file: MachineFile): Promise<void> {
  await access
    .insertInto('machine_files')
    .values({
      id: file.id,
      machine_id: file.machineId,
      name: file.name,
      media_type: file.mediaType,
      size_bytes: file.sizeBytes,
      sha256: file.sha256,
      storage_key: file.storageKey,
      description: file.description,
      uploaded_by: file.uploadedBy,
      created_at: file.createdAt,
    })
    .execute();
}

export async function deleteFile(access: Access, machineId: string, id: string): Promise<MachineFile | undefined> {
  const row = await access
    .deleteFrom('machine_files')
    .where('id', '=', id)
    .where('machine_id', '=', machineId)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toFile(row);
}

/** Those of the keys that a row names. */
export async function findStorageKeysAmong(
  access: Access,
  engine: Engine,
  keys: readonly string[],
): Promise<Set<string>> {
  const rows = await access
    .selectFrom('machine_files')
    .select('storage_key')
    .where(isAnyOf(engine, 'storage_key', keys))
    .execute();
  return new Set(rows.map((row) => row.storage_key));
}

function toFile(row: Selectable<MachineFilesTable>): MachineFile {
  return {
    id: row.id,
    machineId: row.machine_id,
    name: row.name,
    mediaType: row.media_type,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    storageKey: row.storage_key,
    description: row.description,
    uploadedBy: row.uploaded_by,
    createdAt: row.created_at,
  };
}
