/** What would be refused of a plan as it is typed: said at its field before it is sent, in the language of the screen. */
import { numberIn, signedIn } from '../../format/typed-number.ts';
import { changesOf } from '../../parts/manage/edited.ts';
import type { Place, PlanForm } from './plan.ts';

export type Lack = 'machine' | 'number' | 'hours' | 'cuts' | 'limits' | 'workingDays' | 'ended';

const HOURS_MIN = 1;
const CUTS_MIN = 10;

/**
 * By the field's path in the body, `checklist[0].minimum`; `until` is in the rule.
 *
 * @param today `2026-11-26`
 * @param stored what the fields held at first; undefined for a new plan
 */
export function lacksOf(
  form: PlanForm,
  machineId: string | undefined,
  today: string,
  place: Place,
  stored?: PlanForm,
): ReadonlyMap<string, Lack> {
  const lacks = new Map<string, Lack>();
  if (machineId === undefined) lacks.set('machine_id', 'machine');
  const isCalendar = form.trigger === 'calendar';
  const every = isCalendar ? undefined : lackOfEvery(form, place);
  if (every !== undefined) lacks.set('every', every);
  const needsDays = isCalendar && form.off_days !== 'keep';
  if (needsDays && form.working_days?.length === 0) lacks.set('working_days', 'workingDays');
  const until = (isCalendar && form.rhythm?.until) || undefined;
  const isOver = until !== undefined && (until < today || until < form.begins_on);
  if (isOver && (stored === undefined || isRescheduled(stored, form))) lacks.set('until', 'ended');
  for (const [at, check] of form.checklist.entries()) {
    if (check.kind !== 'number') continue;
    for (const end of ['minimum', 'maximum'] as const) {
      const isNumber = check[end].trim() === '' || signedIn(check[end], place.locale) !== undefined;
      if (!isNumber) lacks.set(`checklist[${at}].${end}`, 'number');
    }
    const minimum = signedIn(check.minimum, place.locale);
    const maximum = signedIn(check.maximum, place.locale);
    if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
      lacks.set(`checklist[${at}].minimum`, 'limits');
    }
  }
  return lacks;
}

/** A plan that has ended may be written of otherwise, but not given another end in the past. */
function isRescheduled(stored: PlanForm, form: PlanForm): boolean {
  const changes = changesOf(stored, form);
  return 'rhythm' in changes || 'begins_on' in changes || 'trigger' in changes;
}

function lackOfEvery({ trigger, every }: PlanForm, { locale }: Place): Lack | undefined {
  const number = numberIn(every, locale);
  if (number === undefined) return 'number';
  if (trigger === 'cuts') return number < CUTS_MIN || !Number.isInteger(number) ? 'cuts' : undefined;
  return number < HOURS_MIN ? 'hours' : undefined;
}
