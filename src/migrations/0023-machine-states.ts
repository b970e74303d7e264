/** What each machine in use does, as it was last told. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { createTable, wholeNumber } from './columns.ts';

export const machineStates: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  await createTable(db, engine, 'machine_states')
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) =>
      c
        .notNull()
        .check(sql`status in ('running', 'idle', 'down_planned', 'down_unplanned', 'off_shift', 'offline', 'no_data')`),
    )
    // null where it cannot be told
    .addColumn('since', whole)
    .addColumn('reason', 'text')
    .addColumn('changed_at', whole, (c) => c.notNull())
    .addColumn('version', whole, (c) => c.notNull())
    .addPrimaryKeyConstraint('machine_states_pkey', ['machine_id'])
    .addForeignKeyConstraint('machine_states_machine_fkey', ['machine_id'], 'machines', ['id'])
    .execute();
};
