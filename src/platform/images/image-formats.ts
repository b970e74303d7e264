/** Which picture a file is, by its first bytes: the name and the claims of whoever sends it decide nothing. */
export const imageFormats = ['jpeg', 'png', 'webp', 'gif', 'heif'] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** As people call them. */
export const imageFormatNames: readonly string[] = ['JPEG', 'PNG', 'WebP', 'GIF', 'HEIC/AVIF'];

const JPEG = Buffer.from('ffd8ff', 'hex');
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

/** Brands of HEIF (ISO/IEC 23008-12) with one picture or several, and of AVIF. */
const heifBrands: ReadonlySet<string> = new Set([
  'heic',
  'heix',
  'heim',
  'heis',
  'hevc',
  'hevx',
  'mif1',
  'msf1',
  'avif',
  'avis',
]);

/** @param head the first bytes, at least 12; undefined for what is no picture that is taken */
export function imageFormatOf(head: Buffer): ImageFormat | undefined {
  if (head.subarray(0, JPEG.length).equals(JPEG)) return 'jpeg';
  if (head.subarray(0, PNG.length).equals(PNG)) return 'png';
  const text = head.toString('latin1', 0, 12);
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif';
  if (text.startsWith('RIFF') && text.slice(8) === 'WEBP') return 'webp';
  return text.slice(4, 8) === 'ftyp' && heifBrands.has(text.slice(8)) ? 'heif' : undefined;
}
