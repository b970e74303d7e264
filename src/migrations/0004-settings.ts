/** What the factory has set, and which process runs the scheduled work. */
import type { MigrationStep } from '../platform/database/index.ts';
import { createTable, wholeNumber } from './columns.ts';

export const settings: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);

  await createTable(db, engine, 'settings')
    .addColumn('key', 'text', (c) => c.primaryKey().notNull())
    .addColumn('value', 'text')
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addColumn('updated_by', 'text', (c) => c.notNull())
    .execute();

  await createTable(db, engine, 'job_leases')
    .addColumn('job', 'text', (c) => c.primaryKey().notNull())
    .addColumn('holder', 'text')
    .addColumn('leased_until', whole, (c) => c.notNull())
    .addColumn('next_run_at', whole, (c) => c.notNull())
    .addColumn('last_started_at', whole)
    .addColumn('last_finished_at', whole)
    .addColumn('last_error', 'text')
    .execute();
};
