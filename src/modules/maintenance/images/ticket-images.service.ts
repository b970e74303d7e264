/**
 * Pictures on tickets.
 *
 * The files of an upload are kept all or none: they are stored first, their rows and what tells of them commit together,
 * and where anything fails the files go again.
 */
import { type Actor, isAllowed } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { onceWithin, type Store, type Transaction } from '../../../platform/outbox/index.ts';
import type { Images, StoredImage, TakenImage } from '../../images/index.ts';
import type { Users } from '../../users/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { tidyText } from '../tickets/ticket-details.rules.ts';
import { authorWithin, stepWithin } from '../tickets/ticket-steps.ts';
import type { HangingOn } from '../tickets/ticket-views.ts';
import { ticketNotFound } from '../tickets/tickets.refusals.ts';
import { findTicket } from '../tickets/tickets.repository.ts';
import type { TicketImage } from '../tickets/tickets.types.ts';
import { countLinks, deleteLink, findLinksOf, insertLink } from './ticket-images.repository.ts';
import type { CaptionedImage, ImageOrigin, SentImage, TicketImageDetails } from './ticket-images.types.ts';

/** Part of their address. */
export const TICKET_IMAGES_SHELF = 'ticket_images';
/** All of them come with each answer about the ticket. */
export const TICKET_IMAGES_MAX = 50;
export const IMAGE_CAPTION_MAX = 500;

export interface TicketImages {
  /**
   * Takes all pictures or none. Leaves the ticket's version.
   *
   * @param key of a request that may be sent again
   * @throws ticket-not-found, limit-reached, upload-invalid, body-too-large, server-busy, idempotency-key-reused
   */
  addImages(
    actor: Actor,
    ticketId: number,
    sent: AsyncIterable<SentImage>,
    key?: string,
    origin?: ImageOrigin,
  ): Promise<TicketImageDetails[]>;
  /** In the order in which they came. @throws ticket-not-found */
  listImages(ticketId: number): Promise<TicketImageDetails[]>;
  /** One's own; others' need tickets:manage. @throws ticket-not-found, image-not-found, forbidden */
  removeImage(actor: Actor, ticketId: number, imageId: number): Promise<void>;
}

export interface TicketImagesDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly users: Users;
  readonly images: Images;
}

interface Taken {
  readonly image: TakenImage;
  readonly caption: string | null;
}

export function createTicketImages({ store, log, users, images }: TicketImagesDependencies): TicketImages {
  const reads = () => store.access<MaintenanceTables>();

  async function requireTicket(ticketId: number): Promise<void> {
    if ((await findTicket(reads(), ticketId)) === undefined) throw ticketNotFound(ticketId);
  }

  const detailed = (captioned: CaptionedImage): TicketImageDetails => ({
    ...captioned,
    imageUrl: images.linkTo(captioned.image, 'picture'),
    thumbnailUrl: images.linkTo(captioned.image, 'thumbnail'),
  });

  /** What was taken so far is in `taken` also when it throws. */
  async function takeAll(ticketId: number, sent: AsyncIterable<SentImage>, taken: Taken[]): Promise<void> {
    for await (const { content, caption: given } of sent) {
      const caption = captionOf(given);
      taken.push({ image: await images.takeIn(TICKET_IMAGES_SHELF, String(ticketId), content), caption });
    }
    if (taken.length === 0) throw new DomainError('upload-invalid', 'There is no file in the form.');
  }

  async function keepWithin(
    tx: Transaction,
    ticketId: number,
    taken: readonly Taken[],
    { uploadedAt, uploadedBy }: ImageOrigin,
  ): Promise<CaptionedImage[]> {
    const access = tx.access<MaintenanceTables>();
    const uploader = uploadedBy ?? (await authorWithin(tx, users));
    const files = taken.map(({ image }) => image);
    const kept = await images.keepWithin(tx, files, uploader, uploadedAt);
    const captioned = kept.map((image, at) => ({ image, caption: taken[at]?.caption ?? null }));
    for (const { image, caption } of captioned) {
      await stepWithin(tx, users, ticketId, undefined, async () => {
        if ((await countLinks(access, ticketId)) >= TICKET_IMAGES_MAX) throw tooMany(ticketId);
        await insertLink(access, { imageId: image.id, ticketId, caption });
        const told = tell(image, caption);
        return {
          happened: 'image-added',
          fields: {},
          told,
          noted: { image: { before: null, after: told } },
          counts: false,
        };
      });
    }
    return captioned;
  }

  return {
    async addImages(actor, ticketId, sent, key, origin = {}) {
      await requireTicket(ticketId);
      if ((await countLinks(reads(), ticketId)) >= TICKET_IMAGES_MAX) throw tooMany(ticketId);
      const taken: Taken[] = [];
      try {
        await takeAll(ticketId, sent, taken);
        const payload = [ticketId, taken.map(({ image, caption }) => [image.sentSha256, caption])];
        const kept = await store.transact(actor, (tx) =>
          onceWithin(tx, { key, operation: 'ticket.images', payload }, () => keepWithin(tx, ticketId, taken, origin)),
        );
        if (isRepeat(kept, taken)) {
          await images.giveUp(taken.map(({ image }) => image));
        } else {
          const imageIds = kept.map(({ image }) => image.id);
          log.info({ payload: { ticketId, imageIds } }, `Pictures added to ticket ${ticketId} by '${actor.name}'`);
        }
        return kept.map(detailed);
      } catch (error) {
        // with the database gone nobody knows what became of the commit: the sweep will
        const unknown = error instanceof DomainError && error.code === 'database-unavailable';
        if (!unknown) await images.giveUp(taken.map(({ image }) => image));
        throw error;
      }
    },

    async listImages(ticketId) {
      await requireTicket(ticketId);
      const links = await findLinksOf(reads(), store.engine, [ticketId]);
      const found = await images.imagesOf(links.map(({ imageId }) => imageId));
      return links.flatMap(({ imageId, caption }) => {
        const image = found.get(imageId);
        return image === undefined ? [] : [detailed({ image, caption })];
      });
    },

    async removeImage(actor, ticketId, imageId) {
      await requireTicket(ticketId);
      const image = (await images.imagesOf([imageId])).get(imageId);
      await store.transact(actor, (tx) =>
        stepWithin(tx, users, ticketId, undefined, async () => {
          const link = await deleteLink(tx.access(), ticketId, imageId);
          if (link === undefined || image === undefined) {
            throw new DomainError('image-not-found', `Ticket ${ticketId} has no picture ${imageId}.`);
          }
          requireOwn(actor, image);
          await images.removeWithin(tx, image);
          const told = tell(image, link.caption);
          return {
            happened: 'image-removed',
            fields: {},
            told,
            noted: { image: { before: told, after: null } },
            counts: false,
          };
        }),
      );
      if (image !== undefined) await images.giveUp([image]);
      log.info({ payload: { ticketId, imageId } }, `Picture removed from ticket ${ticketId} by '${actor.name}'`);
    },
  };
}

/** For the answers about tickets. */
export function imagesOfTickets(store: Store, images: Images): HangingOn<TicketImage> {
  return async (ticketIds) => {
    const links = await findLinksOf(store.access<MaintenanceTables>(), store.engine, ticketIds);
    const found = await images.imagesOf(links.map(({ imageId }) => imageId));
    const byTicket = new Map<number, TicketImage[]>();
    for (const { imageId, ticketId, caption } of links) {
      const image = found.get(imageId);
      if (image === undefined) continue;
      const shown: TicketImage = {
        id: imageId,
        imageUrl: images.linkTo(image, 'picture'),
        thumbnailUrl: images.linkTo(image, 'thumbnail'),
        caption,
      };
      const known = byTicket.get(ticketId);
      if (known === undefined) byTicket.set(ticketId, [shown]);
      else known.push(shown);
    }
    return byTicket;
  };
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

function requireOwn(actor: Actor, { uploadedBy }: StoredImage): void {
  if (isAllowed(actor, 'tickets:manage')) return;
  if (actor.kind === 'user' && Number(actor.id) === uploadedBy.id) return;
  throw new DomainError(
    'forbidden',
    "Pictures of others can be removed with the permission 'tickets:manage' only; your own you can always remove.",
    { permission: 'tickets:manage' },
  );
}

function tooMany(ticketId: number): DomainError {
  return new DomainError('limit-reached', `Ticket ${ticketId} cannot take more than ${TICKET_IMAGES_MAX} pictures.`);
}

function tell({ id, mediaType, width, height, sizeBytes }: StoredImage, caption: string | null) {
  return { image_id: id, media_type: mediaType, width, height, size_bytes: sizeBytes, caption };
}
