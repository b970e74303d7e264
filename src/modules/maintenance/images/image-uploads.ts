/**
 * Pictures on their way onto a ticket.
 *
 * The files of an upload are kept all or none: they are stored first, their rows and what tells of them commit together,
 * and where anything fails the files go again.
 */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { isKnownKey, onceWithin, type Store, type Transaction } from '../../../platform/outbox/index.ts';
import type { Images, StoredImage, TakenImage } from '../../images/index.ts';
import type { Users } from '../../users/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { tidyText } from '../tickets/ticket-details.rules.ts';
import { hangWithin, type Telling } from '../tickets/ticket-steps.ts';
import { ticketNotFound } from '../tickets/tickets.refusals.ts';
import { findTicket } from '../tickets/tickets.repository.ts';
import type { NamedPerson, Ticket } from '../tickets/tickets.types.ts';
import { countLinks, insertLinks } from './ticket-images.repository.ts';
import type { CaptionedImage, ImageOrigin, SentImage } from './ticket-images.types.ts';

/** Part of their address. */
export const TICKET_IMAGES_SHELF = 'ticket_images';
/** All of them come with each answer about the ticket. */
export const TICKET_IMAGES_MAX = 50;
export const IMAGE_CAPTION_MAX = 500;

export interface ImageUpload {
  readonly actor: Actor;
  readonly ticketId: number;
  readonly sent: AsyncIterable<SentImage>;
  /** Of a request that may be sent again. */
  readonly key?: string | undefined;
  /** What is asked for, for example `ticket.images`. */
  readonly operation: string;
  /** What is asked for beside the ticket and the pictures, where there is something. */
  readonly about?: number;
  readonly origin?: ImageOrigin;
  /** Refuses what is known to be refused before a byte is read. Not asked of a repeat. */
  readonly refuse?: (ticket: Ticket) => Promise<void>;
  /** What else happens where the pictures are kept. The ticket is held. */
  readonly alsoWithin?: (tx: Transaction, kept: KeptImages) => Promise<readonly Telling[]>;
}

export interface KeptImages {
  readonly ticket: Ticket;
  readonly images: readonly CaptionedImage[];
  readonly author: NamedPerson;
}

export interface ImageUploads {
  /**
   * Takes all pictures or none, with all else that happens. Leaves the ticket's version.
   *
   * @throws ticket-not-found, limit-reached, upload-invalid, body-too-large, rate-limited, server-busy, decoder-failed,
   *   idempotency-key-reused, and what the upload itself refuses with
   */
  upload(wanted: ImageUpload): Promise<CaptionedImage[]>;
}

export interface ImageUploadsDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly users: Users;
  readonly images: Images;
}

interface Taken {
  readonly image: TakenImage;
  readonly caption: string | null;
}

export function createImageUploads({ store, log, users, images }: ImageUploadsDependencies): ImageUploads {
  async function refuseBefore({ actor, ticketId, key, refuse }: ImageUpload): Promise<void> {
    const access = store.access<MaintenanceTables>();
    // a repeat gets what came of the first, which may be just what stands in the way of another one
    if (key !== undefined && (await isKnownKey(store, actor, key))) return;
    const ticket = await findTicket(access, ticketId);
    if (ticket === undefined) throw ticketNotFound(ticketId);
    await refuse?.(ticket);
    if ((await countLinks(access, ticketId)) >= TICKET_IMAGES_MAX) throw tooMany(ticketId);
  }

  /** What was taken so far is in `taken` also when it throws. */
  async function takeAll({ actor, ticketId, sent }: ImageUpload, taken: Taken[]): Promise<void> {
    const intake = await images.openIntake(actor, TICKET_IMAGES_SHELF, String(ticketId));
    for await (const { content, caption: given } of sent) {
      const caption = captionOf(given);
      taken.push({ image: await intake.takeIn(content), caption });
    }
    if (taken.length === 0) throw new DomainError('upload-invalid', 'There is no file in the form.');
  }

  async function keepWithin(
    tx: Transaction,
    { ticketId, origin = {}, alsoWithin }: ImageUpload,
    taken: readonly Taken[],
  ): Promise<CaptionedImage[]> {
    let captioned: CaptionedImage[] = [];
    await hangWithin(tx, users, ticketId, async (ticket, author) => {
      const access = tx.access<MaintenanceTables>();
      if ((await countLinks(access, ticketId)) + taken.length > TICKET_IMAGES_MAX) throw tooMany(ticketId);
      const files = taken.map(({ image }) => image);
      const kept = await images.keepWithin(tx, files, origin.uploadedBy ?? author, origin.uploadedAt);
      await origin.alsoWithin?.(tx);
      captioned = kept.map((image, at) => ({ image, caption: taken[at]?.caption ?? null }));
      const links = captioned.map(({ image, caption }) => ({ imageId: image.id, ticketId, caption }));
      await insertLinks(access, links);
      const added = captioned.map(({ image, caption }): Telling => {
        const told = toldOfImage(image, caption);
        return { happened: 'image-added', told, noted: { image: { before: null, after: told } } };
      });
      return [...added, ...((await alsoWithin?.(tx, { ticket, images: captioned, author })) ?? [])];
    });
    return captioned;
  }

  return {
    async upload(wanted) {
      const { actor, ticketId, key, operation, about } = wanted;
      await refuseBefore(wanted);
      const taken: Taken[] = [];
      try {
        await takeAll(wanted, taken);
        const sent = taken.map(({ image, caption }) => [image.sentSha256, caption]);
        const payload = about === undefined ? [ticketId, sent] : [ticketId, about, sent];
        const kept = await store.transact(actor, (tx) =>
          onceWithin(tx, { key, operation, payload }, () => keepWithin(tx, wanted, taken)),
        );
        if (isRepeat(kept, taken)) {
          await images.giveUp(taken.map(({ image }) => image));
        } else {
          const imageIds = kept.map(({ image }) => image.id);
          log.info({ payload: { ticketId, imageIds } }, `Pictures added to ticket ${ticketId} by '${actor.name}'`);
        }
        return kept;
      } catch (error) {
        // with the database gone nobody knows what became of the commit: the sweep will
        const unknown = error instanceof DomainError && error.code === 'database-unavailable';
        if (!unknown) await images.giveUp(taken.map(({ image }) => image));
        throw error;
      }
    },
  };
}

export function toldOfImage({ id, mediaType, width, height, sizeBytes }: StoredImage, caption: string | null) {
  return { image_id: id, media_type: mediaType, width, height, size_bytes: sizeBytes, caption };
}

/** What came of an earlier request with the same key has other files. */
function isRepeat(kept: readonly CaptionedImage[], taken: readonly Taken[]): boolean {
  return kept[0]?.image.name !== taken[0]?.image.name;
}

function captionOf(text: string | null): string | null {
  // forms end their lines with both
  const caption = tidyText((text ?? '').replaceAll('\r\n', '\n'));
  if (caption.length <= IMAGE_CAPTION_MAX) return caption || null;
  throw new DomainError('upload-invalid', `The caption is longer than ${IMAGE_CAPTION_MAX} characters.`);
}

function tooMany(ticketId: number): DomainError {
  return new DomainError('limit-reached', `Ticket ${ticketId} cannot take more than ${TICKET_IMAGES_MAX} pictures.`);
}
