/** Whose fault it is when a picture cannot be decoded, by what the library says. */

/** As the libraries word them: a time limit, memory that the system does not give, WebAssembly that has broken down. */
const ours = [
  /\bAborted\(/,
  /\bRuntimeError\b/,
  /\btimeout: \d+% complete\b/,
  /\bout of memory\b/i,
  /\bcannot allocate memory\b/i,
  /\bbad_alloc\b/,
];

/** False for what is in the picture. */
export function isOurs(problem: unknown): boolean {
  const text = String(problem);
  return ours.some((pattern) => pattern.test(text));
}
