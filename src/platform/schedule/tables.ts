/** Which process runs which job, and what became of it. Instants and durations are milliseconds. */
export interface ScheduleTables {
  job_leases: JobLeasesTable;
}

export interface JobLeasesTable {
  job: string;
  /** The process that runs it at the moment; null while nobody does. */
  holder: string | null;
  /** Name of the process that runs it, or ran it last. */
  instance: string | null;
  /** A lease that has run out is free, whoever held it. */
  leased_until: number;
  next_run_at: number;
  last_started_at: number | null;
  last_finished_at: number | null;
  /** Of the last run that ended, as are the two below. */
  last_duration: number | null;
  /** What it did; null when there was nothing to do, or when it failed. */
  last_result: string | null;
  /** Null when it went well. */
  last_error: string | null;
  /** Since when somebody waits for it to run now; null from its start on. */
  requested_at: number | null;
  requested_by: string | null;
}
