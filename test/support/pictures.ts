/** Pictures for tests, and files that only look like some. */
import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import sharp, { type Create, type Sharp } from 'sharp';

const base: Create = { width: 640, height: 480, channels: 3, background: '#336699' };

/** A plain picture to be encoded in whatever way. */
export function plain(create: Partial<Create> = {}): Sharp {
  return sharp({ create: { ...base, ...create } });
}

/** A form with a small picture. @param caption before it, if anything */
export async function pictureForm(caption?: string): Promise<FormData> {
  const form = new FormData();
  if (caption !== undefined) form.append('caption', caption);
  form.append('file', new Blob([await plain({ width: 16, height: 16 }).png().toBuffer()]), 'seal.png');
  return form;
}

/** A photo as a phone makes it: lying on its side, and telling where it was made. */
export function phonePhoto(): Promise<Buffer> {
  return plain()
    .jpeg()
    .withExif({
      IFD0: { Copyright: 'Somebody', Make: 'Phone' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer();
}

/** 900 million pixels in some hundred kilobytes: a PNG of empty rows, put together by hand. */
export function pixelFlood(edge = 30_000): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(edge, 0);
  header.writeUInt32BE(edge, 4);
  // one bit a pixel, grey
  header.writeUInt8(1, 8);
  const rows = deflateSync(Buffer.alloc((edge / 8 + 1) * edge));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const named = Buffer.concat([Buffer.from(type), content]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** An animation of so many pictures of one pixel. */
export function animation(frames: number): Buffer {
  const head = Buffer.from('47494638396101000100800000000000ffffff', 'hex');
  const frame = Buffer.from('21f90400010000002c00000000010001000002024401 00'.replaceAll(' ', ''), 'hex');
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from(';')]);
}

/**
 * A photo as an iPhone keeps it: HEIC with HEVC and the colours of Display P3, lying on its side, and telling where it
 * was made. Upright it has 96 by 64 pixels: its left half is `#d02020`, its right half `#2040d0`. Drawn for these tests,
 * and encoded with heif-enc and x265.
 */
export function heicPhoto(): Promise<Buffer> {
  return readFile(new URL('phone-photo.heic', import.meta.url));
}

/** The same, saying of itself that it is smaller than it is. */
export async function lyingHeic(): Promise<Buffer> {
  const photo = await heicPhoto();
  const size = photo.indexOf('ispe') + 8;
  photo.writeUInt32BE(8, size);
  photo.writeUInt32BE(8, size + 4);
  return photo;
}

/** The same, saying of itself that it is larger than anything. */
export async function hugeHeic(): Promise<Buffer> {
  const photo = await heicPhoto();
  const size = photo.indexOf('ispe') + 8;
  photo.writeUInt32BE(30_000, size);
  photo.writeUInt32BE(30_000, size + 4);
  return photo;
}

/** The head of a photo as an iPhone keeps it, with nothing behind it that can be decoded. */
export function undecodableHeic(): Buffer {
  return Buffer.concat([Buffer.from('00000018', 'hex'), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(1_000)]);
}

/** A picture and an archive in one file: what opens as the one hides the other. */
export async function polyglot(): Promise<Buffer> {
  return Buffer.concat([await plain().jpeg().toBuffer(), Buffer.from('PK\x03\x04<script>alert(1)</script>')]);
}
