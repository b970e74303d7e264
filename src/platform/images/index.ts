/** Pictures of strangers, made fit to be kept: the front door. */
export type { EncodedImage, ImageLimits, PreparedImage } from './decoder-messages.ts';
export { imageFormatOf } from './image-formats.ts';
export { createImageWorks, type ImageWorks, unknownFormat } from './image-works.ts';
