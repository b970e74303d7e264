/** What plans tell the world. */
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import type { NewEvent } from '../../../platform/outbox/index.ts';
import type { NewDue } from './plan-dues.repository.ts';
import type { Plan, PlanDue } from './plans.types.ts';

/** @param happened in the past tense: `created` */
export function planEvent(happened: string, plan: Plan, more: Readonly<Record<string, unknown>> = {}): NewEvent {
  return {
    type: `com.milldash.plan.${happened}`,
    subject: `plans/${plan.id}`,
    data: {
      plan_id: plan.id,
      machine_id: plan.machineId,
      title: plan.title,
      trigger: plan.trigger,
      status: plan.status,
      next_due_at: formatOptionalInstant(plan.nextDueAt),
      version: plan.version,
      ...more,
    },
  };
}

/** @param happened `ticket-opened`, `due-missed`, `due-skipped`, `due-done`, `due-reopened` */
export function dueEvent(
  happened: string,
  plan: Plan,
  due: NewDue | PlanDue,
  more: Readonly<Record<string, unknown>> = {},
): NewEvent {
  return planEvent(happened, plan, { due_at: formatInstant(due.dueAt), ticket_id: due.ticketId, ...more });
}
