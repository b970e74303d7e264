/** Numbers as people type them, by the signs of their language; what cannot be one is told, never guessed. */

interface Signs {
  readonly decimal: string;
  readonly group: string;
  /** `1.234.567,8` in German. */
  readonly grouped: RegExp;
}

const signsByLocale = new Map<string, Signs>();

function signsOf(locale: string): Signs {
  const known = signsByLocale.get(locale);
  if (known !== undefined) return known;
  const parts = new Intl.NumberFormat(locale, { useGrouping: 'always' }).formatToParts(12_345.5);
  const signOf = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  const [decimal, group] = [signOf('decimal'), signOf('group')];
  const grouped = new RegExp(`^[1-9]\\d{0,2}([${group}]\\d{3})+([${decimal}]\\d*)?$`);
  const signs = { decimal, group, grouped };
  signsByLocale.set(locale, signs);
  return signs;
}

/**
 * A number from 0: `1.234,5` in German and `1,234.5` in English are the same.
 *
 * A number pad has one sign for decimals in every language: where a point or a comma cannot part thousands, it parts decimals.
 *
 * @returns undefined for what is empty, or no number that is written out
 */
export function numberIn(text: string, locale: string): number | undefined {
  const { decimal, group, grouped } = signsOf(locale);
  // thousands may also be parted by spaces and apostrophes
  const tidy = text.trim().replaceAll(/(?<=\d)[\s'’](?=\d{3})/g, '');
  const plain = grouped.test(tidy) ? tidy.replaceAll(group, '').replace(decimal, '.') : tidy.replace(',', '.');
  return /^(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : undefined;
}

/** The same with a sign before it: limits and measured values may be below 0. */
export function signedIn(text: string, locale: string): number | undefined {
  const [, sign, rest = ''] = /^\s*([+−-]?)\s*(.*)$/s.exec(text) ?? [];
  const number = numberIn(rest, locale);
  return number === undefined || sign === '' || sign === '+' ? number : -number;
}

/** A count from 0, in digits alone: where a point parts thousands for one, it parts decimals for the next. */
export function wholeIn(text: string): number | undefined {
  const digits = text.trim();
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}

/** What a field holds before anybody types: the number with all its decimals. */
export function typedNumber(value: number | null | undefined, locale: string): string {
  return value == null ? '' : String(value).replace('.', signsOf(locale).decimal);
}
