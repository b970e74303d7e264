/** Pictures, whose contents lie in the storage of files, and which tickets they hang on. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, wholeNumber } from './columns.ts';

export const images: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  const positive = (column: string) => sql`${sql.ref(column)} > 0`;

  await createTable(db, engine, 'images')
    .addColumn('id', countingKey(engine))
    .addColumn('shelf', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('storage_key', 'text', (c) => c.notNull())
    .addColumn('thumbnail_key', 'text', (c) => c.notNull())
    .addColumn('media_type', 'text', (c) => c.notNull())
    .addColumn('size_bytes', whole, (c) => c.notNull().check(positive('size_bytes')))
    .addColumn('thumbnail_bytes', whole, (c) => c.notNull().check(positive('thumbnail_bytes')))
    .addColumn('width', whole, (c) => c.notNull().check(positive('width')))
    .addColumn('height', whole, (c) => c.notNull().check(positive('height')))
    .addColumn('sha256', 'text', (c) => c.notNull())
    .addColumn('uploaded_by_id', whole)
    .addColumn('uploaded_by', 'text', (c) => c.notNull())
    .addColumn('uploaded_at', whole, (c) => c.notNull())
    // since when its content is not where it should be
    .addColumn('lost_at', whole)
    .addUniqueConstraint('images_name_unique', ['name'])
    .addUniqueConstraint('images_storage_key_unique', ['storage_key'])
    .addUniqueConstraint('images_thumbnail_key_unique', ['thumbnail_key'])
    .addForeignKeyConstraint('images_uploader_fkey', ['uploaded_by_id'], 'users', ['id'])
    .execute();

  await createTable(db, engine, 'ticket_images')
    .addColumn('image_id', whole, (c) => c.notNull().primaryKey())
    .addColumn('ticket_id', whole, (c) => c.notNull())
    .addColumn('caption', 'text')
    .addForeignKeyConstraint('ticket_images_image_fkey', ['image_id'], 'images', ['id'])
    .addForeignKeyConstraint('ticket_images_ticket_fkey', ['ticket_id'], 'tickets', ['id'])
    .execute();
  await db.schema.createIndex('ticket_images_ticket').on('ticket_images').columns(['ticket_id', 'image_id']).execute();
};
