/** What would be refused of a plan as it is typed: said at its field before it is sent, in the language of the screen. */
import { typedNumber } from '../../format/typed-number.ts';
import type { Place, PlanForm } from './plan.ts';

export type Lack = 'machine' | 'number' | 'hours' | 'cuts' | 'limits' | 'workingDays';

const HOURS_MIN = 1;
const CUTS_MIN = 10;

/** By the field's path in the body: `checklist[0].minimum`. */
export function lacksOf(form: PlanForm, machineId: string | undefined, place: Place): ReadonlyMap<string, Lack> {
  const lacks = new Map<string, Lack>();
  if (machineId === undefined) lacks.set('machine_id', 'machine');
  const isCalendar = form.trigger === 'calendar';
  const every = isCalendar ? undefined : lackOfEvery(form, place);
  if (every !== undefined) lacks.set('every', every);
  if (isCalendar && form.working_days?.length === 0) lacks.set('working_days', 'workingDays');
  for (const [at, check] of form.checklist.entries()) {
    if (check.kind !== 'number') continue;
    const limits = ([check.minimum, check.maximum] as const).map((text) =>
      text.trim() === '' ? undefined : typedNumber(text, place.locale),
    );
    for (const [end, name] of (['minimum', 'maximum'] as const).entries()) {
      if (Number.isNaN(limits[end])) lacks.set(`checklist[${at}].${name}`, 'number');
    }
    const [minimum, maximum] = limits;
    if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
      lacks.set(`checklist[${at}].minimum`, 'limits');
    }
  }
  return lacks;
}

function lackOfEvery({ trigger, every }: PlanForm, { locale }: Place): Lack | undefined {
  const number = typedNumber(every, locale);
  if (Number.isNaN(number)) return 'number';
  if (trigger === 'cuts') return number < CUTS_MIN || !Number.isInteger(number) ? 'cuts' : undefined;
  return number < HOURS_MIN ? 'hours' : undefined;
}
