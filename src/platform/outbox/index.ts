/** The outbox's front door. */
export { createHeadWatch, type Heads, type HeadWatch, latestOf } from './head-watch.ts';
export { rememberedUntil } from './heads.ts';
export {
  createStore,
  EVENT_TYPE_PREFIX,
  type NewAuditEntry,
  type NewEvent,
  type Store,
  type Transaction,
  TransactionConflict,
} from './store.ts';
export type { AuditEntriesTable, EventHeadsTable, EventLogTable, EventsTable, OutboxTables } from './tables.ts';
