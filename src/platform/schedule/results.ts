/** What a job says that it did, out of counts. */

/** `{ 'files removed': 3, 'pictures lost': 0 }` → `files removed: 3`; null where all are 0, so there was nothing to do. */
export function resultOf(counts: Readonly<Record<string, number>>): string | null {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  return told.length === 0 ? null : told.map(([what, count]) => `${what}: ${count}`).join(', ');
}
