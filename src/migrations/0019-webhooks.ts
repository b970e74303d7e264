/** Webhooks with how far each has come in the log of events, and what became of the events that were tried. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, wholeNumber } from './columns.ts';

export const webhooks: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);

  await createTable(db, engine, 'webhooks')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('name_key', 'text', (c) => c.notNull())
    .addColumn('url', 'text', (c) => c.notNull())
    // JSON texts of lists; an empty one is no filter
    .addColumn('types', 'text', (c) => c.notNull())
    .addColumn('machine_ids', 'text', (c) => c.notNull())
    // who let it have the events of people and keys
    .addColumn('people_by', whole)
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('stopped_because', 'text')
    // encrypted; the one before is used too until its end
    .addColumn('secret', 'text', (c) => c.notNull())
    .addColumn('old_secret', 'text')
    .addColumn('old_secret_until', whole)
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    // the last event that it was decided about
    .addColumn('cursor', whole, (c) => c.notNull())
    // failed attempts since the last one that went well, and when the first of them was
    .addColumn('failures', whole, (c) => c.notNull())
    .addColumn('failing_since', whole)
    .addColumn('held_until', whole)
    .addColumn('last_success_at', whole)
    .addColumn('last_failure_at', whole)
    .addUniqueConstraint('webhooks_name_key_unique', ['name_key'])
    .addForeignKeyConstraint('webhooks_people_fkey', ['people_by'], 'users', ['id'])
    .addCheckConstraint(
      'webhooks_state_check',
      sql`state in ('active', 'paused', 'deactivated') and (state = 'deactivated') = (stopped_because is not null)
        and (stopped_because is null or stopped_because in ('gone', 'failing'))`,
    )
    .addCheckConstraint('webhooks_old_secret_check', sql`(old_secret is null) = (old_secret_until is null)`)
    .execute();

  await createTable(db, engine, 'webhook_deliveries')
    .addColumn('id', countingKey(engine))
    .addColumn('webhook_id', 'text', (c) => c.notNull())
    .addColumn('sequence', whole, (c) => c.notNull())
    .addColumn('event_id', 'text', (c) => c.notNull())
    .addColumn('event_type', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('attempts', whole, (c) => c.notNull())
    .addColumn('first_attempt_at', whole)
    .addColumn('last_attempt_at', whole)
    .addColumn('next_attempt_at', whole)
    .addColumn('duration_ms', whole)
    .addColumn('response_status', whole)
    .addColumn('response_start', 'text')
    .addColumn('problem', 'text')
    .addUniqueConstraint('webhook_deliveries_event_unique', ['webhook_id', 'sequence'])
    .addForeignKeyConstraint('webhook_deliveries_webhook_fkey', ['webhook_id'], 'webhooks', ['id'], (c) =>
      c.onDelete('cascade'),
    )
    .addCheckConstraint(
      'webhook_deliveries_status_check',
      sql`status in ('waiting', 'delivered', 'dead') and (status = 'waiting') = (next_attempt_at is not null)`,
    )
    .execute();
  await db.schema
    .createIndex('webhook_deliveries_webhook')
    .on('webhook_deliveries')
    .columns(['webhook_id', 'id'])
    .execute();
  await db.schema
    .createIndex('webhook_deliveries_attempted')
    .on('webhook_deliveries')
    .columns(['last_attempt_at'])
    .execute();
  // repeated word for word by the query that relies on it
  await sql`
    create index webhook_deliveries_waiting on webhook_deliveries (webhook_id, next_attempt_at)
    where status = 'waiting'`.execute(db);
};
