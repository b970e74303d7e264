/** The maintenance module's tables. Instants are milliseconds, flags 0 or 1, statuses as the migration checks them. */
import type { Generated } from 'kysely';
import type { TicketChecksTable } from './checklists/ticket-checks.tables.ts';
import type { HelpCallsTable } from './help-calls/help-calls.tables.ts';
import type { MaintenancePlansTable, PlanChecksTable, PlanDuesTable, PlanPartsTable } from './plans/plans.tables.ts';
import type { StopCasesTable, StopRuleActionsTable, StopRulesTable } from './stop-rules/stop-rules.tables.ts';
import type { HoldReason, Priority, TicketStatus } from './tickets/tickets.rules.ts';
import type { TicketSource } from './tickets/tickets.types.ts';

export interface MaintenanceTables {
  tickets: TicketsTable;
  ticket_notes: TicketNotesTable;
  ticket_changes: TicketChangesTable;
  ticket_labour: TicketLabourTable;
  maintenance_plans: MaintenancePlansTable;
  plan_checks: PlanChecksTable;
  plan_parts: PlanPartsTable;
  plan_dues: PlanDuesTable;
  ticket_checks: TicketChecksTable;
  ticket_images: TicketImagesTable;
  help_calls: HelpCallsTable;
  stop_rules: StopRulesTable;
  stop_cases: StopCasesTable;
  stop_rule_actions: StopRuleActionsTable;
}

export interface TicketsTable {
  id: Generated<number>;
  machine_id: string;
  category: string;
  description: string;
  priority: Priority;
  /** What priorities are sorted by: 1 for Low to 4 for Critical. */
  priority_rank: number;
  status: TicketStatus;
  hold_reason: HoldReason | null;
  hold_note: string | null;
  /** The status period that it is about. */
  period_id: string | null;
  logged_at: number;
  acknowledged_at: number | null;
  started_at: number | null;
  resolved_at: number | null;
  closed_at: number | null;
  cancelled_at: number | null;
  due_at: number | null;
  /** 1 where a person chose the due date, so that it does not follow the priority any more. */
  due_chosen: number;
  assignee_id: number | null;
  team: string | null;
  failure_code: string | null;
  failure_cause: string | null;
  remedy: string | null;
  /** 1 where the fault stopped the machine; then `down_from` is there. */
  machine_down: number;
  down_from: number | null;
  restored_at: number | null;
  /** When the machine ran again as its periods show, for whoever resolves the ticket. */
  proposed_restored_at: number | null;
  reopened_count: number;
  /** Null where a program or somebody without an account reported it. */
  reported_by_id: number | null;
  reported_by: string;
  source: TicketSource;
  plan_id: number | null;
  follows_ticket_id: number | null;
  external_id: string | null;
  notes_count: number;
  labour_minutes: number;
  parts_cost: number;
  version: number;
  /** Also moved by what hangs on the ticket, which leaves the version. */
  updated_at: number;
}

export interface TicketNotesTable {
  id: Generated<number>;
  ticket_id: number;
  note: string;
  author_id: number | null;
  /** As the author was called then. */
  author: string;
  created_at: number;
}

/** The history: one row a step, never changed. */
export interface TicketChangesTable {
  id: Generated<number>;
  ticket_id: number;
  /** In the past tense: `opened`, `resolved`. */
  verb: string;
  /** JSON text: name of a field in answers → `{before, after}`. */
  changes: string;
  reason: string | null;
  author_id: number | null;
  author: string;
  changed_at: number;
}

export interface TicketLabourTable {
  id: Generated<number>;
  ticket_id: number;
  user_id: number;
  started_at: number | null;
  duration_minutes: number;
  note: string | null;
  recorded_by: string;
  recorded_at: number;
}

export interface TicketImagesTable {
  image_id: number;
  ticket_id: number;
  caption: string | null;
}
