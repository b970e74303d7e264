/** What the other rooms see of pictures on tickets. Instants are milliseconds. */
import type { Readable } from 'node:stream';
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { StoredImage, Uploader } from '../../images/index.ts';

/** A picture on its way in. */
export interface SentImage {
  /** Read to its end before the next one is asked for. */
  readonly content: Readable;
  readonly caption: string | null;
}

/** What only other rooms of the house say of a picture that they bring. */
export interface ImageOrigin {
  /** The transaction's time where absent. */
  readonly uploadedAt?: number;
  /** The actor where absent. */
  readonly uploadedBy?: Uploader;
  /** What commits with the pictures. */
  readonly alsoWithin?: (tx: Transaction) => Promise<void>;
}

export interface CaptionedImage {
  readonly image: StoredImage;
  readonly caption: string | null;
}

export interface TicketImageDetails extends CaptionedImage {
  /** Relative, without a leading slash. */
  readonly imageUrl: string;
  readonly thumbnailUrl: string;
}
