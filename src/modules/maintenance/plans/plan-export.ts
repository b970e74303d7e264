/** Plans as CSV, page after page as they are read: memory does not grow with the list. */
import { type CsvRecordOf, csvTable } from '../../../kernel/csv-writer.ts';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import type { PlanService } from './plans.service.ts';
import type { PlanFilter, PlanView } from './plans.types.ts';
import { planToWire } from './plans.wire.ts';

export interface PlanExport {
  /** By title. */
  exportPlans(filter: PlanFilter): AsyncIterable<string>;
}

/** Plans that are read, and held, at once. */
const PAGE_PLANS = 200;

const header = [
  'id',
  'machine_id',
  'machine_name',
  'title',
  'instructions',
  'trigger',
  'basis',
  'rule',
  'begins_on',
  'due_time',
  'off_days',
  'working_days',
  'every',
  'lead_days',
  'incident_category',
  'priority',
  'assignee',
  'team',
  'estimated_minutes',
  'status',
  'paused_because',
  'next_due_at',
  'last_due_at',
  'open_ticket_id',
  'checklist_items',
  'parts',
  'created_at',
  'updated_at',
] as const;

export function createPlanExport({ listPlans }: Pick<PlanService, 'listPlans'>): PlanExport {
  async function* pages(filter: PlanFilter): AsyncGenerator<CsvRecordOf<typeof header>[]> {
    let cursor: string | undefined;
    do {
      const page = await listPlans({ ...filter, cursor, limit: PAGE_PLANS });
      yield page.items.map(toRecord);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
  return { exportPlans: (filter) => csvTable(header, pages(filter)) };
}

function toRecord(plan: PlanView): CsvRecordOf<typeof header> {
  const wire = planToWire(plan);
  return {
    id: plan.id,
    machine_id: plan.machineId,
    machine_name: plan.machineName,
    title: plan.title,
    instructions: plan.instructions,
    trigger: plan.trigger,
    basis: plan.basis,
    rule: plan.rule,
    begins_on: plan.beginsOn,
    due_time: wire.due_time,
    off_days: plan.offDays,
    working_days: plan.workingDays?.join(' ') ?? null,
    every: wire.every,
    lead_days: plan.leadDaysInForce,
    incident_category: plan.category,
    priority: plan.priority,
    assignee: plan.assignee?.name ?? null,
    team: plan.team,
    estimated_minutes: plan.estimatedMinutes,
    status: plan.status,
    paused_because: plan.pausedBecause,
    next_due_at: formatOptionalInstant(plan.nextDueAt),
    last_due_at: formatOptionalInstant(plan.lastDueAt),
    open_ticket_id: plan.openTicketId,
    checklist_items: plan.checks.length,
    parts: plan.parts.map((part) => `${part.quantity} x ${part.componentName}`).join('; ') || null,
    created_at: formatInstant(plan.createdAt),
    updated_at: formatInstant(plan.updatedAt),
  };
}
