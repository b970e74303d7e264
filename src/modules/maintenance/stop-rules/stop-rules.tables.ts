/** The tables of rules on stops. Instants are milliseconds, flags 0 or 1, words as the migration checks them. */
import type { Generated } from 'kysely';
import type { Priority } from '../tickets/tickets.rules.ts';
import type { StopAction } from './stop-rules.types.ts';

export interface StopRulesTable {
  id: Generated<number>;
  name: string;
  name_key: string;
  active: number;
  /** JSON texts of lists; of machines and criticalities an empty one is no filter. */
  reason_groups: string;
  reasons: string;
  machine_ids: string;
  criticalities: string;
  unanswered: number;
  minimum_minutes: number;
  shift: string | null;
  action: StopAction;
  priority: Priority;
  category: string | null;
  title: string;
  cool_down_minutes: number;
  rank: number;
  version: number;
  created_at: number;
  updated_at: number;
}

/** Stops that a rule has acted on. */
export interface StopCasesTable {
  id: Generated<number>;
  machine_id: string;
  period_id: string;
  started_at: number;
  ended_at: number | null;
  restored_at: number | null;
  check_at: number | null;
  reason_key: string;
  rule_id: number | null;
  ticket_id: number | null;
  is_joined: number;
  category: string | null;
  priority: Priority | null;
  withdrawn_at: number | null;
}

/** One row a stop and rule that has acted on it: each does so once. */
export interface StopRuleActionsTable {
  case_id: number;
  rule_id: number;
  machine_id: string;
  acted_at: number;
}
