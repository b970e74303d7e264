/** What became of a job's last run and where, and who wants it to run now. */
import type { MigrationStep } from '../platform/database/index.ts';
import { wholeNumber } from './columns.ts';

export const jobOutcomes: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  // SQLite adds one column a statement
  for (const [column, type] of [
    ['instance', 'text'],
    ['last_duration', whole],
    ['last_result', 'text'],
    ['requested_at', whole],
    ['requested_by', 'text'],
  ] as const) {
    await db.schema.alterTable('job_leases').addColumn(column, type).execute();
  }
};
