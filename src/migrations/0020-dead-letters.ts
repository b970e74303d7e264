/** Messages of machines that could not be used, for somebody to look at and to send again. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, wholeNumber } from './columns.ts';

export const deadLetters: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  await createTable(db, engine, 'dead_letters')
    .addColumn('id', countingKey(engine))
    .addColumn('received_at', whole, (c) => c.notNull())
    .addColumn('topic', 'text', (c) => c.notNull())
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('detail', 'text', (c) => c.notNull())
    // as text where it is text, else as base64
    .addColumn('encoding', 'text', (c) => c.notNull().check(sql`encoding in ('utf8', 'base64')`))
    .addColumn('payload', 'text', (c) => c.notNull())
    // of the message; more than is kept where it was cut
    .addColumn('payload_bytes', whole, (c) => c.notNull())
    .addColumn('cut', whole, (c) => c.notNull())
    .addColumn('attempts', whole, (c) => c.notNull())
    .execute();
  await db.schema.createIndex('dead_letters_reason').on('dead_letters').columns(['reason', 'id']).execute();
  await db.schema.createIndex('dead_letters_received').on('dead_letters').columns(['received_at', 'id']).execute();
};
