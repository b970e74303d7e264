/** The factory's places (site, area, line), its machines, and the files that belong to a machine. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, realNumber, sortedText, wholeNumber } from './columns.ts';

export const machines: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  const real = realNumber(engine);
  const sorted = sortedText(engine);

  await createTable(db, engine, 'places')
    .addColumn('id', countingKey(engine))
    .addColumn('level', 'text', (c) => c.notNull().check(sql`level in ('site', 'area', 'line')`))
    .addColumn('parent_id', whole)
    // 0 for a site: null would never be equal to null in the unique constraint below
    .addColumn('parent_key', whole, (c) => c.notNull())
    .addColumn('parent_level', 'text')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('name_key', sorted, (c) => c.notNull())
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addUniqueConstraint('places_id_level_unique', ['id', 'level'])
    .addUniqueConstraint('places_parent_key_name_key_unique', ['parent_key', 'name_key'])
    .addForeignKeyConstraint('places_parent_fkey', ['parent_id', 'parent_level'], 'places', ['id', 'level'])
    .addCheckConstraint(
      'places_depth_check',
      sql`(level = 'site' and parent_id is null and parent_level is null)
        or (level = 'area' and parent_id is not null and parent_level = 'site')
        or (level = 'line' and parent_id is not null and parent_level = 'area')`,
    )
    .addCheckConstraint('places_parent_key_check', sql`parent_key = coalesce(parent_id, 0)`)
    .execute();

  await createTable(db, engine, 'machines')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('name_key', sorted, (c) => c.notNull())
    .addColumn('search_text', 'text', (c) => c.notNull())
    .addColumn('place_id', whole, (c) => c.references('places.id'))
    .addColumn('criticality', 'text', (c) => c.check(sql`criticality in ('A', 'B', 'C')`))
    .addColumn('hourly_cost', real, (c) => c.check(sql`hourly_cost >= 0`))
    .addColumn('target_oee', real, (c) => c.check(sql`target_oee between 0 and 100`))
    .addColumn('micro_stop_ms', whole, (c) => c.check(sql`micro_stop_ms >= 0`))
    .addColumn('manufacturer', 'text')
    .addColumn('model', 'text')
    .addColumn('serial_number', 'text')
    .addColumn('notes', 'text')
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addColumn('retired_at', whole)
    .execute();
  await db.schema.createIndex('machines_name').on('machines').columns(['name_key', 'id']).execute();
  await db.schema.createIndex('machines_place').on('machines').column('place_id').execute();

  await createTable(db, engine, 'machine_files')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('machine_id', 'text', (c) => c.notNull().references('machines.id'))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('media_type', 'text', (c) => c.notNull())
    .addColumn('size_bytes', whole, (c) => c.notNull())
    .addColumn('sha256', 'text', (c) => c.notNull())
    .addColumn('storage_key', 'text', (c) => c.notNull())
    .addColumn('description', 'text')
    .addColumn('uploaded_by', 'text', (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addUniqueConstraint('machine_files_storage_key_unique', ['storage_key'])
    .execute();
  await db.schema.createIndex('machine_files_machine').on('machine_files').columns(['machine_id', 'id']).execute();
};
