/** What a caller would rather have (RFC 9110, 12): only what it names counts, for `*` says no more than "whatever". */

/** @returns 0 where the header does not name it, or names it as not wanted; else up to 1 */
export function qualityOf(header: string | undefined, wanted: string): number {
  for (const entry of header?.split(',') ?? []) {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    if (name !== wanted) continue;
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length);
    return quality === undefined ? 1 : Number(quality) || 0;
  }
  return 0;
}

/** Whether a page is wanted rather than data: browsers name HTML when they open an address, programs do not. */
export function prefersHtml(accept: string | undefined): boolean {
  const html = qualityOf(accept, 'text/html');
  const data = ['application/json', 'application/problem+json'].map((type) => qualityOf(accept, type));
  return html > 0 && html >= Math.max(...data);
}
