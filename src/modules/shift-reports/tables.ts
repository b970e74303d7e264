/** The shift report module's table. Instants are milliseconds. */
import type { Generated } from 'kysely';

export interface ShiftReportTables {
  shift_reports: ShiftReportsTable;
}

export interface ShiftReportsTable {
  id: Generated<number>;
  shift: string;
  /** The local date on which it began. */
  production_day: string;
  started_at: number;
  ended_at: number;
  /** 1 as it was made first. */
  revision: number;
  made_at: number;
  /** The name of the job, or of who asked for it. */
  made_by: string;
  /** JSON text of the key figures. */
  summary: string;
  /** JSON text of the whole. */
  content: string;
}
