/** The front door of images: pictures that other rooms keep, with their contents, thumbnails and links. */
import type { Clock } from '../../kernel/clock.ts';
import { deriveKey } from '../../kernel/keys.ts';
import { createImageWorks } from '../../platform/images/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import type { SettingsReader } from '../../platform/settings/index.ts';
import type { FileStorage } from '../../platform/storage/index.ts';
import { createImageIntake } from './image-intake.ts';
import { sweepImages } from './image-sweep.ts';
import { createImageShelves, type Images } from './images.service.ts';

export { imageEventTypes } from './event-types.ts';
export { type ImageShelf, imageContentRoutes } from './image-contents.routes.ts';
export type { Images } from './images.service.ts';
export { IMAGE_BYTES_MAX, imageSettings } from './images.settings.ts';
export type { ImageForm, StoredImage, TakenImage, Uploader } from './images.types.ts';

export interface ImagesDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  /** Of pictures alone: whatever lies in it and belongs to none is swept up. */
  readonly storage: FileStorage;
  readonly secretKey: string;
}

export function createImages({ secretKey, ...dependencies }: ImagesDependencies): Images {
  const log = dependencies.log.child({ module: 'images' });
  const works = createImageWorks({ log });
  return {
    ...createImageShelves({ ...dependencies, linkKey: deriveKey(secretKey, 'signed-link') }),
    ...createImageIntake({ ...dependencies, works, log }),
    sweep: () => sweepImages({ ...dependencies, log }),
    close: () => works.close(),
  };
}
