/** How reason texts compare, and what kind of stop an unnamed one is taken for. Pure. */

export const reasonGroups = ['maintenance', 'planned', 'operator', 'micro', 'other'] as const;
export type ReasonGroup = (typeof reasonGroups)[number];

export const REASON_NAME_LENGTH_MAX = 200;

/** Name of the catalogue entry for periods that come without a reason. */
export const NO_REASON_NAME = 'No reason given';
/** Name of the entry for texts beyond {@link REASON_TEXTS_MAX}. */
export const FURTHER_REASONS_NAME = 'Further reasons';

/**
 * Texts that are told apart. A factory has some dozens; a controller that writes a number or a time into its texts has a
 * new one for each stop, and every report, list and memory of reasons would grow with them. Periods keep their text.
 */
export const REASON_TEXTS_MAX = 5_000;

/** A text as it is kept for people: runs of white space and control characters are one space, none at the ends. */
export function tidyReason(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/**
 * The form in which reason texts compare: NFKC, tidy, lower case. `'Cutoff Tool issue '` and `'cutoff tool issue'` are
 * one reason. `nan`, which a data frame writes for "nothing", is nothing.
 */
export function normaliseReason(text: string): string {
  const key = tidyReason(text.normalize('NFKC')).toLowerCase();
  return key === 'nan' ? '' : key;
}

/** The group of an entry that nobody has looked at yet. */
export function initialGroup(key: string): ReasonGroup {
  // `idle` is what machines say that report their status themselves
  if (key === 'no reason required' || key === 'idle') return 'micro';
  return key === 'not on shift' ? 'planned' : 'other';
}

/** Orders texts by code point, as both databases do; `<` would order by UTF-16 units. */
export function compareByCodePoint(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Distinct normalised keys of `texts`, each with its least tidy variant: the same whatever the order of the texts. */
export function leastVariants(texts: Iterable<string>): Map<string, string> {
  const variants = new Map<string, string>();
  for (const text of texts) {
    const key = normaliseReason(text);
    const variant = key === '' ? '' : tidyReason(text);
    const known = variants.get(key);
    if (known === undefined || compareByCodePoint(variant, known) < 0) variants.set(key, variant);
  }
  return variants;
}
