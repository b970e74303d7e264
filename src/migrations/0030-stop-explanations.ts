/** What people say about stops, beside what the source says of them. */
import type { MigrationStep } from '../platform/database/index.ts';
import { createTable, wholeNumber } from './columns.ts';

export const stopExplanations: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  for (const table of ['status_periods', 'status_period_revisions']) {
    await db.schema.alterTable(table).addColumn('told_reason', 'text').execute();
    await db.schema.alterTable(table).addColumn('explained_in', whole).execute();
  }
  await createTable(db, engine, 'stop_explanations')
    .addColumn('period_id', 'text', (c) => c.notNull().references('status_periods.id'))
    .addColumn('revision', whole, (c) => c.notNull())
    .addColumn('reason_text', 'text')
    .addColumn('told_reason', 'text')
    .addColumn('note', 'text')
    .addColumn('user_id', whole, (c) => c.references('users.id'))
    .addColumn('person', 'text', (c) => c.notNull())
    .addColumn('recorded_at', whole, (c) => c.notNull())
    .addPrimaryKeyConstraint('stop_explanations_pkey', ['period_id', 'revision'])
    .execute();
};
