/** What people say of a plan, made fit or refused: every sentence says what is wrong and what is allowed. */
import { Temporal } from 'temporal-polyfill';
import { HOUR_MS } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { tidyName } from '../../../kernel/texts.ts';
import { requireCategory, requireText, tidyText } from '../tickets/ticket-details.rules.ts';
import type { Check, PlanDetails, PlanPart } from './plans.types.ts';
import { fitRule } from './recurrence.rules.ts';

/** Fewer, and a plan would open tickets faster than anybody can work on them. */
const CUTS_EVERY_MIN = 10;
/** Of a day: what is due on a day is late when that day is over. */
const LAST_MINUTE = 1_439;

/**
 * The plan as it will be, whole: what belongs to the other kind of trigger is refused, what is missing too.
 *
 * @throws validation-failed, unknown-category
 */
export function fitPlan(given: PlanDetails, categories: readonly string[]): PlanDetails {
  const common = {
    ...given,
    title: requireName(given.title),
    instructions: tidyText(given.instructions ?? '') || null,
    category: given.category === null ? null : requireCategory(given.category, categories),
    team: tidyName(given.team ?? '') || null,
  };
  return given.trigger === 'calendar' ? { ...common, ...fitCalendar(given) } : { ...common, ...fitMeter(given) };
}

function requireName(title: string): string {
  const tidy = tidyName(title);
  if (tidy === '') throw invalid('title', 'A plan needs a title.');
  return tidy;
}

function fitCalendar(given: PlanDetails): Partial<PlanDetails> {
  if (given.rule === null) throw invalid('rule', 'A plan by calendar needs a rule, such as FREQ=MONTHLY;INTERVAL=3.');
  if (given.beginsOn === null) {
    throw invalid('begins_on', 'A plan by calendar needs begins_on, the date that its rule counts from.');
  }
  if (given.meterEvery !== null) {
    throw invalid('every', "every is of plans by run_hours or cuts; a calendar's rule says how often.");
  }
  if (!isDate(given.beginsOn)) throw invalid('begins_on', 'begins_on must be a date that exists, from 1970 to 2200.');
  const workingDays = given.workingDays === null ? null : [...new Set(given.workingDays)].sort();
  return {
    rule: fitRule(given.rule),
    dueMinute: given.dueMinute ?? LAST_MINUTE,
    offDays: given.offDays ?? 'keep',
    workingDays,
  };
}

function fitMeter(given: PlanDetails): Partial<PlanDetails> {
  const { trigger, meterEvery } = given;
  if (given.rule !== null || given.beginsOn !== null) {
    throw invalid('rule', `rule and begins_on are of plans by calendar; a plan by ${trigger} has every.`);
  }
  if (meterEvery === null) throw invalid('every', `A plan by ${trigger} needs every: after how many it is due.`);
  if (trigger === 'run_hours' && meterEvery < HOUR_MS) throw invalid('every', 'every must be at least 1 hour.');
  if (trigger === 'cuts' && (meterEvery < CUTS_EVERY_MIN || !Number.isInteger(meterEvery))) {
    throw invalid('every', `every must be a whole number of cuts, at least ${CUTS_EVERY_MIN}.`);
  }
  return { dueMinute: null, offDays: null, workingDays: null };
}

/** A ticket takes fifty pictures, and its faults want some of them too. */
const PHOTO_CHECKS_MAX = 20;

/** @throws validation-failed */
export function fitChecks(checks: readonly Check[]): Check[] {
  if (checks.filter(({ kind }) => kind === 'photo').length > PHOTO_CHECKS_MAX) {
    throw invalid('checklist', `A checklist has at most ${PHOTO_CHECKS_MAX} items of the kind photo.`);
  }
  return checks.map((check, at) => {
    const where = `checklist item ${at + 1}`;
    const { kind, minimum, maximum } = check;
    const unit = tidyName(check.unit ?? '') || null;
    if (kind !== 'number' && (minimum !== null || maximum !== null || unit !== null)) {
      throw invalid(`checklist[${at}]`, `${where}: minimum, maximum and unit are of the kind number.`);
    }
    if (minimum !== null && maximum !== null && minimum > maximum) {
      throw invalid(`checklist[${at}].minimum`, `${where}: minimum must not be above maximum.`);
    }
    return { ...check, unit, instruction: requireText(check.instruction, `The instruction of ${where}`) };
  });
}

/** @throws validation-failed for a component that is named twice */
export function fitParts(parts: readonly PlanPart[]): PlanPart[] {
  const seen = new Set<number>();
  for (const { componentId } of parts) {
    if (seen.has(componentId)) throw invalid('parts', `Component ${componentId} is named twice among the parts.`);
    seen.add(componentId);
  }
  return parts.toSorted((a, b) => a.componentId - b.componentId);
}

function isDate(text: string): boolean {
  try {
    const date = Temporal.PlainDate.from(text);
    return date.toString() === text && date.year >= 1970 && date.year <= 2200;
  } catch {
    return false;
  }
}

/** @param field of the body that it is about, so that a form says it there */
function invalid(field: string, detail: string): DomainError {
  return new DomainError('validation-failed', detail, { errors: [{ path: `body.${field}`, message: detail }] });
}
