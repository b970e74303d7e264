import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { DomainError } from '../../src/kernel/errors.ts';
import { createImageWorks } from '../../src/platform/images/index.ts';
import { createLogger } from '../../src/platform/logging/index.ts';
import { TestClock } from '../support/clock.ts';
import {
  animation,
  heicPhoto,
  hugeHeic,
  lyingHeic,
  phonePhoto,
  pixelFlood,
  plain,
  polyglot,
  undecodableHeic,
} from '../support/pictures.ts';

const { log } = createLogger({
  level: 'silent',
  fileMaxBytes: 1_000_000,
  filesKept: 1,
  colour: 'never',
  clock: new TestClock(),
  destination: { isTTY: false, write: () => true },
});
const works = createImageWorks({ log });
after(() => works.close());

const limits = { pixelsMax: 50_000_000, framesMax: 200, edgeMax: 400 };
const prepare = (bytes: Buffer, more: Partial<typeof limits> = {}) =>
  works.prepare('somebody', async () => bytes, { ...limits, ...more });
const refused = (pattern: RegExp) => (error: unknown) =>
  error instanceof DomainError && error.code === 'upload-invalid' && pattern.test(error.message);

test('each format becomes one that every browser shows, small enough, with a thumbnail', async () => {
  for (const [name, bytes, mediaType] of [
    ['JPEG', await plain().jpeg().toBuffer(), 'image/jpeg'],
    ['PNG', await plain().png().toBuffer(), 'image/png'],
    ['WebP', await plain().webp().toBuffer(), 'image/webp'],
    ['GIF', await plain().gif().toBuffer(), 'image/png'],
    ['AVIF', await plain().avif().toBuffer(), 'image/jpeg'],
  ] as const) {
    const { picture, thumbnail } = await prepare(bytes);
    assert.deepEqual([picture.mediaType, picture.width, picture.height], [mediaType, 400, 300], name);
    assert.deepEqual([thumbnail.mediaType, thumbnail.width, thumbnail.height], ['image/webp', 320, 240], name);
    const { format } = await sharp(picture.bytes).metadata();
    assert.equal(`image/${format}`, mediaType, name);
  }
});

test('a small picture is not made larger', async () => {
  const { picture, thumbnail } = await prepare(await plain({ width: 20, height: 10 }).png().toBuffer());
  assert.deepEqual([picture.width, picture.height, thumbnail.width, thumbnail.height], [20, 10, 20, 10]);
});

test('a photo is turned upright, and then loses all that it told of place and maker', async () => {
  const photo = await phonePhoto();
  assert.ok((await sharp(photo).metadata()).exif?.includes('Somebody'));
  const { picture } = await prepare(photo);
  assert.deepEqual([picture.width, picture.height], [300, 400]);
  const { exif, orientation, icc, xmp } = await sharp(picture.bytes).metadata();
  assert.deepEqual([exif, orientation, icc, xmp], [undefined, undefined, undefined, undefined]);
});

test('colours of another profile are brought to sRGB before the profile goes', async () => {
  const wide = await plain({ background: '#00ff00' }).withIccProfile('p3').png().toBuffer();
  const { picture } = await prepare(wide);
  const { space, icc } = await sharp(picture.bytes).metadata();
  assert.deepEqual([space, icc], ['srgb', undefined]);
  const [red = -1, green = -1, blue = -1] = await sharp(picture.bytes).raw().toBuffer();
  assert.ok(red < 12 && green > 243 && blue < 12, `${red} ${green} ${blue}`);
});

test('what hides behind a picture does not survive', async () => {
  const { picture } = await prepare(await polyglot());
  assert.equal(Buffer.from(picture.bytes).includes('script'), false);
});

test('a few pixels in many pictures, or many pixels in a small file, are refused before they are decoded', async () => {
  const flood = pixelFlood();
  assert.ok(flood.length < 200_000);
  await assert.rejects(prepare(flood), refused(/30000 × 30000 pixels; allowed are 50000000/));
  await assert.rejects(prepare(animation(5_000)), refused(/holds 5000 pictures; allowed are 200/));
  const { picture } = await prepare(animation(200));
  assert.deepEqual([picture.mediaType, picture.width, picture.height], ['image/png', 1, 1]);
});

test('a photo of an iPhone becomes an upright JPEG with the colours that it shows, and nothing else of it survives', async () => {
  assert.ok((await sharp(await heicPhoto()).metadata()).exif?.includes('Somebody'));
  const { picture, thumbnail } = await prepare(await heicPhoto());
  assert.deepEqual([picture.mediaType, picture.width, picture.height], ['image/jpeg', 96, 64]);
  assert.deepEqual([thumbnail.mediaType, thumbnail.width], ['image/webp', 96]);
  const { icc, exif } = await sharp(picture.bytes).metadata();
  assert.deepEqual([icc, exif], [undefined, undefined]);
  const pixels = await sharp(picture.bytes).raw().toBuffer();
  const at = (x: number, y: number) => [...pixels.subarray((y * 96 + x) * 3, (y * 96 + x) * 3 + 3)];
  for (const [found, wanted] of [
    [at(12, 32), [0xd0, 0x20, 0x20]],
    [at(84, 32), [0x20, 0x40, 0xd0]],
  ] as const) {
    assert.ok(
      found.every((value, channel) => Math.abs(value - (wanted[channel] ?? 0)) <= 10),
      `${found.join()} instead of ${wanted.join()}`,
    );
  }
  const small = await prepare(await heicPhoto(), { edgeMax: 48 });
  assert.deepEqual([small.picture.width, small.picture.height], [48, 32]);
});

test('a photo of an iPhone that is too large, cut, or larger than it says is refused', async () => {
  const photo = await heicPhoto();
  await assert.rejects(prepare(await hugeHeic()), refused(/30000 × 30000 pixels; allowed are 50000000/));
  await assert.rejects(prepare(photo, { pixelsMax: 96 * 64 - 1 }), refused(/96 × 64 pixels/));
  await assert.rejects(prepare(await lyingHeic()), refused(/HEIC picture cannot be decoded here/));
  await assert.rejects(prepare(photo.subarray(0, photo.length - 100)), refused(/HEIC picture cannot be decoded here/));
});

test('what is no picture, not all of one, or of a format that is not decoded here is refused', async () => {
  const jpeg = await plain({ noise: { type: 'gaussian', mean: 128, sigma: 30 } })
    .jpeg()
    .toBuffer();
  const png = await plain({ noise: { type: 'gaussian', mean: 128, sigma: 30 } })
    .png()
    .toBuffer();
  for (const [bytes, pattern] of [
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), /no picture that is taken here/],
    [Buffer.from('<?xml version="1.0"?><svg/>'), /no picture that is taken here/],
    [Buffer.from('%PDF-1.7'), /no picture that is taken here/],
    [await plain().tiff().toBuffer(), /no picture that is taken here/],
    [Buffer.alloc(0), /no picture that is taken here/],
    [jpeg.subarray(0, jpeg.length / 2), /damaged/],
    [png.subarray(0, png.length / 2), /damaged/],
    [png.subarray(0, 12), /damaged/],
    [undecodableHeic(), /HEIC picture cannot be decoded here. Send it as JPEG/],
    // an SVG behind the head of a GIF must not reach whatever draws SVG
    [Buffer.from('GIF89a<svg xmlns="http://www.w3.org/2000/svg"/>'), /damaged/],
  ] as const) {
    await assert.rejects(prepare(bytes), refused(pattern), String(pattern));
  }
});

test('a drawing of our own becomes a PNG, and drawings of others are still refused afterwards', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><circle r="9" fill="red"/></svg>';
  const { picture } = await prepare(await works.draw(svg));
  assert.deepEqual([picture.mediaType, picture.width, picture.height], ['image/png', 40, 30]);
  await assert.rejects(works.draw('<svg'), /cannot be drawn/);
  await assert.rejects(prepare(Buffer.from(svg)), refused(/no picture/));
});

test('pictures that come at once go through one after another', async () => {
  const jpeg = await plain().jpeg().toBuffer();
  let reading = 0;
  const all = await Promise.all(
    Array.from({ length: 10 }, () =>
      works.prepare(
        'somebody',
        async () => {
          assert.equal(reading++, 0);
          await new Promise((resolve) => setImmediate(resolve));
          reading--;
          return jpeg;
        },
        limits,
      ),
    ),
  );
  assert.equal(all.length, 10);
});
