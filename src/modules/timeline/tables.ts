/** The timeline's own tables: what the machines did, what it is called, and the sums that answer questions fast. */
import type { Generated } from 'kysely';

export interface TimelineTables {
  status_periods: StatusPeriodsTable;
  status_period_revisions: StatusPeriodRevisionsTable;
  stop_explanations: StopExplanationsTable;
  timeline_machines: TimelineMachinesTable;
  shift_totals: ShiftTotalsTable;
  shift_reason_totals: ShiftReasonTotalsTable;
  month_totals: MonthTotalsTable;
  downtime_reasons: DowntimeReasonsTable;
  reason_aliases: ReasonAliasesTable;
}

/** A stretch of a machine's time as its source reports it. Upserted by the source's id. */
export interface StatusPeriodsTable {
  id: string;
  machine_id: string;
  started_at: number;
  /** Null while the period is open. */
  ended_at: number | null;
  classification: string;
  /** `productive`, `unproductive` or null. */
  productivity: string | null;
  /** What counts: as the source wrote it, or as a person said while `explained_in` is set. */
  reason_text: string | null;
  /** The reason's normalised text: points to the catalogue. */
  alias_id: number;
  /** What the period counts as; see `categories.rules.ts`. */
  category: number;
  /** 1, and one more for each change. */
  revision: number;
  recorded_at: number;
  /** Kind and name of the source: `csv:mill_1.csv`. */
  source: string;
  /** While `explained_in` is set: what the source says. */
  told_reason: string | null;
  /** The revision with which a person gave the reason that counts; null while it is the source's. */
  explained_in: number | null;
}

/** What a period said before a later edit. */
export interface StatusPeriodRevisionsTable {
  period_id: string;
  revision: number;
  machine_id: string;
  started_at: number;
  ended_at: number | null;
  classification: string;
  productivity: string | null;
  reason_text: string | null;
  source: string;
  recorded_at: number;
  told_reason: string | null;
  explained_in: number | null;
  /** When the next revision took its place. */
  replaced_at: number;
}

/** What a person said about a stop; one row for each time. */
export interface StopExplanationsTable {
  period_id: string;
  /** Of the period, that came of it. */
  revision: number;
  /** Null: what was said before is taken back. */
  reason_text: string | null;
  /** What the source said at that time. */
  told_reason: string | null;
  note: string | null;
  /** Null for a program. */
  user_id: number | null;
  /** Name of the person or program. */
  person: string;
  recorded_at: number;
}

/** One row a machine that has periods: the lock that makes its writers take turns, and what of its sums is stale. */
export interface TimelineMachinesTable {
  machine_id: string;
  written_at: number;
  /** Sums of slices that end after this instant are not to be used until a job has rebuilt them; null: all are right. */
  stale_from: number | null;
}

/**
 * Closed periods summed per machine and shift slice, one column a category, in ms. No row: no closed period there.
 * Time of open periods is left out: it grows by itself and is added when a question is asked.
 */
export interface ShiftTotalsTable {
  machine_id: string;
  slice_start: number;
  productive_uptime: number;
  productive_downtime: number;
  unproductive_downtime: number;
  unclassified_downtime: number;
  offline: number;
  /** Start of the earliest closed period that reaches into the slice: where a reader of raw periods has to begin. */
  scan_from: number;
}

/** The same per category and reason, with the number of stops that began in the slice. */
export interface ShiftReasonTotalsTable {
  machine_id: string;
  slice_start: number;
  category: number;
  alias_id: number;
  duration: number;
  stops: number;
}

/** The same per production month and shift, so that a question over years adds up few rows. */
export interface MonthTotalsTable {
  machine_id: string;
  /** `YYYY-MM` of the production day. */
  month: string;
  /** Empty for time in no shift. */
  shift: string;
  category: number;
  alias_id: number;
  duration: number;
  stops: number;
}

/** The catalogue: what the factory calls a reason, and what kind it is. */
export interface DowntimeReasonsTable {
  id: Generated<number>;
  name: string;
  /** The name normalised as reason texts are: unique, and what a new text is looked up by. */
  name_key: string;
  reason_group: string;
  /** 1 once a person has chosen the name; until then it follows the texts that come in. */
  named_by_person: number;
  version: number;
  created_at: number;
  updated_at: number;
}

/** Every distinct normalised text that a source has sent, and the catalogue entry that it means. */
export interface ReasonAliasesTable {
  id: Generated<number>;
  key: string;
  /** The least variant seen, trimmed: independent of the order of loading. */
  text: string;
  reason_id: number;
}
