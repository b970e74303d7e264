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
export { openS3Bucket, type S3Options } from './s3-bucket.ts';
export { StoreProblem } from './s3-problems.ts';
export { createS3Storage } from './s3-storage.ts';
