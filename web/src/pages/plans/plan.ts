/** A maintenance plan as it is typed, and as the API takes it. */
import type { Item } from '../../api/types.ts';
import type { Format } from '../../format/format.ts';
import { instantOfClock } from '../../format/inputs.ts';
import { numberIn, signedIn, typedNumber } from '../../format/typed-number.ts';
import { monthly, type Rhythm, rhythmOf, ruleOf } from './rhythm.ts';

export type Plan = Item<'/api/v1/plans'>;
export type Check = Plan['checklist'][number];

export const triggers = ['calendar', 'run_hours', 'cuts'] as const;
export const statuses = ['active', 'paused', 'retired'] as const;
export const bases = ['schedule', 'completion'] as const;
export const offDays = ['keep', 'next', 'previous', 'skip'] as const;
export const priorities = ['Low', 'Medium', 'High', 'Critical'] as const;
/** What is due at no time of the day. */
export const END_OF_DAY = '23:59';
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
  key: `new-${(lastKey += 1)}`,
  kind: 'check',
  instruction: '',
  required: true,
  minimum: '',
  maximum: '',
  unit: '',
});

const textOf = (value: number | string | null | undefined) => String(value ?? '');

/** Whose numbers and clock the fields hold. */
export type Place = Pick<Format, 'locale' | 'zone'>;

/** @param today `2026-11-26`, where a new plan begins */
export function formOf(plan: Plan | undefined, today: string, { locale }: Place) {
  return {
    title: plan?.title ?? '',
    trigger: (plan?.trigger ?? 'calendar') as string,
    rhythm: (plan?.rule == null ? monthly : rhythmOf(plan.rule)) as Rhythm | undefined,
    rule: plan?.rule ?? '',
    begins_on: plan?.begins_on ?? today,
    due_time: plan?.due_time === END_OF_DAY ? '' : (plan?.due_time ?? ''),
    off_days: (plan?.off_days ?? 'keep') as string,
    /** ISO weekdays; null: those on which the machine has shifts. */
    working_days: (plan?.working_days ?? null) as readonly number[] | null,
    every: typedNumber(plan?.every, locale),
    /** Of a meter: when it was last done. Empty: now, or as it was. */
    counted_from: '',
    basis: (plan?.basis ?? 'schedule') as string,
    lead_days: textOf(plan?.lead_days),
    priority: (plan?.priority ?? 'Medium') as string,
    incident_category: plan?.incident_category ?? '',
    assignee_id: textOf(plan?.assignee_id),
    team: plan?.team ?? '',
    estimated_minutes: textOf(plan?.estimated_minutes),
    instructions: plan?.instructions ?? '',
    checklist: (plan?.checklist ?? []).map(
      (check, at): TypedCheck => ({
        // the same however often it is read
        key: `stored-${at}`,
        kind: check.kind,
        instruction: check.instruction,
        required: check.required,
        minimum: typedNumber(check.minimum, locale),
        maximum: typedNumber(check.maximum, locale),
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

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
const wholeOrNull = (text: string) => (text.trim() === '' ? null : Number(text));

/** As it came where its fields say the same: they know nothing of how it was written. */
function ruleOfForm({ rhythm, rule }: PlanForm): string {
  return rhythm === undefined || JSON.stringify(rhythm) === JSON.stringify(rhythmOf(rule)) ? rule : ruleOf(rhythm);
}

/** Everything of a plan but its machine. */
export function bodyOf(form: PlanForm, { locale, zone }: Place) {
  const isCalendar = form.trigger === 'calendar';
  const numberOrNull = (text: string) => signedIn(text, locale) ?? null;
  const countedFromMs = isCalendar ? undefined : instantOfClock(form.counted_from, zone);
  return {
    title: form.title,
    trigger: form.trigger as Plan['trigger'],
    basis: form.basis as Plan['basis'],
    rule: isCalendar ? ruleOfForm(form) : null,
    begins_on: isCalendar ? form.begins_on : null,
    due_time: isCalendar ? orNull(form.due_time) : null,
    off_days: isCalendar ? (form.off_days as NonNullable<Plan['off_days']>) : null,
    // none are no choice: they are unticked behind `off_days` that need none
    working_days: isCalendar && form.working_days?.length ? [...form.working_days] : null,
    every: isCalendar ? null : (numberIn(form.every, locale) ?? null),
    ...(countedFromMs === undefined ? {} : { counted_from: new Date(countedFromMs).toISOString() }),
    lead_days: wholeOrNull(form.lead_days),
    priority: form.priority as Plan['priority'],
    incident_category: orNull(form.incident_category),
    assignee_id: wholeOrNull(form.assignee_id),
    team: orNull(form.team),
    estimated_minutes: wholeOrNull(form.estimated_minutes),
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
    parts: form.parts.map(({ id, quantity }) => ({ component_id: id, quantity: Number(quantity) })),
  };
}
