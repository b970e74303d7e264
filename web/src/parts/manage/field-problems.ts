import { Problem } from '../../api/problem.ts';
import { mistakeText } from '../../i18n/problem-words.ts';
import { textOf } from '../../ui/messages.tsx';

/** Refusals of one field that come as a sentence for the whole request. */
const fieldByCode: Readonly<Record<string, string>> = {
  'email-taken': 'email',
  'machine-exists': 'id',
  'unknown-category': 'incident_category',
  'unknown-machine': 'machine_id',
  'user-not-found': 'assignee_id',
  'name-taken': 'name',
  'product-code-taken': 'product_code',
  'webhook-url-refused': 'url',
};

/**
 * What is wrong with which field of what was sent, by the field's name, of an item of a list by its path
 * (`checklist[0].minimum`); empty where it is about no field.
 */
export function fieldProblems(error: unknown): ReadonlyMap<string, string> {
  if (!(error instanceof Problem)) return new Map();
  const field = fieldByCode[error.code];
  if (field !== undefined) return new Map([[field, textOf(error)]]);
  return new Map(
    (error.document.errors ?? []).flatMap((mistake) => {
      const [, name] = /^body\.(.+)$/.exec(mistake.path ?? '') ?? [];
      return name === undefined ? [] : [[name, mistakeText(mistake)] as const];
    }),
  );
}
