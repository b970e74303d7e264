/** The database seam's front door. */

export { freeNumbers } from './chosen-numbers.ts';
export { compiledOnce, type SlotOf } from './compiled-queries.ts';
export {
  type AnyTables,
  type Database,
  type Engine,
  type QueryObserver,
  type QueryReport,
  SLOW_QUERY_MS,
} from './database.ts';
export { type Diagnosis, diagnose, type SettingFinding } from './diagnose.ts';
export { type ColumnNaming, driveList, type ListFilter, NARROW_ROWS_MAX } from './driving-filter.ts';
export { ConstraintViolation, isUniqueViolation, refusingViolations } from './failures.ts';
export { type ForeignCell, openForeignFile } from './foreign-file.ts';
export { insertsOfNewRows } from './insert-new-rows.ts';
export { CHUNK_ROWS, chunksOf, isAnyOf, jsonRows, rowsAs } from './json-rows.ts';
export { type DatabaseMeasure, measureDatabase } from './measure.ts';
export { DatabaseNewerThanCode, type MigrationStep, type MigrationSteps, migrate, migrationState } from './migrate.ts';
export { openDatabase } from './open.ts';
export { filesOpenToOthers } from './private-file.ts';
export { keepingRows, lockingRows } from './row-locks.ts';
export type { TableAccess } from './table-access.ts';
export { type LockMode, lockTable } from './table-locks.ts';
export { type AskedText, askForText, findKeysByText, hasText, type IndexedText, indexTexts } from './text-search.ts';
export { insertNumbered, insertRows, upsertRows } from './upsert-rows.ts';
