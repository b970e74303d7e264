/** The tables of maintenance plans. Instants are milliseconds, words as the migration checks them. */
import type { Generated } from 'kysely';
import type { Priority } from '../tickets/tickets.rules.ts';
import type { OffDayMove } from './plan-dues.rules.ts';
import type { CheckKind, DueCause, DueState, PauseCause, PlanBasis, PlanStatus, PlanTrigger } from './plans.types.ts';

export interface MaintenancePlansTable {
  id: Generated<number>;
  machine_id: string;
  title: string;
  title_key: string;
  instructions: string | null;
  trigger_kind: PlanTrigger;
  basis: PlanBasis;
  rule: string | null;
  /** `YYYY-MM-DD` */
  begins_on: string | null;
  /** After local midnight. */
  due_minute: number | null;
  off_days: OffDayMove | null;
  /** JSON text of ISO weekdays; null: the days on which the machine has shifts. */
  working_days: string | null;
  /** Milliseconds of productive uptime, or cuts. */
  meter_every: number | null;
  /** Null: the factory's setting. */
  lead_days: number | null;
  category: string | null;
  priority: Priority;
  assignee_id: number | null;
  team: string | null;
  estimated_minutes: number | null;
  status: PlanStatus;
  paused_because: PauseCause | null;
  next_due_at: number | null;
  /** When there is something to decide; null while only something else can bring it about. */
  check_at: number | null;
  last_due_at: number | null;
  base_at: number | null;
  meter_carry: number;
  dues_count: number;
  version: number;
  created_at: number;
  updated_at: number;
}

export interface ChecksTable {
  id: Generated<number>;
  position: number;
  kind: CheckKind;
  instruction: string;
  required: number;
  minimum: number | null;
  maximum: number | null;
  unit: string | null;
}

export interface PlanChecksTable extends ChecksTable {
  plan_id: number;
}

export interface PlanPartsTable {
  plan_id: number;
  component_id: number;
  quantity: number;
}

/** What became of each due of a plan. */
export interface PlanDuesTable {
  id: Generated<number>;
  plan_id: number;
  number: number;
  machine_id: string;
  cause: DueCause;
  state: DueState;
  due_at: number;
  latest_at: number;
  times: number;
  ticket_id: number | null;
  reason: string | null;
  decided_at: number;
  done_at: number | null;
  meter_base_at: number | null;
  meter_carry: number | null;
  due_meter: number | null;
  latest_meter: number | null;
  done_meter: number | null;
}
