/**
 * The pictures of all rooms: their rows, their contents, and the links that show them.
 *
 * Files are written before their row and removed after it: a row has its content. Whose picture it is, and what is said
 * about it, is the affair of the room that keeps it on its shelf.
 */
import type { Readable } from 'node:stream';
import type { Clock } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { createLinkSigner, type LinkSigner } from '../../kernel/signed-links.ts';
import type { Store, Transaction } from '../../platform/outbox/index.ts';
import type { ByteRange, FileStorage } from '../../platform/storage/index.ts';
import { addressOf, fileNameOf, parseFileName } from './image-addresses.rules.ts';
import type { ImageIntake } from './image-intake.ts';
import type { SweptImages } from './image-sweep.ts';
import { deleteImage, findImageByName, findImages, insertImages } from './images.repository.ts';
import type { ImageForm, PictureType, StoredImage, TakenImage, Uploader } from './images.types.ts';
import type { ImagesTables } from './tables.ts';

export interface ImageContent {
  readonly mediaType: PictureType;
  readonly sizeBytes: number;
  /** Names the bytes. */
  readonly tag: string;
  /** @throws file-not-found where the content is lost */
  open(range?: ByteRange): Promise<Readable>;
}

export interface Images extends ImageIntake {
  /** @param uploadedAt the transaction's time where absent */
  keepWithin(
    tx: Transaction,
    images: readonly TakenImage[],
    uploadedBy: Uploader,
    uploadedAt?: number,
  ): Promise<StoredImage[]>;
  /** The row; after the commit give up the files. */
  removeWithin(tx: Transaction, image: StoredImage): Promise<void>;
  /** By number; those that do not exist are not in it. */
  imagesOf(ids: readonly number[]): Promise<ReadonlyMap<number, StoredImage>>;
  /**
   * Relative to the root of the server, without a leading slash: as a plain `<img>` of the old front end takes it. Opens
   * the picture without a session for half a day at least; the same for all who ask until links turn.
   */
  linkTo(image: StoredImage, form: ImageForm): string;
  /** @param file the last part of the address. @throws image-not-found */
  contentAt(shelf: string, file: string): Promise<ImageContent>;
  /** Of a link that claims to be ours. */
  readonly checkLink: (path: string, expires: string, signature: string) => ReturnType<LinkSigner['check']>;
  /** Looks for files without a row and rows without a file. */
  sweep(): Promise<SweptImages>;
  /** Ends the process that decodes pictures. */
  close(): void;
}

export type ImageShelves = Omit<Images, keyof ImageIntake | 'sweep' | 'close'>;

export interface ImageShelvesDependencies {
  readonly store: Store;
  readonly storage: FileStorage;
  readonly clock: Clock;
  /** Of this purpose alone. */
  readonly linkKey: Buffer;
}

export function createImageShelves({ store, storage, clock, linkKey }: ImageShelvesDependencies): ImageShelves {
  const signer = createLinkSigner(linkKey);
  const reads = () => store.access<ImagesTables>();

  return {
    async keepWithin(tx, images, uploadedBy, uploadedAt = tx.recordedAt) {
      const rows = images.map(({ sentSha256: _sent, ...image }) => ({
        ...image,
        uploadedBy,
        uploadedAt,
        lostAt: null,
      }));
      return insertImages(tx.access(), rows);
    },

    removeWithin: (tx, image) => deleteImage(tx.access(), image.id),

    async imagesOf(ids) {
      const found = await findImages(reads(), store.engine, ids);
      return new Map(found.map((image) => [image.id, image]));
    },

    linkTo: (image, form) => signer.sign(addressOf(image, form), clock.now()).slice(1),

    async contentAt(shelf, file) {
      const asked = parseFileName(file);
      const image = asked && (await findImageByName(reads(), shelf, asked.name));
      if (asked === undefined || image === undefined || fileNameOf(image, asked.form) !== file) {
        throw new DomainError('image-not-found', `There is no picture '${file.slice(0, 120)}'.`);
      }
      const small = asked.form === 'thumbnail';
      return {
        mediaType: small ? 'image/webp' : image.mediaType,
        sizeBytes: small ? image.thumbnailBytes : image.sizeBytes,
        tag: small ? `${image.sha256}-small` : image.sha256,
        open: (range) => storage.read(small ? image.thumbnailKey : image.storageKey, range),
      };
    },

    checkLink: (path, expires, signature) => signer.check(path, expires, signature, clock.now()),
  };
}
