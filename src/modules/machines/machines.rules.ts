/** Pure decisions on machines: which ids are fit, and how long names may be. */

export const MACHINE_ID_LENGTH_MAX = 64;
export const MACHINE_NAME_LENGTH_MAX = 120;

/**
 * What an id may be: it also travels in paths, comma lists and MQTT topics, so their separators are out; so are the
 * paths `.` and `..`, halves of characters (surrogates on their own), which no address can carry, and `all` in any
 * case, which the old pages send for every machine.
 */
export const MACHINE_ID_PATTERN =
  '^(?!(?:\\.{1,2}|[Aa][Ll][Ll])$)[^\\s\\x00-\\x1f\\x7f/\\\\,#+?%\\ud800-\\udfff]{1,64}$';
const reserved = /^(?:\.{1,2}|all)$/i;
const machineId = new RegExp(MACHINE_ID_PATTERN, 'u');

/** Why a text cannot be a machine's id, as the end of a sentence; undefined when it can. */
export function machineIdProblem(id: string): string | undefined {
  if (machineId.test(id)) return undefined;
  if (id === '') return 'is empty';
  if (id.length > MACHINE_ID_LENGTH_MAX) return `is longer than ${MACHINE_ID_LENGTH_MAX} characters`;
  if (reserved.test(id)) return "is '.', '..' or 'all', which mean something else in addresses and filters";
  return 'contains a space, a control character, half a character or one of / \\ , # + ? %';
}
