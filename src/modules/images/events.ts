/** What the images module tells the world. Of coming and going the rooms tell whose pictures they are. */
import type { NewEvent } from '../../platform/outbox/index.ts';

/** One for all that a sweep finds at once: a disk that is not there is one piece of news. */
export function imagesLost(imageIds: readonly number[]): NewEvent {
  return { type: 'com.milldash.image.lost', subject: 'images', data: { image_ids: imageIds } };
}

export function imagesFound(imageIds: readonly number[]): NewEvent {
  return { type: 'com.milldash.image.found', subject: 'images', data: { image_ids: imageIds } };
}
