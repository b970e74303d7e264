/** What the decoder of phone photos keeps, and whose fault it is when it breaks down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import heif from 'libheif-js/wasm-bundle.js';
import { isOurs } from '../../src/platform/images/decoder-problems.ts';
import { decodeHeic } from '../../src/platform/images/heic-pixels.ts';
import { heicPhoto } from '../support/pictures.ts';

const MIB = 2 ** 20;

test('keeps nothing of the photos that it has decoded or refused', async () => {
  const padding = Buffer.alloc(4 * MIB);
  padding.writeUInt32BE(padding.length, 0);
  padding.write('free', 4, 'latin1');
  const photo = Buffer.concat([await heicPhoto(), padding]);
  const decode = async (pixelsMax: number) => decodeHeic(photo, pixelsMax).catch(() => undefined);
  await decode(1e9);
  const before = heif.HEAPU8.length;
  for (let at = 0; at < 24; at++) await decode(at % 2 === 0 ? 1e9 : 1);
  const grown = (heif.HEAPU8.length - before) / MIB;
  assert.ok(grown <= 16, `24 photos of 4 MiB left ${grown} MiB`);
});

test('a WebAssembly that has broken down is our failure, not the picture’s', () => {
  assert.equal(isOurs('RuntimeError: Aborted(). Build with -sASSERTIONS for more info.'), true);
  assert.equal(isOurs('RuntimeError: memory access out of bounds'), true);
  assert.equal(isOurs('Error: HEIC: Invalid input'), false);
});
