/** What machines report beside cuts: their status, absolute counters and named numbers. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { createTable, realNumber, sortedText, wholeNumber } from './columns.ts';

export const machineSignals: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  const real = realNumber(engine);
  const sorted = sortedText(engine);

  await createTable(db, engine, 'reported_statuses')
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('started_at', whole, (c) => c.notNull())
    .addColumn('last_at', whole, (c) => c.notNull())
    .addColumn('last_sequence', whole)
    .addColumn('revision', whole, (c) => c.notNull())
    .addPrimaryKeyConstraint('reported_statuses_pkey', ['machine_id'])
    .addForeignKeyConstraint('reported_statuses_machine_fkey', ['machine_id'], 'machines', ['id'])
    .execute();

  await createTable(db, engine, 'machine_counters')
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('counter', 'text', (c) => c.notNull())
    .addColumn('value', whole, (c) => c.notNull())
    .addColumn('last_at', whole, (c) => c.notNull())
    .addColumn('last_sequence', whole)
    .addColumn('revision', whole, (c) => c.notNull())
    .addPrimaryKeyConstraint('machine_counters_pkey', ['machine_id', 'counter'])
    .addForeignKeyConstraint('machine_counters_machine_fkey', ['machine_id'], 'machines', ['id'])
    .execute();

  await createTable(db, engine, 'telemetry_values')
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('name', sorted, (c) => c.notNull())
    .addColumn('occurred_at', whole, (c) => c.notNull())
    .addColumn('value', real, (c) => c.notNull())
    .addPrimaryKeyConstraint('telemetry_values_pkey', ['machine_id', 'name'])
    .addForeignKeyConstraint('telemetry_values_machine_fkey', ['machine_id'], 'machines', ['id'])
    .execute();

  // of each name and slot of time: the latest value with its time, the least and the greatest
  await db.schema
    .createTable('telemetry_samples')
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('name', sorted, (c) => c.notNull())
    .addColumn('slot_start', whole, (c) => c.notNull())
    .addColumn('occurred_at', whole, (c) => c.notNull())
    .addColumn('value', real, (c) => c.notNull())
    .addColumn('least', real, (c) => c.notNull())
    .addColumn('greatest', real, (c) => c.notNull())
    .addPrimaryKeyConstraint('telemetry_samples_pkey', ['machine_id', 'name', 'slot_start'])
    .modifyEnd(engine === 'sqlite' ? sql`strict, without rowid` : sql``)
    .execute();
};
