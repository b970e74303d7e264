/** Calls for help: somebody at a machine needs somebody. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, wholeNumber } from './columns.ts';

export const helpCalls: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  await createTable(db, engine, 'help_calls')
    .addColumn('id', countingKey(engine))
    .addColumn('machine_id', 'text', (c) => c.notNull().references('machines.id'))
    .addColumn('kind', 'text', (c) =>
      c.notNull().check(sql`kind in ('maintenance', 'material', 'quality', 'supervisor')`),
    )
    .addColumn('text', 'text')
    .addColumn('status', 'text', (c) => c.notNull().check(sql`status in ('open', 'answered', 'closed', 'cancelled')`))
    .addColumn('called_at', whole, (c) => c.notNull())
    .addColumn('called_by_id', whole, (c) => c.references('users.id'))
    .addColumn('called_by', 'text', (c) => c.notNull())
    .addColumn('answered_at', whole)
    .addColumn('answered_by_id', whole, (c) => c.references('users.id'))
    .addColumn('answered_by', 'text')
    .addColumn('ended_at', whole)
    .addColumn('ended_by_id', whole, (c) => c.references('users.id'))
    .addColumn('ended_by', 'text')
    .addColumn('version', whole, (c) => c.notNull())
    .addCheckConstraint('help_calls_ended_check', sql`(ended_at is null) = (status in ('open', 'answered'))`)
    .execute();
  // one call of a kind waits at a machine; the condition is repeated word for word by what relies on it
  await sql`create unique index help_calls_waiting on help_calls (machine_id, kind) where ended_at is null`.execute(db);
  await db.schema.createIndex('help_calls_machine').on('help_calls').columns(['machine_id', 'id']).execute();
};
