/** Pure decisions on machines: which ids and names are fit, and how names compare. */

export const MACHINE_ID_LENGTH_MAX = 64;
export const MACHINE_NAME_LENGTH_MAX = 120;

/** What an id may be: it also travels in paths, comma lists and MQTT topics, so their separators are out. */
export const MACHINE_ID_PATTERN = '^[^\\s\\x00-\\x1f\\x7f/\\\\,#+?%]{1,64}$';
const machineId = new RegExp(MACHINE_ID_PATTERN, 'u');

/** Why a text cannot be a machine's id, as the end of a sentence; undefined when it can. */
export function machineIdProblem(id: string): string | undefined {
  if (machineId.test(id)) return undefined;
  if (id === '') return 'is empty';
  if (id.length > MACHINE_ID_LENGTH_MAX) return `is longer than ${MACHINE_ID_LENGTH_MAX} characters`;
  return 'contains a space, a control character or one of / \\ , # + ? %';
}

/** Controls, marks that nobody sees, and halves of characters; white space is none of them. */
const invisible = /(?![\t-\r])[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** A name as it is kept: Unicode NFC, runs of white space are one space, nothing that cannot be seen. */
export function tidyName(text: string): string {
  return text.normalize('NFC').replace(invisible, '').replace(/\s+/g, ' ').trim();
}

/** The form in which names and search texts are compared and sorted. */
export function comparisonKey(text: string): string {
  return tidyName(text).normalize('NFKC').toLowerCase();
}

/** What a text filter on machines looks at. */
export function searchText(parts: readonly (string | null)[]): string {
  return parts
    .filter((part) => part !== null)
    .map(comparisonKey)
    .join('\n');
}

/** A text for `like … escape '\'` that matches itself anywhere. */
export function containsPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
