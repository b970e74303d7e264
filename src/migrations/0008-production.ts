/** Products, production runs, cuts, and the sums of cuts per machine and quarter-hour. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, realNumber, sortedText, wholeNumber } from './columns.ts';

export const production: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  const real = realNumber(engine);
  const sorted = sortedText(engine);

  await createTable(db, engine, 'products')
    .addColumn('id', countingKey(engine))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('name_key', sorted, (c) => c.notNull())
    .addColumn('code', 'text')
    .addColumn('code_key', sorted)
    .addColumn('search_text', 'text', (c) => c.notNull())
    // microseconds: a rate of 700 an hour is no whole number of milliseconds
    .addColumn('ideal_cycle_us', whole, (c) => c.check(sql`ideal_cycle_us > 0`))
    .addColumn('unit_length_mm', real, (c) => c.check(sql`unit_length_mm > 0`))
    .addColumn('notes', 'text')
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addColumn('retired_at', whole)
    .addUniqueConstraint('products_name_key_unique', ['name_key'])
    .addUniqueConstraint('products_code_key_unique', ['code_key'])
    .execute();
  await db.schema.createIndex('products_name').on('products').columns(['name_key', 'id']).execute();

  // one row a machine that has runs or cuts: the lock that makes its writers take turns
  await createTable(db, engine, 'production_machines')
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('last_cut_at', whole)
    .addPrimaryKeyConstraint('production_machines_pkey', ['machine_id'])
    .addForeignKeyConstraint('production_machines_machine_fkey', ['machine_id'], 'machines', ['id'])
    .execute();

  await createTable(db, engine, 'production_runs')
    .addColumn('id', countingKey(engine))
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('product_id', whole, (c) => c.notNull())
    .addColumn('started_at', whole, (c) => c.notNull())
    .addColumn('ended_at', whole)
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('good_count', whole, (c) => c.check(sql`good_count >= 0`))
    .addColumn('scrap_count', whole, (c) => c.check(sql`scrap_count >= 0`))
    .addColumn('total_count', whole, (c) => c.check(sql`total_count >= 0`))
    .addColumn('scrap_length', real, (c) => c.check(sql`scrap_length >= 0`))
    .addColumn('note', 'text')
    .addColumn('started_by', 'text', (c) => c.notNull())
    .addColumn('completed_by', 'text')
    // sums of a run that is over, kept by whoever changes cuts, periods or its times; null while it is active
    .addColumn('cut_count', whole)
    .addColumn('uptime_ms', whole)
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addForeignKeyConstraint('production_runs_machine_fkey', ['machine_id'], 'machines', ['id'])
    .addForeignKeyConstraint('production_runs_product_fkey', ['product_id'], 'products', ['id'])
    .addCheckConstraint(
      'production_runs_status_check',
      sql`(status = 'ACTIVE' and ended_at is null and completed_by is null and cut_count is null and uptime_ms is null)
        or (status = 'COMPLETED' and ended_at > started_at and completed_by is not null
          and cut_count is not null and uptime_ms is not null)`,
    )
    .addCheckConstraint(
      'production_runs_counts_check',
      sql`good_count is null or scrap_count is null or (total_count is not null and good_count + scrap_count = total_count)`,
    )
    .execute();
  const ofRuns = (name: string, columns: string[]) =>
    db.schema.createIndex(`production_runs_${name}`).on('production_runs').columns(columns).execute();
  await ofRuns('machine', ['machine_id', 'started_at', 'id']);
  await ofRuns('started', ['started_at', 'id']);
  await ofRuns('product', ['product_id', 'started_at', 'id']);
  await sql`create unique index production_runs_machine_id_unique on production_runs (machine_id) where status = 'ACTIVE'`.execute(
    db,
  );

  await createTable(db, engine, 'cut_events')
    .addColumn('id', countingKey(engine))
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('occurred_at', whole, (c) => c.notNull())
    .addColumn('cut_count', whole, (c) => c.notNull().check(sql`cut_count >= 1`))
    .addColumn('source_id', 'text')
    .addColumn('source_sequence', whole)
    .addColumn('recorded_at', whole, (c) => c.notNull())
    .addColumn('source', 'text', (c) => c.notNull())
    .addForeignKeyConstraint('cut_events_machine_fkey', ['machine_id'], 'machines', ['id'])
    .execute();
  await db.schema.createIndex('cut_events_time').on('cut_events').columns(['occurred_at', 'id']).execute();
  // with the count: sums over the edges of a window read nothing else
  await db.schema
    .createIndex('cut_events_machine')
    .on('cut_events')
    .columns(['machine_id', 'occurred_at', 'id', 'cut_count'])
    .execute();
  for (const column of ['source_id', 'source_sequence']) {
    await sql`
      create unique index ${sql.id(`cut_events_machine_id_${column}_unique`)}
      on cut_events (machine_id, ${sql.id(column)}) where ${sql.id(column)} is not null`.execute(db);
  }

  await db.schema
    .createTable('cut_sums')
    .addColumn('machine_id', 'text', (c) => c.notNull())
    // beginning of a quarter-hour of UTC
    .addColumn('quarter_start', whole, (c) => c.notNull())
    .addColumn('cut_count', whole, (c) => c.notNull())
    .addColumn('events', whole, (c) => c.notNull())
    .addPrimaryKeyConstraint('cut_sums_pkey', ['machine_id', 'quarter_start'])
    .modifyEnd(engine === 'sqlite' ? sql`strict, without rowid` : sql``)
    .execute();
};
