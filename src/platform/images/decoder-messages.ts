/** What goes to the process that decodes pictures, and what comes back. */
import type { ImageFormat } from './image-formats.ts';

export interface ImageLimits {
  /** Width times height of the picture that comes in. */
  readonly pixelsMax: number;
  /** Pictures in one file; only the first is kept. */
  readonly framesMax: number;
  /** Longer side, in pixels, of the picture that is kept; a larger one is made smaller. */
  readonly edgeMax: number;
}

export type DecoderRequest =
  | { readonly kind: 'prepare'; readonly bytes: Uint8Array; readonly format: ImageFormat; readonly limits: ImageLimits }
  | { readonly kind: 'draw'; readonly svg: string };

export interface EncodedImage {
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly width: number;
  readonly height: number;
}

export interface PreparedImage {
  readonly picture: EncodedImage;
  readonly thumbnail: EncodedImage;
}

export type DecoderAnswer =
  | ({ readonly outcome: 'prepared' } & PreparedImage)
  | { readonly outcome: 'drawn'; readonly png: Uint8Array }
  | { readonly outcome: 'too-many-pixels'; readonly width: number; readonly height: number }
  | { readonly outcome: 'too-many-frames'; readonly frames: number }
  /** What the decoder says of the content. */
  | { readonly outcome: 'unreadable'; readonly problem: string }
  /** Whatever else went wrong: time, memory, or a mistake of ours. */
  | { readonly outcome: 'failed'; readonly problem: string };
