/**
 * The process that decodes pictures: bytes of strangers meet native code here, and nowhere else.
 *
 * It holds no secret and no connection, answers one request after the other, and ends with the process that started
 * it. A picture is turned upright, brought to sRGB, made smaller where it is too large, and encoded anew, so that
 * nothing of the file survives but what can be seen: no metadata, no place, nothing that hides behind the picture.
 */
import sharp, { type Sharp, type SharpOptions } from 'sharp';
import type { DecoderAnswer, DecoderRequest, EncodedImage, ImageLimits } from './decoder-messages.ts';
import { isOurs } from './decoder-problems.ts';
import { decodeHeic } from './heic-pixels.ts';
import type { ImageFormat } from './image-formats.ts';
import { withProfile } from './png-profiles.ts';

const THUMBNAIL_EDGE = 320;
/** A decoder that takes longer is of no use to whoever waits; the pixel limit is far below that. */
const SECONDS_MAX = 20;
const DRAWING_EDGE_MAX = 4_096;

// each picture comes once
sharp.cache(false);
sharp.concurrency(1);
// whatever the first bytes say, only these may ever read what came from outside
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadHeifBuffer',
  ],
});

const encoders: Readonly<Record<ImageFormat, (image: Sharp) => Sharp>> = {
  jpeg: (image) => image.jpeg({ quality: 85 }),
  // the first picture of an animation; few colours, sharp edges
  gif: (image) => image.png(),
  png: (image) => image.png(),
  webp: (image) => image.webp({ quality: 85 }),
  // what not every browser shows
  heif: (image) => image.flatten({ background: '#ffffff' }).jpeg({ quality: 85 }),
};
const mediaTypes: Readonly<Record<string, EncodedImage['mediaType']>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
};

/** Says of what goes wrong that it is in the bytes of the stranger, unless it plainly is not. */
class Unreadable extends Error {}

async function reading<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isOurs(error)) throw error;
    throw new Unreadable(String(error), { cause: error });
  }
}

async function encode(image: Sharp): Promise<EncodedImage> {
  const { data, info } = await image.timeout({ seconds: SECONDS_MAX }).toBuffer({ resolveWithObject: true });
  const mediaType = mediaTypes[info.format];
  if (mediaType === undefined) throw new Error(`No media type for ${info.format}`);
  return { bytes: data, mediaType, width: info.width, height: info.height };
}

const fitted = (image: Sharp, edge: number): Sharp =>
  image.resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true });

/** As a PNG, already small enough, with the colour profile that the photo had. */
async function phonePhoto(bytes: Uint8Array, limits: ImageLimits, icc: Buffer | undefined): Promise<Buffer> {
  const { data, width, height } = await reading(decodeHeic(bytes, limits.pixelsMax));
  const raw = sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: limits.pixelsMax });
  const png = await fitted(raw, limits.edgeMax).png({ compressionLevel: 0 }).toBuffer();
  return icc === undefined ? png : withProfile(png, icc);
}

async function prepare({ bytes, format, limits }: DecoderRequest & { kind: 'prepare' }): Promise<DecoderAnswer> {
  const {
    width,
    height,
    pages = 1,
    compression,
    icc,
  } = await reading(sharp(bytes, { limitInputPixels: false }).metadata());
  if (width * height > limits.pixelsMax) return { outcome: 'too-many-pixels', width, height };
  if (pages > limits.framesMax) return { outcome: 'too-many-frames', frames: pages };
  // a file that breaks off is refused, one with a harmless oddity is not
  const options: SharpOptions = { failOn: 'error', limitInputPixels: limits.pixelsMax };
  const turned =
    compression === 'hevc'
      ? sharp(await phonePhoto(bytes, limits, icc), options)
      : fitted(sharp(bytes, options).autoOrient(), limits.edgeMax);
  const upright = turned.toColourspace('srgb');
  const picture = await reading(encode(encoders[format](upright)));
  const thumbnail = await encode(fitted(sharp(picture.bytes), THUMBNAIL_EDGE).webp({ quality: 75 }));
  return { outcome: 'prepared', picture, thumbnail };
}

/** Of drawings of our own only: whoever asks for one has not asked for a picture of somebody else's in this process. */
async function draw(svg: string): Promise<DecoderAnswer> {
  sharp.unblock({ operation: ['VipsForeignLoadSvgBuffer'] });
  try {
    const drawing = sharp(Buffer.from(svg), { limitInputPixels: DRAWING_EDGE_MAX ** 2 });
    return { outcome: 'drawn', png: await drawing.png().toBuffer() };
  } finally {
    sharp.block({ operation: ['VipsForeignLoadSvgBuffer'] });
  }
}

async function answer(request: DecoderRequest): Promise<DecoderAnswer> {
  try {
    return request.kind === 'prepare' ? await prepare(request) : await draw(request.svg);
  } catch (error) {
    return { outcome: error instanceof Unreadable ? 'unreadable' : 'failed', problem: String(error) };
  }
}

// without its channel nothing keeps the process: it ends with whoever started it
process.on('message', (request: DecoderRequest) => {
  void answer(request).then((result) => {
    if (process.connected) process.send?.(result);
  });
});
