/** The images module's table. Instants are milliseconds. */
import type { Generated } from 'kysely';
import type { PictureType } from './images.types.ts';

export interface ImagesTable {
  id: Generated<number>;
  /** Which room's it is; the folder of its address. */
  shelf: string;
  /** Unguessable; the name in its address. */
  name: string;
  storage_key: string;
  thumbnail_key: string;
  media_type: PictureType;
  size_bytes: number;
  thumbnail_bytes: number;
  width: number;
  height: number;
  sha256: string;
  uploaded_by_id: number | null;
  uploaded_by: string;
  uploaded_at: number;
  lost_at: number | null;
}

export interface ImagesTables {
  images: ImagesTable;
}
