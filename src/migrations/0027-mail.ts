/** E-mail: what people have chosen to be sent, how far the log of events has come, and what is to be sent. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, wholeNumber } from './columns.ts';

export const mail: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);

  await createTable(db, engine, 'mail_choices')
    .addColumn('user_id', whole, (c) => c.primaryKey())
    // JSON text: kind → whether it is wanted
    .addColumn('choices', 'text', (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addForeignKeyConstraint('mail_choices_user_fkey', ['user_id'], 'users', ['id'])
    .execute();

  await createTable(db, engine, 'mail_cursor')
    .addColumn('id', whole, (c) => c.primaryKey().check(sql`id = 1`))
    // the last event that it was decided about
    .addColumn('cursor', whole)
    .execute();
  await sql`insert into mail_cursor (id, cursor) values (1, null)`.execute(db);

  await createTable(db, engine, 'mails')
    .addColumn('id', countingKey(engine))
    .addColumn('user_id', whole)
    .addColumn('address', 'text')
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('event_id', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('attempts', whole, (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('first_attempt_at', whole)
    .addColumn('next_attempt_at', whole)
    .addColumn('sent_at', whole)
    .addColumn('message_id', 'text')
    .addColumn('problem', 'text')
    // an event is told somebody once
    .addUniqueConstraint('mails_event_unique', ['event_id', 'user_id'])
    .addForeignKeyConstraint('mails_user_fkey', ['user_id'], 'users', ['id'])
    .addCheckConstraint('mails_recipient_check', sql`(user_id is null) <> (address is null)`)
    .addCheckConstraint(
      'mails_status_check',
      sql`status in ('waiting', 'sent', 'dead') and (status = 'waiting') = (next_attempt_at is not null)
        and (status = 'sent') = (sent_at is not null)`,
    )
    .execute();
  // repeated word for word by the queries that rely on it
  await sql`create index mails_waiting on mails (next_attempt_at, user_id) where status = 'waiting'`.execute(db);
  await db.schema.createIndex('mails_sent').on('mails').columns(['user_id', 'sent_at']).execute();
  await db.schema.createIndex('mails_created').on('mails').columns(['created_at']).execute();
};
