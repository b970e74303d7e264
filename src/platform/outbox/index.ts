/** The outbox's front door. */
export { defineEventTypes, type EventTypeDefinition } from './event-types.ts';
export { createHeadWatch, type Heads, type HeadWatch, latestOf } from './head-watch.ts';
export { rememberedUntil } from './heads.ts';
export { isKnownKey, onceWithin, pruneIdempotencyKeys, type RepeatableRequest, transactOnce } from './idempotency.ts';
export { type LogPosition, positionReader } from './positions.ts';
export { setRetired } from './retirement.ts';
export {
  createStore,
  EVENT_TYPE_PREFIX,
  type NewAuditEntry,
  type NewEvent,
  type Store,
  type Transaction,
  TransactionConflict,
} from './store.ts';
export type {
  AuditEntriesTable,
  EventHeadsTable,
  EventLogTable,
  EventsTable,
  IdempotencyKeysTable,
  OutboxTables,
} from './tables.ts';
export { CommitUnknown } from './unknown-commits.ts';
