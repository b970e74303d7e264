/** Where uploaded files are kept: in a bucket that several processes share, where one is named; else in folders. */
import { join } from 'node:path';
import type { Config } from '../config/index.ts';
import { createFolderStorage, createS3Storage, type FileStorage } from '../platform/storage/index.ts';

export interface FileStorages {
  /** Of machines. */
  readonly files: FileStorage;
  readonly images: FileStorage;
}

/** Keys are the same in both: a folder that is copied below the prefix of a bucket goes on there. */
export function openFileStorages({ fileBucket, dataDir }: Pick<Config, 'fileBucket' | 'dataDir'>): FileStorages {
  const open = (name: string): FileStorage => {
    if (fileBucket === undefined) return createFolderStorage(join(dataDir, name));
    const { prefix, ...bucket } = fileBucket;
    return createS3Storage(bucket, prefix === undefined ? name : `${prefix}/${name}`);
  };
  return { files: open('files'), images: open('images') };
}
