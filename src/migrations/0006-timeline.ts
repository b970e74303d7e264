/** Status periods with their revisions, the reason catalogue, and the exact sums per shift slice and month. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, sortedText, wholeNumber } from './columns.ts';

export const timeline: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);

  await createTable(db, engine, 'downtime_reasons')
    .addColumn('id', countingKey(engine))
    .addColumn('name', sortedText(engine), (c) => c.notNull())
    .addColumn('name_key', sortedText(engine), (c) => c.notNull())
    .addColumn('reason_group', 'text', (c) => c.notNull())
    .addColumn('named_by_person', whole, (c) => c.notNull())
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addUniqueConstraint('downtime_reasons_name_key_unique', ['name_key'])
    .execute();

  await createTable(db, engine, 'reason_aliases')
    .addColumn('id', countingKey(engine))
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('text', sortedText(engine), (c) => c.notNull())
    .addColumn('reason_id', whole, (c) => c.notNull().references('downtime_reasons.id'))
    .addUniqueConstraint('reason_aliases_key_unique', ['key'])
    .execute();
  await db.schema.createIndex('reason_aliases_reason').on('reason_aliases').column('reason_id').execute();

  await createTable(db, engine, 'status_periods')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('machine_id', 'text', (c) => c.notNull().references('machines.id'))
    .addColumn('started_at', whole, (c) => c.notNull())
    .addColumn('ended_at', whole, (c) => c.check(sql`ended_at >= started_at`))
    .addColumn('classification', 'text', (c) => c.notNull())
    .addColumn('productivity', 'text')
    .addColumn('reason_text', 'text')
    .addColumn('alias_id', whole, (c) => c.notNull().references('reason_aliases.id'))
    .addColumn('category', whole, (c) => c.notNull())
    .addColumn('revision', whole, (c) => c.notNull())
    .addColumn('recorded_at', whole, (c) => c.notNull())
    .addColumn('source', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('status_periods_machine')
    .on('status_periods')
    .columns(['machine_id', 'started_at'])
    .execute();
  // predicates are repeated word for word by the queries that rely on them
  await sql`create index status_periods_open on status_periods (machine_id, started_at) where ended_at is null`.execute(
    db,
  );
  await sql`
    create index status_periods_long_stops on status_periods (machine_id, started_at)
    where ended_at - started_at >= 1800000 and category between 1 and 3`.execute(db);

  await createTable(db, engine, 'status_period_revisions')
    .addColumn('period_id', 'text', (c) => c.notNull())
    .addColumn('revision', whole, (c) => c.notNull())
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('started_at', whole, (c) => c.notNull())
    .addColumn('ended_at', whole)
    .addColumn('classification', 'text', (c) => c.notNull())
    .addColumn('productivity', 'text')
    .addColumn('reason_text', 'text')
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('recorded_at', whole, (c) => c.notNull())
    .addColumn('replaced_at', whole, (c) => c.notNull())
    .addPrimaryKeyConstraint('status_period_revisions_pkey', ['period_id', 'revision'])
    .execute();

  await createTable(db, engine, 'timeline_machines')
    .addColumn('machine_id', 'text', (c) => c.primaryKey().references('machines.id'))
    .addColumn('written_at', whole, (c) => c.notNull())
    .addColumn('stale_from', whole)
    .execute();

  await rollups(db, engine);
};

/** Clustered by machine and time where the engine can: a question reads neighbouring rows. */
const rollups: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  const clustered = engine === 'sqlite' ? sql`strict, without rowid` : sql``;

  await db.schema
    .createTable('shift_totals')
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('slice_start', whole, (c) => c.notNull())
    .addColumn('productive_uptime', whole, (c) => c.notNull())
    .addColumn('productive_downtime', whole, (c) => c.notNull())
    .addColumn('unproductive_downtime', whole, (c) => c.notNull())
    .addColumn('unclassified_downtime', whole, (c) => c.notNull())
    .addColumn('offline', whole, (c) => c.notNull())
    .addColumn('scan_from', whole, (c) => c.notNull())
    .addPrimaryKeyConstraint('shift_totals_pkey', ['machine_id', 'slice_start'])
    .modifyEnd(clustered)
    .execute();

  await db.schema
    .createTable('shift_reason_totals')
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('slice_start', whole, (c) => c.notNull())
    .addColumn('category', whole, (c) => c.notNull())
    .addColumn('alias_id', whole, (c) => c.notNull())
    .addColumn('duration', whole, (c) => c.notNull())
    .addColumn('stops', whole, (c) => c.notNull())
    .addPrimaryKeyConstraint('shift_reason_totals_pkey', ['machine_id', 'slice_start', 'category', 'alias_id'])
    .modifyEnd(clustered)
    .execute();

  await db.schema
    .createTable('month_totals')
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('month', 'text', (c) => c.notNull())
    .addColumn('shift', 'text', (c) => c.notNull())
    .addColumn('category', whole, (c) => c.notNull())
    .addColumn('alias_id', whole, (c) => c.notNull())
    .addColumn('duration', whole, (c) => c.notNull())
    .addColumn('stops', whole, (c) => c.notNull())
    .addPrimaryKeyConstraint('month_totals_pkey', ['machine_id', 'month', 'shift', 'category', 'alias_id'])
    .modifyEnd(clustered)
    .execute();
};
