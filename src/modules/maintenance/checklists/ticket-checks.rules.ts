/** Answers to the items of a checklist: which fit an item, and which of them have failed. */
import { DomainError } from '../../../kernel/errors.ts';
import type { Check, CheckKind } from '../plans/plans.types.ts';
import { tidyText } from '../tickets/ticket-details.rules.ts';
import type { CheckAnswer, TicketCheck } from './ticket-checks.types.ts';

const expected: Readonly<Record<CheckKind, string>> = {
  check: 'true or false',
  number: 'a number',
  text: 'a text that says something',
  photo: 'the number of a picture of this ticket',
};

const fits: Readonly<Record<CheckKind, (answer: CheckAnswer) => boolean>> = {
  check: (answer) => typeof answer === 'boolean',
  number: (answer) => typeof answer === 'number',
  text: (answer) => typeof answer === 'string' && answer !== '',
  photo: (answer) => Number.isSafeInteger(answer) && Number(answer) > 0,
};

/** @throws validation-failed, saying what the item takes */
export function fitAnswer(check: Check, given: CheckAnswer): CheckAnswer {
  const answer = typeof given === 'string' ? tidyText(given) : given;
  if (fits[check.kind](answer)) return answer;
  throw new DomainError('validation-failed', `value must be ${expected[check.kind]}, for an item of this kind.`, {
    errors: [{ path: 'body.value', message: `must be ${expected[check.kind]}` }],
  });
}

/** @throws validation-failed for an item that no picture answers */
export function requirePhotoItem({ id, kind }: TicketCheck): void {
  if (kind === 'photo') return;
  throw new DomainError('validation-failed', `Checklist item ${id} takes ${expected[kind]}, not a picture.`);
}

export function resultOf({ kind, minimum, maximum }: Check, answer: CheckAnswer): 'passed' | 'failed' {
  if (kind === 'check') return answer === true ? 'passed' : 'failed';
  if (kind !== 'number') return 'passed';
  const tooLow = minimum !== null && (answer as number) < minimum;
  const tooHigh = maximum !== null && (answer as number) > maximum;
  return tooLow || tooHigh ? 'failed' : 'passed';
}

/** What a person reads of a failed item: `Oil pressure: 3.2 bar, allowed 4 to 6 bar`. */
export function tellFailure({ kind, instruction, answer, minimum, maximum, unit, note }: TicketCheck): string {
  const withUnit = (value: unknown) => (unit === null ? String(value) : `${String(value)} ${unit}`);
  const limits =
    minimum === null
      ? `at most ${withUnit(maximum)}`
      : maximum === null
        ? `at least ${withUnit(minimum)}`
        : `${minimum} to ${withUnit(maximum)}`;
  const found = kind === 'number' ? `${instruction}: ${withUnit(answer)}, allowed ${limits}` : `${instruction}: failed`;
  return note === null ? found : `${found}\n\n${note}`;
}
