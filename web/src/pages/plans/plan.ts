/** A maintenance plan as it is typed, and as the API takes it. */
import type { Item } from '../../api/types.ts';
import { monthly, type Rhythm, rhythmOf, ruleOf } from './rhythm.ts';

export type Plan = Item<'/api/v1/plans'>;
export type Check = Plan['checklist'][number];

export const triggers = ['calendar', 'run_hours', 'cuts'] as const;
export const statuses = ['active', 'paused', 'retired'] as const;
export const bases = ['schedule', 'completion'] as const;
export const offDays = ['keep', 'next', 'previous', 'skip'] as const;
export const priorities = ['Low', 'Medium', 'High', 'Critical'] as const;
export const checkKinds = ['check', 'number', 'text', 'photo'] as const;

/** A line of the checklist; numbers are typed. */
export interface TypedCheck {
  /** Of this form only. */
  readonly key: string;
  readonly kind: Check['kind'];
  readonly instruction: string;
  readonly required: boolean;
  readonly minimum: string;
  readonly maximum: string;
  readonly unit: string;
}

export interface TypedPart {
  readonly id: number;
  readonly name: string;
  readonly unit: string;
  readonly quantity: string;
}

let lastKey = 0;
export const freshCheck = (): TypedCheck => ({
  key: `check-${(lastKey += 1)}`,
  kind: 'check',
  instruction: '',
  required: true,
  minimum: '',
  maximum: '',
  unit: '',
});

const textOf = (value: number | string | null | undefined) => String(value ?? '');

/** @param today `2026-11-26`, where a new plan begins */
export function formOf(plan: Plan | undefined, today: string) {
  return {
    title: plan?.title ?? '',
    trigger: (plan?.trigger ?? 'calendar') as string,
    rhythm: (plan?.rule == null ? monthly : rhythmOf(plan.rule)) as Rhythm | undefined,
    rule: plan?.rule ?? '',
    begins_on: plan?.begins_on ?? today,
    due_time: plan?.due_time ?? '',
    off_days: (plan?.off_days ?? 'keep') as string,
    every: textOf(plan?.every),
    basis: (plan?.basis ?? 'schedule') as string,
    lead_days: textOf(plan?.lead_days),
    priority: (plan?.priority ?? 'Medium') as string,
    incident_category: plan?.incident_category ?? '',
    assignee_id: textOf(plan?.assignee_id),
    team: plan?.team ?? '',
    estimated_minutes: textOf(plan?.estimated_minutes),
    instructions: plan?.instructions ?? '',
    checklist: (plan?.checklist ?? []).map(
      (check): TypedCheck => ({
        key: freshCheck().key,
        kind: check.kind,
        instruction: check.instruction,
        required: check.required,
        minimum: textOf(check.minimum),
        maximum: textOf(check.maximum),
        unit: check.unit ?? '',
      }),
    ) as readonly TypedCheck[],
    parts: (plan?.parts ?? []).map(
      (part): TypedPart => ({
        id: part.component_id,
        name: part.component_name,
        unit: part.unit,
        quantity: textOf(part.quantity),
      }),
    ) as readonly TypedPart[],
  };
}

export type PlanForm = ReturnType<typeof formOf>;

const numberOf = (text: string) => Number(text.replace(',', '.'));
const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
const numberOrNull = (text: string) => (text.trim() === '' ? null : numberOf(text));

/** Everything of a plan but its machine. */
export function bodyOf(form: PlanForm) {
  const isCalendar = form.trigger === 'calendar';
  return {
    title: form.title,
    trigger: form.trigger as Plan['trigger'],
    basis: form.basis as Plan['basis'],
    rule: isCalendar ? (form.rhythm === undefined ? form.rule : ruleOf(form.rhythm)) : null,
    begins_on: isCalendar ? form.begins_on : null,
    due_time: isCalendar ? orNull(form.due_time) : null,
    off_days: isCalendar ? (form.off_days as NonNullable<Plan['off_days']>) : null,
    every: isCalendar ? null : numberOf(form.every),
    lead_days: numberOrNull(form.lead_days),
    priority: form.priority as Plan['priority'],
    incident_category: orNull(form.incident_category),
    assignee_id: numberOrNull(form.assignee_id),
    team: orNull(form.team),
    estimated_minutes: numberOrNull(form.estimated_minutes),
    instructions: orNull(form.instructions),
    checklist: form.checklist.map((check) => ({
      kind: check.kind,
      instruction: check.instruction,
      required: check.required,
      ...(check.kind === 'number'
        ? {
            minimum: numberOrNull(check.minimum),
            maximum: numberOrNull(check.maximum),
            unit: orNull(check.unit),
          }
        : {}),
    })),
    parts: form.parts.map(({ id, quantity }) => ({ component_id: id, quantity: numberOf(quantity) })),
  };
}
