/** The production module's tables. Instants are milliseconds, counts whole pieces, statuses as the migration checks them. */
import type { Generated } from 'kysely';

export interface ProductionTables {
  products: ProductsTable;
  production_machines: ProductionMachinesTable;
  production_runs: ProductionRunsTable;
  cut_events: CutEventsTable;
  cut_sums: CutSumsTable;
}

export interface ProductsTable {
  id: Generated<number>;
  name: string;
  /** The name as it is compared and sorted. */
  name_key: string;
  code: string | null;
  code_key: string | null;
  /** Everything that a text filter looks at, in the form in which texts are compared. */
  search_text: string;
  /** Microseconds that one piece takes at best. */
  ideal_cycle_us: number | null;
  unit_length_mm: number | null;
  notes: string | null;
  version: number;
  created_at: number;
  updated_at: number;
  retired_at: number | null;
}

/** One row a machine that has runs or cuts: whoever writes either holds its lock, so they take turns. */
export interface ProductionMachinesTable {
  machine_id: string;
  /** When the latest cut happened; null before the first. */
  last_cut_at: number | null;
}

/** Runs of one machine never overlap, and at most one is active. */
export interface ProductionRunsTable {
  id: Generated<number>;
  machine_id: string;
  product_id: number;
  started_at: number;
  /** Excluded; null while the run is active. */
  ended_at: number | null;
  status: 'ACTIVE' | 'COMPLETED';
  good_count: number | null;
  scrap_count: number | null;
  /** Good and scrap together where both are known. */
  total_count: number | null;
  scrap_length: number | null;
  note: string | null;
  started_by: string;
  completed_by: string | null;
  /** Cuts while it lasted; null while it is active. */
  cut_count: number | null;
  /** Productive uptime of closed status periods while it lasted; null while it is active. */
  uptime_ms: number | null;
  version: number;
  created_at: number;
  updated_at: number;
  /** Pieces that it is to make. */
  target_quantity: number | null;
}

export interface CutEventsTable {
  id: Generated<number>;
  machine_id: string;
  /** The source's time. */
  occurred_at: number;
  cut_count: number;
  /** What the source calls it; unique on the machine where it is given, and so is the sequence. */
  source_id: string | null;
  source_sequence: number | null;
  recorded_at: number;
  /** Kind and name of what recorded it: `api-key:line 1`. */
  source: string;
}

/** Cuts added up per machine and quarter-hour of UTC. No row: no cut. */
export interface CutSumsTable {
  machine_id: string;
  quarter_start: number;
  cut_count: number;
  /** Rows of `cut_events`. */
  events: number;
}
