/**
 * Pixels of photos as iPhones keep them: HEIC with HEVC, which the library that decodes all others is built without.
 *
 * A WebAssembly build of libheif and libde265, loaded with the first such photo: it reads the bytes of strangers in the
 * process that decodes, and there inside its own memory. A picture that is larger than its head says is refused by it
 * before it is decoded.
 */
import type { Heif } from 'libheif-js/wasm-bundle.js';

export interface Pixels {
  /** Red, green, blue, alpha. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The main picture of the file, turned upright. @throws where it cannot be decoded, or has more pixels than that */
export async function decodeHeic(bytes: Uint8Array, pixelsMax: number): Promise<Pixels> {
  const { default: heif } = await import('libheif-js/wasm-bundle.js');
  const context = heif.heif_context_alloc();
  try {
    const read = heif.heif_context_read_from_memory(context, bytes);
    if (read.code !== heif.heif_error_code.heif_error_Ok) throw new Error(`HEIC: ${read.message}`);
    const handle = heif.heif_js_context_get_primary_image_handle(context);
    if (!handle || 'code' in handle) throw new Error('HEIC: there is no main picture');
    try {
      return await pixelsOf(heif, handle, pixelsMax);
    } finally {
      // it keeps the context, and with it the whole file
      heif.heif_image_handle_release(handle);
    }
  } finally {
    heif.heif_context_free(context);
  }
}

async function pixelsOf(heif: Heif, handle: object, pixelsMax: number): Promise<Pixels> {
  if (heif.heif_image_handle_get_width(handle) * heif.heif_image_handle_get_height(handle) > pixelsMax) {
    throw new Error('HEIC: the main picture has more pixels than the head of the file says');
  }
  const { heif_colorspace_RGB: rgb } = heif.heif_colorspace;
  const { heif_chroma_interleaved_RGBA: interleaved } = heif.heif_chroma;
  const decoded = await heif.heif_js_decode_image2(handle, rgb, interleaved);
  if (!('channels' in decoded)) throw new Error(`HEIC: ${decoded.message}`);
  try {
    const [channel] = decoded.channels;
    if (channel === undefined) throw new Error('HEIC: the picture has no pixels');
    return rowsOf(channel);
  } finally {
    heif.heif_image_release(decoded.image);
  }
}

/** Rows may be longer in its memory than in the picture. */
function rowsOf({ data, width, height, stride }: { data: Uint8Array; stride: number; width: number; height: number }) {
  const bytes = width * 4;
  const rows = new Uint8Array(bytes * height);
  for (let row = 0; row < height; row++) {
    rows.set(data.subarray(row * stride, row * stride + bytes), row * bytes);
  }
  return { data: rows, width, height };
}
