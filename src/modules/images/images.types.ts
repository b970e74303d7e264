/** What the other rooms see of a picture. Instants are milliseconds. */

export type PictureType = 'image/jpeg' | 'image/png' | 'image/webp';

/** A picture whose contents are in the storage; no row names it yet. */
export interface TakenImage {
  readonly shelf: string;
  readonly name: string;
  readonly storageKey: string;
  readonly thumbnailKey: string;
  /** Of the picture; thumbnails are WebP. */
  readonly mediaType: PictureType;
  readonly sizeBytes: number;
  readonly thumbnailBytes: number;
  /** In pixels, upright. */
  readonly width: number;
  readonly height: number;
  /** Of the picture as it is kept, in hex. */
  readonly sha256: string;
  /** Of the file as it came, in hex: the same file sent again is told from another. */
  readonly sentSha256: string;
}

export interface Uploader {
  /** Null for a program, or somebody without an account. */
  readonly id: number | null;
  readonly name: string;
}

export interface StoredImage extends Omit<TakenImage, 'sentSha256'> {
  readonly id: number;
  readonly uploadedBy: Uploader;
  readonly uploadedAt: number;
  /** Since when its content is not where it should be. */
  readonly lostAt: number | null;
}

/** The two forms in which a picture can be had. */
export type ImageForm = 'picture' | 'thumbnail';
