/**
 * Addresses of pictures: `uploads/<shelf>/<name>.<ending>`, a thumbnail's with `.small` before the ending.
 *
 * The ending is for people who save a picture; what is served is said by its row.
 */
import type { ImageForm, PictureType, StoredImage } from './images.types.ts';

const endings: Readonly<Record<PictureType, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};

/** With its leading slash. */
export function addressOf(image: Pick<StoredImage, 'shelf' | 'name' | 'mediaType'>, form: ImageForm): string {
  return `/uploads/${image.shelf}/${fileNameOf(image, form)}`;
}

export function fileNameOf({ name, mediaType }: Pick<StoredImage, 'name' | 'mediaType'>, form: ImageForm): string {
  return form === 'picture' ? `${name}.${endings[mediaType]}` : `${name}.small.webp`;
}

/** Undefined for what is no such name. */
export function parseFileName(file: string): { readonly name: string; readonly form: ImageForm } | undefined {
  const [, name, small] = /^([\w-]{1,80})(\.small)?\.(?:jpg|png|webp)$/.exec(file) ?? [];
  if (name === undefined) return undefined;
  return { name, form: small === undefined ? 'picture' : 'thumbnail' };
}
