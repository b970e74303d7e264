/** The two logs that every later change writes to: events and audit entries. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, wholeNumber } from './columns.ts';

export const logs: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  await createTable(db, engine, 'event_log')
    .addColumn('id', whole, (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('sequence', whole, (c) => c.notNull())
    .execute();
  await db.insertInto('event_log').values({ id: 1, epoch: randomUUID(), sequence: 0 }).execute();

  await createTable(db, engine, 'events')
    .addColumn('sequence', whole, (c) => c.primaryKey())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('occurred_at', whole, (c) => c.notNull())
    .addColumn('recorded_at', whole, (c) => c.notNull())
    .addColumn('data', 'text', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('events_type').on('events').columns(['type', 'sequence']).execute();
  await db.schema.createIndex('events_subject').on('events').columns(['subject', 'sequence']).execute();
  await db.schema.createIndex('events_recorded_at').on('events').column('recorded_at').execute();

  await createTable(db, engine, 'event_heads')
    .addColumn('topic', 'text', (c) => c.primaryKey())
    .addColumn('sequence', whole, (c) => c.notNull())
    .execute();

  await createTable(db, engine, 'audit_entries')
    .addColumn('id', countingKey(engine))
    .addColumn('recorded_at', whole, (c) => c.notNull())
    .addColumn('actor_kind', 'text', (c) => c.notNull())
    .addColumn('actor_id', 'text', (c) => c.notNull())
    .addColumn('actor_name', 'text', (c) => c.notNull())
    .addColumn('address', 'text')
    .addColumn('request_id', 'text')
    .addColumn('action', 'text', (c) => c.notNull())
    .addColumn('entity_type', 'text', (c) => c.notNull())
    .addColumn('entity_id', 'text', (c) => c.notNull())
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .addColumn('reason', 'text')
    .execute();
  await db.schema
    .createIndex('audit_entries_entity')
    .on('audit_entries')
    .columns(['entity_type', 'entity_id', 'id'])
    .execute();
  await db.schema.createIndex('audit_entries_actor').on('audit_entries').columns(['actor_id', 'id']).execute();
  await db.schema.createIndex('audit_entries_recorded_at').on('audit_entries').column('recorded_at').execute();

  await (engine === 'sqlite' ? protectOnSqlite(db) : protectOnPostgres(db));
};

/** A year: what retention may delete is older than any shift report that somebody could still dispute. */
const YEAR_MS = 31_536_000_000;

async function protectOnSqlite(db: Parameters<MigrationStep>[0]): Promise<void> {
  await sql`
    create trigger audit_entries_no_update before update on audit_entries
    begin select raise(abort, 'audit entries are never changed'); end`.execute(db);
  await sql`
    create trigger audit_entries_no_delete before delete on audit_entries
    when old.recorded_at > unixepoch('now') * 1000 - ${sql.lit(YEAR_MS)}
    begin select raise(abort, 'audit entries are kept for a year at least'); end`.execute(db);
}

async function protectOnPostgres(db: Parameters<MigrationStep>[0]): Promise<void> {
  await sql`
    create function refuse_audit_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and old.recorded_at <= extract(epoch from now()) * 1000 - ${sql.lit(YEAR_MS)} then
        return old;
      end if;
      raise exception 'audit entries are never changed, and kept for a year at least';
    end $$`.execute(db);
  await sql`
    create trigger audit_entries_no_change before update or delete on audit_entries
    for each row execute function refuse_audit_change()`.execute(db);
  await sql`
    create trigger audit_entries_no_truncate before truncate on audit_entries
    for each statement execute function refuse_audit_change()`.execute(db);
}
