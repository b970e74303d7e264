/** What QR codes on labels hold: kind and number, and no address, since labels outlive addresses. */
export type Code =
  | { readonly kind: 'component'; readonly id: number }
  | { readonly kind: 'machine'; readonly id: string }
  /** Of somebody else, a stock code say. */
  | { readonly kind: 'other'; readonly text: string };

/**
 * A scanner set to the keys of another country types `Ö` or `;` for the colon, and types below what stood in a field.
 */
const label = /^.*milldash[:;Öö](component|machine)[:;Öö](.+)$/i;

export function readCode(scanned: string): Code {
  const text = scanned.trim();
  const [, kind, rest = ''] = label.exec(text) ?? [];
  if (kind?.toLowerCase() === 'component' && /^[1-9]\d{0,14}$/.test(rest))
    return { kind: 'component', id: Number(rest) };
  if (kind?.toLowerCase() === 'machine') {
    try {
      return { kind: 'machine', id: decodeURIComponent(rest) };
    } catch {
      return { kind: 'other', text };
    }
  }
  return { kind: 'other', text };
}

/** As a message names it. */
export function textOfCode(code: Code): string {
  return code.kind === 'other' ? code.text : `${code.kind} ${code.id}`;
}
