/**
 * What a file is, by its content: the name and the claims of whoever sends it decide nothing.
 *
 * Only pictures that no browser takes for anything else are shown in place; everything else is saved to disk.
 */
interface Signature {
  readonly mediaType: string;
  readonly at: number;
  readonly bytes: Buffer;
}

const signature = (mediaType: string, hex: string, at = 0): Signature => ({
  mediaType,
  at,
  bytes: Buffer.from(hex, 'hex'),
});

const signatures: readonly Signature[] = [
  signature('image/png', '89504e470d0a1a0a'),
  signature('image/jpeg', 'ffd8ff'),
  signature('image/gif', '474946383761'),
  signature('image/gif', '474946383961'),
  signature('application/pdf', '255044462d'),
  signature('application/zip', '504b0304'),
];

const RIFF = Buffer.from('RIFF');
const WEBP = Buffer.from('WEBP');

const shownInPlace: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** @param head the first bytes of the file; `application/octet-stream` for what is not known */
export function mediaTypeOf(head: Buffer): string {
  const known = signatures.find(({ at, bytes }) => head.subarray(at, at + bytes.length).equals(bytes));
  if (known !== undefined) return known.mediaType;
  if (head.subarray(0, 4).equals(RIFF) && head.subarray(8, 12).equals(WEBP)) return 'image/webp';
  return 'application/octet-stream';
}

/** True where a browser may show it on a page of ours. */
export function isShownInPlace(mediaType: string): boolean {
  return shownInPlace.has(mediaType);
}

/** `Content-Disposition` (RFC 6266) for a file that somebody has named in whatever way. */
export function contentDisposition(name: string, mediaType: string): string {
  const kind = isShownInPlace(mediaType) ? 'inline' : 'attachment';
  const plain = name.replace(/[^\x20-\x7e]|["\\%;]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
