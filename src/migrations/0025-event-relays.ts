/** How far events have gone out by MQTT. */
import type { MigrationStep } from '../platform/database/index.ts';
import { createTable, wholeNumber } from './columns.ts';

export const eventRelays: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  await createTable(db, engine, 'event_relays')
    .addColumn('relay', 'text', (c) => c.primaryKey())
    // the last event that was handed over, or passed over
    .addColumn('cursor', whole, (c) => c.notNull())
    .addColumn('saved_at', whole, (c) => c.notNull())
    .execute();
};
