/** Which process runs which job. Instants are milliseconds. */
export interface ScheduleTables {
  job_leases: JobLeasesTable;
}

export interface JobLeasesTable {
  job: string;
  /** The process that runs it at the moment; null while nobody does. */
  holder: string | null;
  /** A lease that has run out is free, whoever held it. */
  leased_until: number;
  next_run_at: number;
  last_started_at: number | null;
  last_finished_at: number | null;
  /** Null when the last run went well. */
  last_error: string | null;
}
