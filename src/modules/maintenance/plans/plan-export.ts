/** Plans as CSV. */
import { type CsvColumnsOf, csvList } from '../../../kernel/csv-writer.ts';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import { allPages } from '../../../kernel/paging.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { PlanViews } from './plan-views.ts';
import { findPlansMadeAfter } from './plans.repository.ts';
import type { PlanFilter, PlanView } from './plans.types.ts';
import { planToWire } from './plans.wire.ts';

export interface PlanExport {
  /** In the order in which they were made. */
  exportPlans(filter: PlanFilter): AsyncIterable<string>;
}

const columns: CsvColumnsOf<PlanView> = {
  id: ({ id }) => id,
  machine_id: ({ machineId }) => machineId,
  machine_name: ({ machineName }) => machineName,
  title: ({ title }) => title,
  instructions: ({ instructions }) => instructions,
  trigger: ({ trigger }) => trigger,
  basis: ({ basis }) => basis,
  rule: ({ rule }) => rule,
  begins_on: ({ beginsOn }) => beginsOn,
  due_time: (plan) => planToWire(plan).due_time,
  off_days: ({ offDays }) => offDays,
  working_days: ({ workingDays }) => workingDays?.join(' ') ?? null,
  every: (plan) => planToWire(plan).every,
  meter_value: (plan) => planToWire(plan).meter?.value ?? null,
  meter_due_at: ({ meter }) => formatOptionalInstant(meter?.dueAt ?? null),
  lead_days: ({ leadDaysInForce }) => leadDaysInForce,
  incident_category: ({ category }) => category,
  priority: ({ priority }) => priority,
  assignee: ({ assignee }) => assignee?.name ?? null,
  team: ({ team }) => team,
  estimated_minutes: ({ estimatedMinutes }) => estimatedMinutes,
  status: ({ status }) => status,
  paused_because: ({ pausedBecause }) => pausedBecause,
  next_due_at: ({ nextDueAt }) => formatOptionalInstant(nextDueAt),
  last_due_at: ({ lastDueAt }) => formatOptionalInstant(lastDueAt),
  open_ticket_id: ({ openTicketId }) => openTicketId,
  checklist_items: ({ checks }) => checks.length,
  parts: ({ parts }) => parts.map((part) => `${part.quantity} x ${part.componentName}`).join('; ') || null,
  created_at: ({ createdAt }) => formatInstant(createdAt),
  updated_at: ({ updatedAt }) => formatInstant(updatedAt),
};

export function createPlanExport({ engine }: Pick<Store, 'engine'>, views: Pick<PlanViews, 'snapshotOf'>): PlanExport {
  return {
    exportPlans: (filter) =>
      csvList(
        columns,
        allPages<PlanView>((last, limit) =>
          views.snapshotOf((access) => findPlansMadeAfter(access, engine, filter, last?.id, limit)),
        ),
      ),
  };
}
