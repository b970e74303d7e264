/** The storage of files: its front door. */
export {
  type ByteRange,
  createFolderStorage,
  type FileStorage,
  HEAD_BYTES,
  type SavedFile,
  type StoredKey,
} from './file-storage.ts';
export { contentDisposition, mediaTypeOf } from './media-types.ts';
export { removeOrphans } from './orphans.ts';
