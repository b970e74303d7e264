/** How far each machine has been fetched from FourJaw, and how the fetching goes. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { createTable, wholeNumber } from './columns.ts';

export const fourjaw: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);

  await createTable(db, engine, 'fourjaw_machines')
    .addColumn('machine_id', 'text', (c) => c.primaryKey().references('machines.id'))
    .addColumn('fetched_to', whole)
    .addColumn('reread_at', whole)
    .addColumn('last_success_at', whole)
    .addColumn('last_error', 'text')
    .addColumn('last_error_at', whole)
    .addColumn('refused_rows', whole, (c) => c.notNull())
    .addColumn('last_refusal', 'text')
    .addColumn('future_rows', whole, (c) => c.notNull())
    .execute();

  await createTable(db, engine, 'fourjaw_state')
    .addColumn('id', whole, (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn('sync_requested', whole, (c) => c.notNull().defaultTo(0))
    .addColumn('sync_served', whole, (c) => c.notNull().defaultTo(0))
    .addColumn('poll_started_at', whole)
    .addColumn('poll_finished_at', whole)
    .addColumn('last_success_at', whole)
    .addColumn('last_error', 'text')
    .addColumn('last_error_at', whole)
    .addColumn('connection', 'text', (c) => c.notNull().defaultTo('unknown'))
    .addColumn('connection_since', whole)
    .addColumn('breaker', 'text', (c) => c.notNull().defaultTo('closed'))
    .addColumn('breaker_until', whole)
    .addColumn('clock_skew', whole)
    .addColumn('assets_synced_at', whole)
    .addColumn('assets_error', 'text')
    .execute();
  await sql`insert into fourjaw_state (id) values (1)`.execute(db);
};
