/** NUL in what was read from JSON: PostgreSQL cannot store it in a text. */

/** Of what has one, for whoever sent it. */
export const NUL_REFUSED = 'has a text with the character NUL (\\u0000), which cannot be stored.';

/** Whether JSON can hold one, which takes its escape: to look for that spares nearly all of it the walk. */
export function mayHoldNul(json: string): boolean {
  return json.includes('\\u0000');
}

/** Whether any text has one, names of fields too. Without recursion: it may be nested as deep as it is long. */
export function holdsNul(content: unknown): boolean {
  const waiting = [content];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string' && value.includes('\0')) return true;
    if (typeof value === 'object' && value !== null) for (const entry of Object.entries(value)) waiting.push(...entry);
  }
  return false;
}
