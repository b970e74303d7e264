/** What the factory can set about pictures. */
import { Type } from 'typebox';
import { defineSetting, type SettingsReader } from '../../platform/settings/index.ts';

const MIB = 1_048_576;
const MEGAPIXEL = 1_000_000;
/** What can be set at most: nothing above it is read at all. */
const IMAGE_SIZE_MAX_MIB = 100;
export const IMAGE_BYTES_MAX = IMAGE_SIZE_MAX_MIB * MIB;
/** More is no photo, and a way to keep a decoder busy. */
const FRAMES_MAX = 200;

export const imageSizeMaxMib = defineSetting({
  key: 'images.size_max_mib',
  schema: Type.Integer({ minimum: 1, maximum: IMAGE_SIZE_MAX_MIB }),
  default: 20,
  unit: 'MiB',
  description: 'Largest file that is taken as a picture. What is kept of it is smaller: see images.edge_max_pixels.',
});

export const imageMegapixelsMax = defineSetting({
  key: 'images.megapixels_max',
  schema: Type.Integer({ minimum: 1, maximum: 100 }),
  default: 50,
  unit: 'megapixels',
  description:
    'Largest picture that is decoded, width times height: a small file can hold a picture that fills the memory. A megapixel takes up to 4 MB while it is decoded.',
});

export const imageEdgeMaxPixels = defineSetting({
  key: 'images.edge_max_pixels',
  schema: Type.Integer({ minimum: 320, maximum: 16_000 }),
  default: 2_560,
  unit: 'pixels',
  description:
    'Longer side of pictures that are kept: a larger one is made smaller. A change acts on pictures to come.',
});

export const imageSettings = [imageSizeMaxMib, imageMegapixelsMax, imageEdgeMaxPixels];

export async function readImageLimits(settings: SettingsReader) {
  const { size, pixels, edge } = await settings.valuesOf({
    size: imageSizeMaxMib,
    pixels: imageMegapixelsMax,
    edge: imageEdgeMaxPixels,
  });
  return {
    bytesMax: size * MIB,
    pixelsMax: pixels * MEGAPIXEL,
    edgeMax: edge,
    framesMax: FRAMES_MAX,
  };
}
