/** What floor screens show: how far a run has come, and which tickets say that a machine is down. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { wholeNumber } from './columns.ts';

export const floorScreen: MigrationStep = async (db, engine) => {
  await db.schema
    .alterTable('production_runs')
    .addColumn('target_quantity', wholeNumber(engine), (c) => c.check(sql`target_quantity > 0`))
    .execute();
  // repeated word for word by the query that relies on it, with all columns that it names: the table is left alone
  await sql`
    create index tickets_down on tickets (machine_id, down_from, machine_down, restored_at, status)
    where machine_down = 1 and restored_at is null and status not in ('Resolved', 'Closed', 'Cancelled')`.execute(db);
};
