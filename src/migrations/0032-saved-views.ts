/** Filters of a page that people have given a name. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, wholeNumber } from './columns.ts';

export const savedViews: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  await createTable(db, engine, 'saved_views')
    .addColumn('id', countingKey(engine))
    .addColumn('user_id', whole, (c) => c.notNull().references('users.id'))
    .addColumn('page', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('name_key', 'text', (c) => c.notNull())
    .addColumn('query', 'text', (c) => c.notNull())
    .addColumn('shared', whole, (c) => c.notNull().check(sql`shared in (0, 1)`))
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addUniqueConstraint('saved_views_user_id_page_name_key_unique', ['user_id', 'page', 'name_key'])
    .execute();
  // repeated word for word by the query that relies on it
  await sql`create index saved_views_shared on saved_views (id) where shared = 1`.execute(db);
};
