/** Topic names and filters of MQTT 3.1.1: which are well-formed, and what a filter takes in. Pure. */

/** Bytes of UTF-8. */
export const TOPIC_BYTES_MAX = 512;
export const TOPIC_LEVELS_MAX = 16;

/** U+0000 is forbidden by the standard; the others have no use in a name, and forge lines in logs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

export function hasControlCharacter(text: string): boolean {
  return CONTROL.test(text) || !text.isWellFormed();
}

/** Why no message may have this topic, as the end of a sentence; undefined for a good one. */
export function findTopicFault(topic: string): string | undefined {
  if (/[#+]/.test(topic)) return 'has a wildcard';
  return findNameFault(topic);
}

/** Why nobody can subscribe to it, as the end of a sentence; undefined for a good one. */
export function findFilterFault(filter: string): string | undefined {
  const levels = filter.split('/');
  const misplaced = levels.some(
    (level, at) => (level.includes('#') && (level !== '#' || at < levels.length - 1)) || /.\+|\+./.test(level),
  );
  return misplaced ? 'has a wildcard in a wrong place' : findNameFault(filter);
}

function findNameFault(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (hasControlCharacter(name)) return 'has control characters';
  if (Buffer.byteLength(name) > TOPIC_BYTES_MAX) return `is longer than ${TOPIC_BYTES_MAX} bytes`;
  if (name.split('/').length > TOPIC_LEVELS_MAX) return `has more than ${TOPIC_LEVELS_MAX} levels`;
  return undefined;
}

/** Whether a message of `topic` goes to a subscriber of `filter`. Topics that begin with `$` go to no wildcard. */
export function takesTopic(filter: string, topic: string): boolean {
  return takesFilter(filter, topic);
}

/** Whether every topic of the filter `inner` is one of `outer` too. */
export function takesFilter(outer: string, inner: string): boolean {
  const wanted = outer.split('/');
  const given = inner.split('/');
  if (inner.startsWith('$') && /^[#+]/.test(outer)) return false;
  for (const [at, level] of wanted.entries()) {
    // also where nothing is left: `a/#` takes `a`
    if (level === '#') return true;
    const other = given[at];
    if (other === undefined || other === '#') return false;
    if (level !== '+' && level !== other) return false;
  }
  return given.length === wanted.length;
}
