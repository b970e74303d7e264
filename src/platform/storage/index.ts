/** The storage of files: its front door. */
export {
  type ByteRange,
  createFolderStorage,
  type FileStorage,
  type SavedFile,
  type StoredKey,
} from './file-storage.ts';
export { HEAD_BYTES, Measure, type Measured } from './measure.ts';
export { contentDisposition, mediaTypeOf } from './media-types.ts';
export { removeOrphans } from './orphans.ts';
export { createBucketCheck, findBucketProblem } from './s3-check.ts';
export { createS3Storage } from './s3-storage.ts';
