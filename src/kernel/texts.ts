/** Texts that people type: how names are kept, compared and sorted, and how a part of them is found. */

/** Controls, marks that nobody sees, and halves of characters; white space is none of them. */
const invisible = /(?![\t-\r])[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** A name as it is kept: Unicode NFC, runs of white space are one space, nothing that cannot be seen. */
export function tidyName(text: string): string {
  return text.normalize('NFC').replace(invisible, '').replace(/\s+/g, ' ').trim();
}

/** A text of whatever came, on one line, with nothing in it that cannot be seen: such characters stand as `\u0007`. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (found) => {
    const code = found.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** The form in which names and search texts are compared and sorted. */
export function comparisonKey(text: string): string {
  return tidyName(text).normalize('NFKC').toLowerCase();
}

/** What a text filter looks at, out of the fields that it is to find. */
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

/** Characters of a word that count: what is longer is no word of a language, and indexes have limits. */
const WORD_LENGTH_MAX = 60;

/**
 * The words of a text as full-text search sees them, in order, the same for what is stored and what is asked: lower case,
 * without accents, letters and digits only.
 */
export function searchWords(text: string): string[] {
  const folded = text
    .normalize('NFKD')
    // behind it: a capital in bold has no small letter before it is a plain one
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '');
  return (folded.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) =>
    word.length > WORD_LENGTH_MAX ? [...word].slice(0, WORD_LENGTH_MAX).join('') : word,
  );
}
