/**
 * From bytes of a stranger to files that can be kept.
 *
 * The upload goes to the storage first, so that neither its size nor how many come at once takes memory; its turn come,
 * it is decoded and encoded anew by a process of its own. Whatever fails, nothing is left behind; what a crash leaves is
 * swept up.
 */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Actor } from '../../kernel/access.ts';
import { DomainError } from '../../kernel/errors.ts';
import { randomToken } from '../../kernel/ids.ts';
import { type EncodedImage, type ImageWorks, imageFormatOf, unknownFormat } from '../../platform/images/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { SettingsReader } from '../../platform/settings/index.ts';
import { type FileStorage, Measure, type Measured, type SavedFile } from '../../platform/storage/index.ts';
import { readImageLimits } from './images.settings.ts';
import type { TakenImage } from './images.types.ts';

/** Of the pictures of one upload, by the limits as they were when it began. */
export interface OpenIntake {
  /**
   * Reads a file to its end and keeps it as a picture that no row names yet: either keep it in a transaction, or give
   * it up.
   *
   * @throws upload-invalid for what is no picture, is damaged, or too large when decoded; body-too-large, rate-limited,
   *   server-busy, decoder-failed, database-full
   */
  takeIn(content: Readable): Promise<TakenImage>;
}

export interface ImageIntake {
  /**
   * @param sender pictures of one sender wait for one another, and not for another's
   * @param shelf whose pictures they are; part of the address
   * @param label what the name begins with, for people: a number, say
   */
  openIntake(sender: Actor, shelf: string, label: string): Promise<OpenIntake>;
  /** Refuses what {@link OpenIntake.takeIn} refuses, and keeps nothing. @param content is read to its end */
  examine(sender: Actor, content: Readable): Promise<void>;
  /** Removes the files. What cannot be removed is swept up later. */
  giveUp(images: readonly Pick<TakenImage, 'storageKey' | 'thumbnailKey'>[]): Promise<void>;
}

export interface ImageIntakeDependencies {
  readonly storage: FileStorage;
  readonly works: ImageWorks;
  readonly settings: SettingsReader;
  readonly log: Logger;
}

export function createImageIntake({ storage, works, settings, log }: ImageIntakeDependencies): ImageIntake {
  /** All at once: where the store hangs, whoever waits for this waits as long as one of them takes. */
  async function discard(keys: readonly string[]): Promise<void> {
    const removals = keys.map((key) =>
      storage.remove(key).catch((err: unknown) => {
        log.warn(
          { err },
          'A file of a picture that is not needed any more could not be removed; the sweep tries again',
        );
      }),
    );
    await Promise.all(removals);
  }

  const store = ({ bytes }: EncodedImage) =>
    storage.save(Readable.from([bytes], { objectMode: false }), Number.MAX_SAFE_INTEGER);

  async function encodeAnew(sent: SavedFile, sender: string, limits: Awaited<ReturnType<typeof readImageLimits>>) {
    requirePicture(sent);
    const { picture, thumbnail } = await works.prepare(
      sender,
      async () => buffer(await storage.read(sent.key)),
      limits,
    );
    const stored = await store(picture);
    try {
      return { picture, stored, small: await store(thumbnail) };
    } catch (error) {
      await discard([stored.key]);
      throw error;
    }
  }

  return {
    async openIntake({ kind, id }, shelf, label) {
      const limits = await readImageLimits(settings);
      return {
        async takeIn(content) {
          const sent = await storage.save(content, limits.bytesMax);
          try {
            const { picture, stored, small } = await encodeAnew(sent, `${kind}:${id}`, limits);
            return {
              shelf,
              name: `${label}_${randomToken(24)}`,
              storageKey: stored.key,
              thumbnailKey: small.key,
              mediaType: picture.mediaType,
              sizeBytes: stored.sizeBytes,
              thumbnailBytes: small.sizeBytes,
              width: picture.width,
              height: picture.height,
              sha256: stored.sha256,
              sentSha256: sent.sha256,
            };
          } finally {
            await discard([sent.key]);
          }
        },
      };
    },

    async examine({ kind, id }, content) {
      const limits = await readImageLimits(settings);
      const read = async () => {
        const measure = new Measure(limits.bytesMax);
        const bytes = await pipeline(content, measure, buffer);
        requirePicture(measure.result());
        return bytes;
      };
      await works.prepare(`${kind}:${id}`, read, limits);
    },

    giveUp: (images) => discard(images.flatMap(({ storageKey, thumbnailKey }) => [storageKey, thumbnailKey])),
  };
}

/** @throws upload-invalid */
function requirePicture({ sizeBytes, head }: Measured): void {
  if (sizeBytes === 0) throw new DomainError('upload-invalid', 'The file is empty.');
  if (imageFormatOf(head) === undefined) throw unknownFormat();
}
