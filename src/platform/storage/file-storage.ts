/**
 * Files beside the database: a port, and the folder that they are kept in where no other store is named.
 *
 * A key is unguessable and says nothing of the file. A file is there whole or not at all: it is written under another
 * name, flushed to the disk, and renamed. Whoever stores a key in the database stores the file first; what a crash
 * leaves between the two is found by {@link FileStorage.listKeys} and can be removed.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../../kernel/errors.ts';
import { randomToken } from '../../kernel/ids.ts';
import { Measure, type Measured } from './measure.ts';

export interface SavedFile extends Measured {
  readonly key: string;
}

export interface StoredKey {
  readonly key: string;
  readonly savedAt: number;
}

/** Both included, counted from 0. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

export interface FileStorage {
  /**
   * Writes a stream to its end. When anything fails nothing is left behind, but for a store elsewhere whose answer got lost:
   * then it may have what {@link FileStorage.listKeys} finds.
   *
   * @throws body-too-large when the stream goes on after `maxBytes`; database-full when the disk is; of a store elsewhere
   *   all of these throw storage-unavailable
   */
  save(content: Readable, maxBytes: number): Promise<SavedFile>;
  /**
   * @param range a part of it, both ends included
   * @throws file-not-found; of a store elsewhere the stream fails with storage-unavailable where it breaks off
   */
  read(key: string, range?: ByteRange): Promise<Readable>;
  /** In bytes; undefined for what is not there. */
  sizeOf(key: string): Promise<number | undefined>;
  /** Removing what is not there does nothing. */
  remove(key: string): Promise<void>;
  /** Every file there is, unfinished ones that a crash left behind included. */
  listKeys(): AsyncIterable<StoredKey>;
}

const KEY = /^[A-Za-z0-9_-]{2}\/[A-Za-z0-9_-]{30}(\.part)?$/;
const UNFINISHED = '.part';

/** Which nobody can guess. */
export function makeKey(): string {
  const token = randomToken(24);
  return `${token.slice(0, 2)}/${token.slice(2)}`;
}

/** @param folder made where it is missing, for its owner only */
export function createFolderStorage(folder: string): FileStorage {
  const pathOf = (key: string): string => {
    if (!KEY.test(key)) throw new Error(`Not a key of the storage: ${key}`);
    return join(folder, key);
  };

  return {
    async save(content, maxBytes) {
      const key = makeKey();
      const path = pathOf(key);
      await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
      try {
        const measured = new Measure(maxBytes);
        await pipeline(content, measured, createWriteStream(path + UNFINISHED, { mode: 0o600, flush: true }));
        await rename(path + UNFINISHED, path);
        await flushFolder(join(path, '..'));
        return { key, ...measured.result() };
      } catch (error) {
        await rm(path + UNFINISHED, { force: true });
        await rm(path, { force: true });
        throw diskFull(error) ?? error;
      }
    },

    async read(key, range) {
      const part = range === undefined ? {} : { start: range.first, end: range.last };
      try {
        // opened before anything is answered: a stream that fails later would cut the answer in the middle
        return createReadStream('', { fd: await open(pathOf(key), 'r'), ...part });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        throw new DomainError('file-not-found', 'The content of the file is not there any more.', {}, { cause: error });
      }
    },

    async sizeOf(key) {
      return (await stat(pathOf(key)).catch(unlessMissing))?.size;
    },

    remove: (key) => rm(pathOf(key), { force: true }),

    async *listKeys() {
      for (const shelf of await namesIn(folder)) {
        for (const name of await namesIn(join(folder, shelf))) {
          const key = `${shelf}/${name}`;
          if (!KEY.test(key)) continue;
          const found = await stat(pathOf(key)).catch(unlessMissing);
          if (found !== undefined) yield { key, savedAt: Math.floor(found.mtimeMs) };
        }
      }
    },
  };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    unlessMissing(error);
    return [];
  }
}

/** @throws whatever it is, unless it is that there is nothing */
function unlessMissing(error: unknown): undefined {
  if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
}

/** A rename is on the disk once its folder is. Windows cannot flush folders, and does not need it. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Undefined for anything else. */
export function diskFull(error: unknown): DomainError | undefined {
  if (!['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
  return new DomainError('database-full', 'The disk that holds uploaded files is full.', {}, { cause: error });
}
