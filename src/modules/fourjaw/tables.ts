/** FourJaw's own tables: how far each machine has been fetched, and how the fetching goes. Instants are milliseconds. */
export interface FourJawTables {
  fourjaw_machines: FourJawMachinesTable;
  fourjaw_state: FourJawStateTable;
}

/** The cursor of a machine and what happened on the way. */
export interface FourJawMachinesTable {
  machine_id: string;
  /** Everything until then has been fetched and recorded; null while nothing has. */
  fetched_to: number | null;
  /** When the last seven days were last fetched anew. */
  reread_at: number | null;
  last_success_at: number | null;
  /** Of the last try; null when it went well. */
  last_error: string | null;
  last_error_at: number | null;
  /** Rows of the last poll that could not be taken. */
  refused_rows: number;
  last_refusal: string | null;
  /** Periods of the last poll that have not begun. */
  future_rows: number;
}

/** One row. */
export interface FourJawStateTable {
  id: number;
  /** Counts the times that somebody asked to fetch now, and up to which of them that has been done. */
  sync_requested: number;
  sync_served: number;
  poll_started_at: number | null;
  poll_finished_at: number | null;
  /** When a poll last fetched every machine. */
  last_success_at: number | null;
  last_error: string | null;
  last_error_at: number | null;
  connection: string;
  /** When the connection became what it is. */
  connection_since: number | null;
  breaker: string;
  /** When FourJaw is asked again; null while it is. */
  breaker_until: number | null;
  clock_skew: number | null;
  assets_synced_at: number | null;
  assets_error: string | null;
}
