/** Variables that look like ours and are not: a typo would otherwise leave a default in force without a word. */
import type { Environment } from './read-values.ts';
import { variableNames } from './variables.ts';

const EDITS_FORGIVEN = 2;

/** Short names are too close to other programs' variables to guess at: HOST and HOSTS, LOG_COLOR and NO_COLOR. */
function editsForgiven(name: string): number {
  if (name.length < 7) return 0;
  return name.length < 13 ? 1 : EDITS_FORGIVEN;
}

export interface Misspelling {
  readonly found: string;
  readonly meant: string;
}

/** Unknown variables within an edit or two of a known one, in the order of the environment. */
export function findMisspellings(env: Environment): Misspelling[] {
  const known = new Set<string>(variableNames);
  return Object.keys(env).flatMap((found) => {
    if (known.has(found)) return [];
    const meant = variableNames.find(
      (name) => editsForgiven(name) > 0 && editDistance(found.toUpperCase(), name) <= editsForgiven(name),
    );
    return meant === undefined ? [] : [{ found, meant }];
  });
}

/** Insertions, deletions and replacements (Levenshtein) between two texts. */
export function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > EDITS_FORGIVEN) return Math.abs(a.length - b.length);
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
