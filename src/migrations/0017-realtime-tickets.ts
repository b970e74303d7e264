/** Tickets that open a live connection once, whichever process gives them out and takes them back. */
import type { MigrationStep } from '../platform/database/index.ts';
import { createTable, wholeNumber } from './columns.ts';

export const realtimeTickets: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  await createTable(db, engine, 'realtime_tickets')
    .addColumn('ticket_hash', 'text', (c) => c.primaryKey().notNull())
    .addColumn('actor_kind', 'text', (c) => c.notNull())
    .addColumn('actor_id', 'text', (c) => c.notNull())
    .addColumn('actor_name', 'text', (c) => c.notNull())
    .addColumn('session_id', 'text')
    .addColumn('expires_at', whole, (c) => c.notNull())
    .execute();
  await db.schema.createIndex('realtime_tickets_expires_at').on('realtime_tickets').column('expires_at').execute();
};
