/**
 * Tells a scanner that types (a keyboard wedge) from a person: its keys come faster than anybody's, and end with Enter.
 *
 * In a field for numbers a code that begins with a letter is kept out of the field from its first key on.
 */

/** Where a key would go: nowhere, into a field for numbers, or into another field, which gets it. */
export type Target = 'page' | 'digits' | 'text';

/** `take`: the key is the scanner's, and goes nowhere else. */
export type Verdict = 'leave' | 'take' | { readonly scanned: string };

/** Between two keys of a scanner at most, in ms; a slow page delivers them late. */
const GAP_MS = 120;
/** Shorter texts are no code. */
const LENGTH_MIN = 3;

export interface Wedge {
  /** @param key as a browser names it, `a` or `Enter` */
  press(key: string, target: Target, atMs: number): Verdict;
}

export function createWedge(): Wedge {
  let text = '';
  let lastMs = Number.NEGATIVE_INFINITY;

  return {
    press(key, target, atMs) {
      if (atMs - lastMs > GAP_MS) text = '';
      if (target === 'text') {
        text = '';
        return 'leave';
      }
      if (key === 'Enter') {
        const scanned = text;
        text = '';
        return scanned.length >= LENGTH_MIN ? { scanned } : 'leave';
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
