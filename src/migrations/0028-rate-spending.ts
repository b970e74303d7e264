/** What callers have spent of their limits at each process, for a minute. */
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, wholeNumber } from './columns.ts';

export const rateSpending: MigrationStep = async (db, engine) => {
  await createTable(db, engine, 'rate_spending')
    .addColumn('id', countingKey(engine))
    .addColumn('process', 'text', (c) => c.notNull())
    .addColumn('spent_at', wholeNumber(engine), (c) => c.notNull())
    .addColumn('spending', 'text', (c) => c.notNull())
    .execute();
};
