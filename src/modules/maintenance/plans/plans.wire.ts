/** Plans on the wire: hours and clock times for people, where the database has milliseconds and minutes. */
import type { Static } from 'typebox';
import { HOUR_MS } from '../../../kernel/clock.ts';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import { picked } from '../../../kernel/named-fields.ts';
import { bodyInstant } from '../../../platform/http/index.ts';
import type { NewPlanBody, PlanAnswer, PlanChangesBody, PlanDueAnswer, PlanMeterAnswer } from './plans.schemas.ts';
import type { Check, NewPlan, Plan, PlanChanges, PlanDue, PlanMeter, PlanTrigger, PlanView } from './plans.types.ts';

type Changes = Omit<Static<typeof PlanChangesBody>, 'version'>;

/** Only what the body names. @param trigger of the plan as it is, where the body names none */
export function changesFromWire(body: Changes, trigger: PlanTrigger): PlanChanges {
  const { every, checklist, parts } = body;
  const given = {
    title: body.title,
    instructions: body.instructions,
    trigger: body.trigger,
    basis: body.basis,
    rule: body.rule,
    beginsOn: body.begins_on,
    dueMinute: minuteOf(body.due_time),
    offDays: body.off_days,
    workingDays: body.working_days,
    meterEvery:
      typeof every === 'number' && (body.trigger ?? trigger) === 'run_hours' ? Math.round(every * HOUR_MS) : every,
    leadDays: body.lead_days,
    category: body.incident_category,
    priority: body.priority,
    assigneeId: body.assignee_id,
    team: body.team,
    estimatedMinutes: body.estimated_minutes,
    countedFrom: body.counted_from === undefined ? undefined : bodyInstant('counted_from', body.counted_from),
    checks: checklist?.map(
      (check): Check => ({
        kind: check.kind,
        instruction: check.instruction,
        required: check.required ?? true,
        minimum: check.minimum ?? null,
        maximum: check.maximum ?? null,
        unit: check.unit ?? null,
      }),
    ),
    parts: parts?.map((part) => ({ componentId: part.component_id, quantity: part.quantity })),
  };
  return picked(given, Object.keys(given), (value) => value !== undefined);
}

export function newPlanFromWire({ machine_id: machineId, ...body }: Static<typeof NewPlanBody>): NewPlan {
  const { title, trigger } = body;
  return { ...nothingSaid, ...changesFromWire(body, trigger), machineId, title, trigger };
}

const nothingSaid: Omit<NewPlan, 'machineId' | 'title' | 'trigger'> = {
  instructions: null,
  basis: 'schedule',
  rule: null,
  beginsOn: null,
  dueMinute: null,
  offDays: null,
  workingDays: null,
  meterEvery: null,
  leadDays: null,
  category: null,
  priority: 'Medium',
  assigneeId: null,
  team: null,
  estimatedMinutes: null,
  checks: [],
  parts: [],
};

export function planToWire(plan: PlanView): Static<typeof PlanAnswer> {
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
    due_time: clockTime(plan.dueMinute),
    off_days: plan.offDays,
    working_days: plan.workingDays === null ? null : [...plan.workingDays],
    every: onMeter(plan.trigger, plan.meterEvery),
    lead_days: plan.leadDays,
    lead_days_in_force: plan.leadDaysInForce,
    incident_category: plan.category,
    priority: plan.priority,
    assignee_id: plan.assigneeId,
    assignee: plan.assignee === null ? null : { id: plan.assigneeId as number, name: plan.assignee.name },
    team: plan.team,
    estimated_minutes: plan.estimatedMinutes,
    checklist: [...plan.checks],
    parts: plan.parts.map((part) => ({
      component_id: part.componentId,
      component_name: part.componentName,
      stock_code: part.stockCode,
      unit: part.unit,
      quantity: part.quantity,
      on_hand: part.onHand,
      reserved: part.reserved,
    })),
    status: plan.status,
    paused_because: plan.pausedBecause,
    next_due_at: formatOptionalInstant(plan.nextDueAt),
    last_due_at: formatOptionalInstant(plan.lastDueAt),
    open_ticket_id: plan.openTicketId,
    meter: meterToWire(plan, plan.meter),
    version: plan.version,
    created_at: formatInstant(plan.createdAt),
    updated_at: formatInstant(plan.updatedAt),
  };
}

export function meterToWire(
  { trigger, meterEvery }: Plan,
  meter: PlanMeter | null,
): Static<typeof PlanMeterAnswer> | null {
  if (meter === null) return null;
  return {
    value: onMeter(trigger, meter.value) ?? 0,
    every: onMeter(trigger, meterEvery) ?? 0,
    per_day: onMeter(trigger, Math.round(meter.perDay)) ?? 0,
    due_at: formatOptionalInstant(meter.dueAt),
  };
}

/** @param trigger of the due's plan */
export function dueToWire(due: PlanDue, trigger: PlanTrigger): Static<typeof PlanDueAnswer> {
  return {
    number: due.number,
    cause: due.cause,
    state: due.state,
    due_at: formatInstant(due.dueAt),
    latest_at: formatInstant(due.latestAt),
    times: due.times,
    ticket_id: due.ticketId,
    reason: due.reason,
    decided_at: formatInstant(due.decidedAt),
    done_at: formatOptionalInstant(due.doneAt),
    due_meter: onMeter(trigger, due.dueMeter),
    done_meter: onMeter(trigger, due.doneMeter),
  };
}

/** Run hours, to the second, or cuts. */
function onMeter(trigger: PlanTrigger, value: number | null): number | null {
  if (value === null || trigger === 'cuts') return value;
  return Math.round((value / HOUR_MS) * 10_000) / 10_000;
}

function minuteOf(time: string | null | undefined): number | null | undefined {
  return typeof time === 'string' ? Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) : time;
}

function clockTime(minute: number | null): string | null {
  if (minute === null) return null;
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
