/** Colour profiles put into a PNG of our own: raw pixels cannot carry theirs into the library that knows what to do with it. */
import { crc32, deflateSync } from 'node:zlib';

/** Signature and header, which come first. */
const HEAD_BYTES = 33;

/** @param profile an ICC profile, as the file of the picture had it */
export function withProfile(png: Buffer, profile: Buffer): Buffer {
  // type, a name of one letter, its end, the one way of packing
  const content = Buffer.concat([Buffer.from('iCCPi\0\0', 'latin1'), deflateSync(profile)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length - 4);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(content));
  return Buffer.concat([png.subarray(0, HEAD_BYTES), length, content, sum, png.subarray(HEAD_BYTES)]);
}
