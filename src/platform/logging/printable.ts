/**
 * Text that cannot pretend to be another line.
 *
 * Every control character (CR, LF, ESC, C1), line and paragraph separator, invisible or bidirectional format character
 * and lone surrogate is written as a visible escape, so one call of the logger is one line and reads as it is stored.
 */
const PLAIN = /^[\x20-\x7e]*$/;
const PLAIN_JSON = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text with unprintable characters as `\n`, `\x1b` or `\u202e`; printable text is returned as it is. */
export function printable(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNPRINTABLE, visible);
}

function visible(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const code = character.charCodeAt(0);
  return code < 0x100 && character.length === 1
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : unicodeEscapes(character);
}

/** A JSON string that is also printable: parsing it gives the text back. */
export function jsonString(text: string): string {
  return PLAIN_JSON.test(text) ? `"${text}"` : JSON.stringify(text).replace(UNPRINTABLE, unicodeEscapes);
}

function unicodeEscapes(character: string): string {
  let escaped = '';
  for (let index = 0; index < character.length; index++) {
    escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
