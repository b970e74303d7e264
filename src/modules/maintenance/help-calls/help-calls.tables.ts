/** The table `help_calls`. Instants are milliseconds, states as the migration checks them. */
import type { Generated } from 'kysely';
import type { HelpCallStatus, HelpKind } from './help-calls.types.ts';

export interface HelpCallsTable {
  id: Generated<number>;
  machine_id: string;
  kind: HelpKind;
  text: string | null;
  status: HelpCallStatus;
  called_at: number;
  /** Null for a program: a button with a key of its own. */
  called_by_id: number | null;
  called_by: string;
  /** Of who is coming; of the last who said so. */
  answered_at: number | null;
  answered_by_id: number | null;
  answered_by: string | null;
  /** Closed or cancelled; null while it waits. */
  ended_at: number | null;
  ended_by_id: number | null;
  ended_by: string | null;
  version: number;
}
