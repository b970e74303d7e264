/** The ingestion module's tables. Instants are milliseconds. */
import type { Generated } from 'kysely';

export interface IngestionTables {
  dead_letters: DeadLettersTable;
  reported_statuses: ReportedStatusesTable;
  machine_counters: MachineCountersTable;
  telemetry_values: TelemetryValuesTable;
  telemetry_samples: TelemetrySamplesTable;
}

export interface DeadLettersTable {
  id: Generated<number>;
  received_at: number;
  topic: string;
  /** Kind and name of who sent it: `api-key:line 1`. */
  source: string;
  reason: string;
  /** For a person. */
  detail: string;
  encoding: 'utf8' | 'base64';
  payload: string;
  /** Bytes of the whole; more than is kept where it was cut. */
  payload_bytes: number;
  /** 1 where only the beginning is kept. */
  cut: number;
  /** How often it was tried again. */
  attempts: number;
}

/** One row a machine that reports its status: what it said lately. */
export interface ReportedStatusesTable {
  machine_id: string;
  /** JSON: the points, by time. */
  seen: string;
  /** Time of the latest point, also of one that said the same again. */
  last_at: number;
  last_sequence: number | null;
  revision: number;
}

/** How far an absolute counter of a machine was when it was heard of last. */
export interface MachineCountersTable {
  machine_id: string;
  counter: string;
  value: number;
  last_at: number;
  last_sequence: number | null;
  revision: number;
}

/** The latest number of a name. */
export interface TelemetryValuesTable {
  machine_id: string;
  name: string;
  occurred_at: number;
  value: number;
}

/** What is kept of a name's numbers in a slot of time. */
export interface TelemetrySamplesTable {
  machine_id: string;
  name: string;
  slot_start: number;
  /** Of the latest value. */
  occurred_at: number;
  value: number;
  least: number;
  greatest: number;
}
