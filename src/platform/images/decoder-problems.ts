/** Whose fault it is when a picture cannot be decoded, by what the library says. */

/** As the library words them: its own time limit, and memory that the system does not give. */
const ours = [/\btimeout: \d+% complete\b/, /\bout of memory\b/i, /\bcannot allocate memory\b/i, /\bbad_alloc\b/];

/** False for what is in the picture. */
export function isOurs(problem: unknown): boolean {
  const text = String(problem);
  return ours.some((pattern) => pattern.test(text));
}
