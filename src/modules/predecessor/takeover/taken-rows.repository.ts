/** The table `taken_over_rows`: which rows of the predecessor were taken, and what they are called here. */
import {
  type AnyTables,
  type Engine,
  insertRows,
  isAnyOf,
  type TableAccess,
} from '../../../platform/database/index.ts';

/** A row of the predecessor is taken once. Never changed: what becomes of it here is ours. */
export interface TakenOverRowsTable {
  /** The predecessor's table. */
  kind: string;
  old_id: string;
  /** Our number; null for what is never asked for by number. */
  our_id: number | null;
  /** Of the row as it was when it was taken. */
  digest: string;
  taken_at: number;
}

export interface TakeOverTables {
  taken_over_rows: TakenOverRowsTable;
}

type Access = TableAccess<TakeOverTables>;
export type TakenRow = Pick<TakenOverRowsTable, 'old_id' | 'our_id' | 'digest'>;

export async function findTakenRows(
  access: Access,
  engine: Engine,
  kind: string,
  oldIds: readonly string[],
): Promise<Map<string, TakenRow>> {
  const rows = await access
    .selectFrom('taken_over_rows')
    .select(['old_id', 'our_id', 'digest'])
    .where('kind', '=', kind)
    .where(isAnyOf(engine, 'old_id', oldIds))
    .execute();
  return new Map(rows.map((row) => [row.old_id, row]));
}

const columns = { kind: 'text', old_id: 'text', our_id: 'integer', digest: 'text', taken_at: 'integer' } as const;

/** @throws ConstraintViolation taken_over_rows_pkey where another take-over has just taken one of them */
export async function insertTakenRows(
  access: Access,
  engine: Engine,
  kind: string,
  rows: readonly TakenRow[],
  nowMs: number,
): Promise<void> {
  const full: TakenOverRowsTable[] = rows.map((row) => ({ kind, ...row, taken_at: nowMs }));
  await insertRows(access as TableAccess<AnyTables>, engine, { table: 'taken_over_rows', columns }, full);
}
