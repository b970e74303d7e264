/** The front door of ingestion: status periods from CSV files and uploads. */
export { ingestionRoutes } from './ingestion.routes.ts';
export {
  createIngestion,
  type FileSummary,
  type Ingestion,
  type IngestionDependencies,
  isUnreadableFile,
  type LoadOptions,
  type LoadSummary,
} from './ingestion.service.ts';
export { problemOf, toLoadSummary, warningMessages } from './ingestion.wire.ts';
export type { FileRefusal, LoadCounts, MachineCounts, WarningSummary } from './load-report.ts';
export { type Patience, withPatience } from './patience.ts';
export { createPeriodCellReader, type PeriodCells } from './period-cells.ts';
export { formatRejection, REJECTS_HEADER } from './rejects-csv.ts';
export type { CsvSource, LoadProgress } from './status-period-load.ts';
export type { ReadRow, RowRefusal } from './status-period-rows.rules.ts';
export type { ToldPeriodCounts, ToldPeriods } from './told-periods.ts';
