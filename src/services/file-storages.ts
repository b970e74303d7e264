/** Where uploaded files are kept: in a bucket that several processes share, where one is named; else in folders. */
import { join } from 'node:path';
import type { Config } from '../config/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger } from '../platform/logging/index.ts';
import {
  createBucketCheck,
  createFolderStorage,
  createS3Storage,
  type FileStorage,
} from '../platform/storage/index.ts';

export interface FileStorages {
  /** Of machines. */
  readonly files: FileStorage;
  readonly images: FileStorage;
  /** Of a store elsewhere: what is wrong with it, in a sentence for strangers. Undefined where files are in folders. */
  readonly findTrouble: (() => Promise<string | undefined>) | undefined;
}

/** Keys are the same in both: a folder that is copied below the prefix of a bucket goes on there. */
export function openFileStorages(
  { fileBucket, dataDir }: Pick<Config, 'fileBucket' | 'dataDir'>,
  parts: { readonly clock: Clock; readonly log: Logger },
): FileStorages {
  const open = (name: string): FileStorage => {
    if (fileBucket === undefined) return createFolderStorage(join(dataDir, name));
    const { prefix, ...bucket } = fileBucket;
    return createS3Storage(bucket, prefix === undefined ? name : `${prefix}/${name}`);
  };
  return {
    files: open('files'),
    images: open('images'),
    findTrouble: fileBucket && createBucketCheck(fileBucket, fileBucket.prefix ?? '', parts),
  };
}
