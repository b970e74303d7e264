/** Tickets of maintenance: their notes, labour and history, and the words that they are found by. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, realNumber, sortedText, wholeNumber } from './columns.ts';

export const tickets: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  const sorted = sortedText(engine);

  await createTable(db, engine, 'tickets')
    .addColumn('id', countingKey(engine))
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('category', 'text', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('priority', 'text', (c) => c.notNull())
    // what priorities are sorted by
    .addColumn('priority_rank', whole, (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('hold_reason', 'text')
    .addColumn('hold_note', 'text')
    .addColumn('period_id', 'text')
    .addColumn('logged_at', whole, (c) => c.notNull())
    .addColumn('acknowledged_at', whole)
    .addColumn('started_at', whole)
    .addColumn('resolved_at', whole)
    .addColumn('closed_at', whole)
    .addColumn('cancelled_at', whole)
    .addColumn('due_at', whole)
    // 1 where a person chose the due date, so that it does not follow the priority any more
    .addColumn('due_chosen', whole, (c) => c.notNull().check(sql`due_chosen in (0, 1)`))
    .addColumn('assignee_id', whole)
    .addColumn('team', sorted)
    .addColumn('failure_code', 'text')
    .addColumn('failure_cause', 'text')
    .addColumn('remedy', 'text')
    .addColumn('machine_down', whole, (c) => c.notNull().check(sql`machine_down in (0, 1)`))
    .addColumn('down_from', whole)
    .addColumn('restored_at', whole)
    .addColumn('reopened_count', whole, (c) => c.notNull().check(sql`reopened_count >= 0`))
    .addColumn('reported_by_id', whole)
    .addColumn('reported_by', 'text', (c) => c.notNull())
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('plan_id', whole)
    .addColumn('follows_ticket_id', whole)
    .addColumn('external_id', 'text')
    // sums of what hangs on the ticket, kept in the transactions that change it
    .addColumn('notes_count', whole, (c) => c.notNull())
    .addColumn('labour_minutes', whole, (c) => c.notNull())
    .addColumn('parts_cost', realNumber(engine), (c) => c.notNull())
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addUniqueConstraint('tickets_external_id_unique', ['external_id'])
    .addForeignKeyConstraint('tickets_machine_fkey', ['machine_id'], 'machines', ['id'])
    .addForeignKeyConstraint('tickets_period_fkey', ['period_id'], 'status_periods', ['id'])
    .addForeignKeyConstraint('tickets_assignee_fkey', ['assignee_id'], 'users', ['id'])
    .addForeignKeyConstraint('tickets_reporter_fkey', ['reported_by_id'], 'users', ['id'])
    .addForeignKeyConstraint('tickets_follows_fkey', ['follows_ticket_id'], 'tickets', ['id'])
    .addCheckConstraint(
      'tickets_priority_check',
      sql`priority_rank = case priority when 'Low' then 1 when 'Medium' then 2 when 'High' then 3 when 'Critical' then 4 else 0 end
        and priority_rank > 0`,
    )
    .addCheckConstraint(
      'tickets_status_check',
      sql`status in ('Open', 'In Progress', 'On Hold', 'Resolved', 'Closed', 'Cancelled')`,
    )
    .addCheckConstraint(
      'tickets_hold_check',
      sql`(status = 'On Hold') = (hold_reason is not null)
        and (hold_reason is null or hold_reason in ('parts', 'vendor', 'production_window', 'other'))`,
    )
    .addCheckConstraint('tickets_resolved_check', sql`(status in ('Resolved', 'Closed')) = (resolved_at is not null)`)
    .addCheckConstraint('tickets_closed_check', sql`(status = 'Closed') = (closed_at is not null)`)
    .addCheckConstraint('tickets_cancelled_check', sql`(status = 'Cancelled') = (cancelled_at is not null)`)
    .addCheckConstraint(
      'tickets_down_check',
      sql`(machine_down = 1) = (down_from is not null)
        and (restored_at is null or (down_from is not null and restored_at >= down_from))`,
    )
    .execute();

  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(`tickets_${name}`).on('tickets').columns(columns).execute();
  await index('logged', ['logged_at', 'id']);
  await index('updated', ['updated_at', 'id']);
  await index('priority', ['priority_rank', 'id']);
  // a ticket without a due date comes last; queries repeat the expression word for word
  await sql`create index tickets_due on tickets (coalesce(due_at, 9007199254740991), id)`.execute(db);
  await index('machine', ['machine_id', 'status', 'priority_rank']);
  await index('status', ['status', 'logged_at', 'id']);
  await index('assignee', ['assignee_id', 'status']);
  await index('category', ['category']);
  await index('team', ['team']);
  await index('source', ['source']);
  await index('period', ['period_id']);
  await index('plan', ['plan_id']);
  await index('follows', ['follows_ticket_id']);
  // repeated word for word by the queries that rely on it
  await sql`
    create index tickets_pending on tickets (due_at)
    where status in ('Open', 'In Progress', 'On Hold')`.execute(db);

  await createTable(db, engine, 'ticket_notes')
    .addColumn('id', countingKey(engine))
    .addColumn('ticket_id', whole, (c) => c.notNull())
    .addColumn('note', 'text', (c) => c.notNull())
    .addColumn('author_id', whole)
    .addColumn('author', 'text', (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addForeignKeyConstraint('ticket_notes_ticket_fkey', ['ticket_id'], 'tickets', ['id'])
    .addForeignKeyConstraint('ticket_notes_author_fkey', ['author_id'], 'users', ['id'])
    .execute();
  await db.schema.createIndex('ticket_notes_ticket').on('ticket_notes').columns(['ticket_id', 'id']).execute();

  await createTable(db, engine, 'ticket_changes')
    .addColumn('id', countingKey(engine))
    .addColumn('ticket_id', whole, (c) => c.notNull())
    .addColumn('verb', 'text', (c) => c.notNull())
    .addColumn('changes', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('author_id', whole)
    .addColumn('author', 'text', (c) => c.notNull())
    .addColumn('changed_at', whole, (c) => c.notNull())
    .addForeignKeyConstraint('ticket_changes_ticket_fkey', ['ticket_id'], 'tickets', ['id'])
    .addForeignKeyConstraint('ticket_changes_author_fkey', ['author_id'], 'users', ['id'])
    .execute();
  await db.schema.createIndex('ticket_changes_ticket').on('ticket_changes').columns(['ticket_id', 'id']).execute();

  await createTable(db, engine, 'ticket_labour')
    .addColumn('id', countingKey(engine))
    .addColumn('ticket_id', whole, (c) => c.notNull())
    .addColumn('user_id', whole, (c) => c.notNull())
    .addColumn('started_at', whole)
    .addColumn('duration_minutes', whole, (c) => c.notNull().check(sql`duration_minutes > 0`))
    .addColumn('note', 'text')
    .addColumn('recorded_by', 'text', (c) => c.notNull())
    .addColumn('recorded_at', whole, (c) => c.notNull())
    .addForeignKeyConstraint('ticket_labour_ticket_fkey', ['ticket_id'], 'tickets', ['id'])
    .addForeignKeyConstraint('ticket_labour_user_fkey', ['user_id'], 'users', ['id'])
    .execute();
  await db.schema.createIndex('ticket_labour_ticket').on('ticket_labour').columns(['ticket_id', 'id']).execute();
  await db.schema.createIndex('ticket_labour_user').on('ticket_labour').columns(['user_id', 'id']).execute();

  await (engine === 'sqlite'
    ? sql`create virtual table ticket_texts using fts5(
        words, tokenize = 'ascii', content = '', contentless_delete = 1, detail = 'none', prefix = '2 3')`
    : sql`create table ticket_texts (
        id bigint constraint ticket_texts_pkey primary key
          constraint ticket_texts_ticket_fkey references tickets (id) on delete cascade,
        words tsvector not null)`
  ).execute(db);
  if (engine === 'postgres') await sql`create index ticket_texts_words on ticket_texts using gin (words)`.execute(db);
};
