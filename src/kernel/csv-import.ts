/**
 * A CSV file into a list of things, for a list that people keep in a spreadsheet: good rows are kept, refused ones told.
 *
 * The file is read to its end before anything is done with it, so one that breaks off changes nothing. Its rows are taken
 * in batches, each as one transaction of whoever takes it.
 */
import { type CsvColumns, type CsvRejection, type CsvRow, listedRejects, readCsvRows } from './csv-table.ts';

/** Which files a list takes. */
export interface CsvFileKind<Column extends string, Row extends object> {
  readonly columns: CsvColumns<Column>;
  /** What a row says, or what is wrong with it. */
  readonly read: (row: CsvRow<Column>) => Row | CsvRejection;
  readonly rowsMax: number;
}

/** What came of some rows. */
export interface CsvOutcome<Count extends string> {
  /** How many rows came to what, those that are refused left out. */
  readonly counts: Readonly<Record<Count, number>>;
  readonly rejects: readonly CsvRejection[];
  /** Of rows that were taken: what their sender may have meant otherwise. */
  readonly warnings?: readonly CsvRejection[];
}

/** What came of a file. Rejects and warnings as {@link listedRejects} has them. */
export interface CsvImportSummary<Count extends string> {
  readonly counts: Readonly<Record<Count, number>>;
  readonly refused: number;
  /** Of the file, which nothing was read from. */
  readonly ignoredColumns: readonly string[];
  readonly rejects: readonly CsvRejection[];
  readonly warnings: readonly CsvRejection[];
}

export interface CsvImportOptions {
  /** Says what would come of it, and writes nothing. */
  readonly dryRun: boolean;
}

/** Rows that are taken at once. */
const BATCH_ROWS = 200;

/**
 * @param none what came of no row: every count at 0
 * @param take called for one batch after the other
 * @throws upload-invalid, and what reading `content` and `take` throw; what batches before have come to stays
 */
export async function importCsv<Column extends string, Row extends object, Count extends string>(
  content: AsyncIterable<Uint8Array>,
  { columns, read, rowsMax }: CsvFileKind<Column, Row>,
  none: Readonly<Record<Count, number>>,
  take: (batch: readonly Row[]) => Promise<CsvOutcome<Count>>,
): Promise<CsvImportSummary<Count>> {
  const { rows, rejects, ignoredColumns } = await readCsvRows(content, columns, read, rowsMax);
  const counts: Record<Count, number> = { ...none };
  const warnings: CsvRejection[] = [];
  for (let at = 0; at < rows.length; at += BATCH_ROWS) {
    const outcome = await take(rows.slice(at, at + BATCH_ROWS));
    for (const name of Object.keys(counts) as Count[]) counts[name] += outcome.counts[name];
    rejects.push(...outcome.rejects);
    warnings.push(...(outcome.warnings ?? []));
  }
  return {
    counts,
    refused: rejects.length,
    ignoredColumns,
    rejects: listedRejects(rejects),
    warnings: listedRejects(warnings),
  };
}
