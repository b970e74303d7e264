/**
 * Tells a scanner that types (a keyboard wedge) from a person: its keys come faster than anybody's, and end with Enter.
 * A label of ours begins as nothing else does, and may come slowly: from a scanner over radio, or to a busy page.
 *
 * In a field for numbers a code that begins with a letter is kept out of the field from its first key on.
 */

/** Where a key would go: nowhere, into a field for numbers, or into another field, which gets it. */
export type Target = 'page' | 'digits' | 'text';

/** `take`: the key is the scanner's, and goes nowhere else. */
export type Verdict = 'leave' | 'take' | { readonly scanned: string };

/** Between two keys of a scanner at most, in ms. */
const GAP_MS = 120;
/** Between two keys of a label of ours. */
const LABEL_GAP_MS = 3_000;
const LABEL = 'milldash';
/** Shorter texts are no code. */
const LENGTH_MIN = 3;

export interface Wedge {
  /** @param key as a browser names it, `a` or `Enter` */
  press(key: string, target: Target, atMs: number): Verdict;
}

export function createWedge(): Wedge {
  let text = '';
  let lastMs = Number.NEGATIVE_INFINITY;
  /** Whether all of it came as fast as a scanner types. */
  let isFast = true;

  function forget(): void {
    text = '';
    isFast = true;
  }

  /** Goes on with what came before, or begins anew. */
  function arrive(atMs: number): void {
    const gapMs = atMs - lastMs;
    if (gapMs <= GAP_MS || text === '') return;
    if (gapMs <= LABEL_GAP_MS && isLabel(text)) isFast = false;
    else forget();
  }

  return {
    press(key, target, atMs) {
      arrive(atMs);
      if (target === 'text') {
        forget();
        return 'leave';
      }
      if (key === 'Enter') {
        const scanned = text;
        const isCode = isFast ? scanned.length >= LENGTH_MIN : scanned.length > LABEL.length;
        forget();
        return isCode ? { scanned } : 'leave';
      }
      // Shift, which a scanner presses for a colon
      if (key.length !== 1) return 'leave';
      if (target === 'digits' && text === '' && !/\p{Letter}/u.test(key)) return 'leave';
      lastMs = atMs;
      text += key;
      return target === 'digits' ? 'take' : 'leave';
    },
  };
}

/** Whether it is one, or the beginning of one. */
function isLabel(text: string): boolean {
  const lower = text.toLowerCase();
  return lower.startsWith(LABEL) || LABEL.startsWith(lower);
}
