/**
 * Finds what lacks its other half: files that no row names, which are removed, and rows whose file is not there, which
 * are said to be lost. A row is never removed for that: the disk may come back, from a backup say, and so does the picture.
 */
import { systemActor } from '../../kernel/access.ts';
import { type Clock, DAY_MS } from '../../kernel/clock.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import { type FileStorage, removeOrphans } from '../../platform/storage/index.ts';
import { imagesFound, imagesLost } from './events.ts';
import { findImagesAfter, findKeysAmong, setLost } from './images.repository.ts';
import type { StoredImage } from './images.types.ts';
import type { ImagesTables } from './tables.ts';

export interface SweptImages {
  /** Files that belonged to nothing. */
  readonly removedFiles: number;
  /** Pictures newly found to be without their content. */
  readonly lost: readonly number[];
  /** Pictures that were lost and are there again. */
  readonly found: readonly number[];
}

/** Rows that are looked at between two turns of others. */
const ROWS_AT_ONCE = 200;

export interface ImageSweepDependencies {
  readonly store: Store;
  readonly storage: FileStorage;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Repeating it changes nothing more. A file is left alone for a day: its upload may still be under way. */
export async function sweepImages({ store, storage, clock, log }: ImageSweepDependencies): Promise<SweptImages> {
  const reads = () => store.access<ImagesTables>();
  // before anything is said to be lost: a list says whether the place of all files is there, a missing file does not
  const { removed, failures } = await removeOrphans(storage, {
    savedBeforeMs: clock.now() - DAY_MS,
    neededAmong: (keys) => findKeysAmong(reads(), store.engine, keys),
  });
  for (const err of failures) log.warn({ err }, 'A file that belongs to no picture could not be removed');

  const isThere = async ({ storageKey, thumbnailKey, sizeBytes, thumbnailBytes }: StoredImage) =>
    (await storage.sizeOf(storageKey)) === sizeBytes && (await storage.sizeOf(thumbnailKey)) === thumbnailBytes;

  async function mark(ids: readonly number[], lost: boolean): Promise<readonly number[]> {
    if (ids.length === 0) return [];
    return store.transact(systemActor('sweep-images'), async (tx) => {
      const changed = await setLost(tx.access(), tx.engine, ids, lost ? tx.recordedAt : null);
      for (const id of changed) {
        tx.audit({ action: lost ? 'image.lost' : 'image.found', entityType: 'image', entityId: id });
      }
      if (changed.length > 0) tx.emit(lost ? imagesLost(changed) : imagesFound(changed));
      return changed;
    });
  }

  const lost: number[] = [];
  const found: number[] = [];
  for (let after = 0; ; ) {
    const page = await findImagesAfter(reads(), after, ROWS_AT_ONCE);
    const missing: number[] = [];
    const back: number[] = [];
    for (const image of page) {
      const there = await isThere(image);
      if (!there && image.lostAt === null) missing.push(image.id);
      if (there && image.lostAt !== null) back.push(image.id);
    }
    lost.push(...(await mark(missing, true)));
    found.push(...(await mark(back, false)));
    if (page.length < ROWS_AT_ONCE) break;
    after = page.at(-1)?.id ?? after;
  }
  if (lost.length > 0) {
    log.error({ payload: { imageIds: lost.slice(0, 100) } }, `${lost.length} pictures have lost their content`);
  }
  if (found.length > 0) log.info({ payload: { imageIds: found.slice(0, 100) } }, `${found.length} pictures are back`);
  return { removedFiles: removed, lost, found };
}
