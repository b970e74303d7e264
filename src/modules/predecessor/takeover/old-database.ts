/**
 * The predecessor's database: its tables as far as they are taken, row by row in the order of the file.
 *
 * What a table or column of an older version lacks reads as empty; what it has besides is left alone.
 */
import { DomainError } from '../../../kernel/errors.ts';
import { type ForeignCell, openForeignFile } from '../../../platform/database/index.ts';

export const oldTables = {
  users: ['id', 'email', 'first_name', 'last_name', 'hashed_password', 'role', 'disabled'],
  historical_machine_data: [
    'id',
    'name',
    'machine_id',
    'downtime_reason_name',
    'start_timestamp',
    'end_timestamp',
    'productivity',
    'classification',
    'duration_seconds',
  ],
  products: ['id', 'product_name', 'product_code'],
  production_runs: ['id', 'machine_id', 'product_id', 'start_time', 'end_time', 'status', 'scrap_length'],
  cut_events: ['id', 'machine_id', 'timestamp_utc', 'cut_count'],
  maintenance_tickets: [
    'id',
    'logged_time',
    'resolved_time',
    'incident_category',
    'description',
    'priority',
    'status',
    'fourjaw_downtime_id',
    'machine_id',
  ],
  ticket_work_notes: ['id', 'ticket_id', 'note', 'author', 'created_at'],
  repair_components: ['id', 'component_name', 'stock_code', 'current_stock'],
  ticket_components_used: ['id', 'ticket_id', 'component_id', 'quantity_used'],
  ticket_images: ['id', 'ticket_id', 'image_url', 'uploaded_at', 'caption'],
} as const;

export type OldTable = keyof typeof oldTables;

export interface OldRow {
  readonly table: OldTable;
  /** Where it lies in its table: what is read next comes after it. */
  readonly position: number;
  readonly cells: Readonly<Record<string, ForeignCell>>;
}

/** Tables that MillDash has and the predecessor had not. */
const ours = ['audit_entries', 'kysely_migration', 'shift_calendars'];

export interface OldDatabase {
  /** Those that the file lacks. */
  readonly missing: readonly OldTable[];
  count(table: OldTable): number;
  /** The next rows behind `position`. */
  page(table: OldTable, position: number, limit: number): OldRow[];
  /** Every row: of tables that people fill. */
  all(table: OldTable): OldRow[];
  /** Columns of a table of which there are none in the file are null. @param rest of a query: `group by 1` */
  select(table: OldTable, columns: readonly string[], rest: string): Readonly<Record<string, ForeignCell>>[];
  has(table: OldTable): boolean;
  close(): void;
}

/** @throws upload-invalid saying what is wrong with the file, or that it is not the predecessor's */
export function openOldDatabase(path: string): OldDatabase {
  const file = openForeignFile(path);
  const names = Object.keys(oldTables) as OldTable[];
  const missing = names.filter((name) => !file.tables.has(name));
  if (missing.length === names.length || ours.some((name) => file.tables.has(name))) {
    file.close();
    const what = missing.length === names.length ? 'has none of its tables' : 'is a database of MillDash itself';
    throw new DomainError('upload-invalid', `'${path}' is not the predecessor's database: it ${what}.`);
  }

  function expression(table: OldTable, column: string): string {
    return file.tables.get(table)?.includes(column) === true ? `"${column}"` : `null as "${column}"`;
  }

  const database: OldDatabase = {
    missing,
    has: (table) => !missing.includes(table),
    count(table) {
      return missing.includes(table) ? 0 : Number(file.read(`select count(*) as n from "${table}"`)[0]?.['n'] ?? 0);
    },
    page(table, position, limit) {
      if (missing.includes(table)) return [];
      const columns = oldTables[table].map((column) => expression(table, column)).join();
      const query = `select rowid as "@position", ${columns} from "${table}" where rowid > ? order by rowid limit ?`;
      return file.read(query, position, limit).map(({ '@position': at, ...cells }) => ({
        table,
        position: Number(at),
        cells,
      }));
    },
    all: (table) => database.page(table, Number.MIN_SAFE_INTEGER, -1),
    select(table, columns, rest) {
      if (missing.includes(table)) return [];
      const list = columns.map((column) => (column.includes('(') ? column : expression(table, column))).join();
      return file.read(`select ${list} from "${table}" ${rest}`);
    },
    close: () => file.close(),
  };
  return database;
}
