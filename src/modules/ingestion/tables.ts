/** The ingestion module's table. Instants are milliseconds. */
import type { Generated } from 'kysely';

export interface IngestionTables {
  dead_letters: DeadLettersTable;
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
