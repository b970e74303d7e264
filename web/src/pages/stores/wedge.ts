/**
 * Tells a scanner that types (a keyboard wedge) from a person: its keys come faster than anybody's, and end with Enter.
 * A label of ours begins as nothing else does, and may come slowly: from a scanner over radio, or to a busy page.
 *
 * In a field for numbers a code that begins with a letter is kept out of the field from its first key on. One of digits
 * gets into it, since nobody knows yet, and is taken out again when Enter comes.
 */

/** Where a key would go: nowhere, into a field for numbers, or into another field, which gets it. */
export type Target = 'page' | 'digits' | 'text';

/**
 * - `take`: the key is the scanner's, and goes nowhere else
 * - `begin`: with it may begin a code that gets into a field for numbers: what is in there is remembered
 * - `isInField`: the code has got into that field, and what was remembered goes back
 */
export type Verdict = 'leave' | 'take' | 'begin' | { readonly scanned: string; readonly isInField: boolean };

/** Between two keys of a scanner at most, in ms. */
const GAP_MS = 120;
/** Between two digits of a code: people are quick on a number pad. */
const DIGIT_GAP_MS = 40;
/** Between two keys of a label of ours. */
const LABEL_GAP_MS = 3_000;
const LABEL = 'milldash';
/** Shorter texts are no code. */
const LENGTH_MIN = 3;
/** Shorter numbers are quantities. */
const DIGITS_MIN = 6;

export interface Wedge {
  /** @param key as a browser names it, `a` or `Enter` */
  press(key: string, target: Target, atMs: number): Verdict;
}

export function createWedge(): Wedge {
  let text = '';
  /** Digits that have got into a field for numbers. */
  let digits = '';
  let lastMs = Number.NEGATIVE_INFINITY;
  /** Whether all of it came as fast as a scanner types. */
  let isFast = true;

  function forget(): void {
    text = '';
    digits = '';
    isFast = true;
  }

  /** Goes on with what came before, or begins anew. */
  function arrive(atMs: number): void {
    const gapMs = atMs - lastMs;
    if (gapMs > DIGIT_GAP_MS) digits = '';
    if (gapMs <= GAP_MS || text === '') return;
    if (gapMs <= LABEL_GAP_MS && isLabel(text)) isFast = false;
    else forget();
  }

  function end(): Verdict {
    const [scanned, typed] = [text, digits];
    const isCode = isFast ? scanned.length >= LENGTH_MIN : scanned.length > LABEL.length;
    forget();
    if (isCode) return { scanned, isInField: false };
    return typed.length >= DIGITS_MIN ? { scanned: typed, isInField: true } : 'leave';
  }

  return {
    press(key, target, atMs) {
      arrive(atMs);
      if (target === 'text') {
        forget();
        return 'leave';
      }
      if (key === 'Enter') return end();
      // Shift, which a scanner presses for a colon
      if (key.length !== 1) return 'leave';
      lastMs = atMs;
      if (target === 'digits' && text === '' && !/\p{Letter}/u.test(key)) {
        digits += key;
        return digits.length === 1 ? 'begin' : 'leave';
      }
      // a blank would press the button that has the focus
      const isBlankWithin = key === ' ' && text !== '';
      text += key;
      return target === 'digits' || isBlankWithin ? 'take' : 'leave';
    },
  };
}

/** Whether it is one, or the beginning of one. */
function isLabel(text: string): boolean {
  const lower = text.toLowerCase();
  return lower.startsWith(LABEL) || LABEL.startsWith(lower);
}
