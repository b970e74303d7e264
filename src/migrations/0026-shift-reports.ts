/** What a shift came to: one report for each that has ended, as it was made last. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, wholeNumber } from './columns.ts';

export const shiftReports: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  await createTable(db, engine, 'shift_reports')
    .addColumn('id', countingKey(engine))
    .addColumn('shift', 'text', (c) => c.notNull())
    // the local date on which it began
    .addColumn('production_day', 'text', (c) => c.notNull())
    .addColumn('started_at', whole, (c) => c.notNull())
    .addColumn('ended_at', whole, (c) => c.notNull())
    // counts how often it was made
    .addColumn('revision', whole, (c) => c.notNull())
    .addColumn('made_at', whole, (c) => c.notNull())
    .addColumn('made_by', 'text', (c) => c.notNull())
    // JSON texts: the key figures of a list, and the whole
    .addColumn('summary', 'text', (c) => c.notNull())
    .addColumn('content', 'text', (c) => c.notNull())
    .addUniqueConstraint('shift_reports_shift_unique', ['started_at', 'ended_at', 'shift'])
    .addCheckConstraint('shift_reports_range_check', sql`ended_at > started_at`)
    .execute();
  await db.schema.createIndex('shift_reports_ended').on('shift_reports').columns(['ended_at', 'id']).execute();
};
