/** Pictures on tickets: added, listed, captioned and removed. */
import { type Actor, isAllowed } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { Images, StoredImage } from '../../images/index.ts';
import type { Users } from '../../users/index.ts';
import { findCheckAnsweredWith } from '../checklists/ticket-checks.repository.ts';
import type { MaintenanceTables } from '../tables.ts';
import { tidyText } from '../tickets/ticket-details.rules.ts';
import { hangWithin } from '../tickets/ticket-steps.ts';
import type { HangingOn } from '../tickets/ticket-views.ts';
import { ticketNotFound } from '../tickets/tickets.refusals.ts';
import { findTicket } from '../tickets/tickets.repository.ts';
import type { TicketImage } from '../tickets/tickets.types.ts';
import { type ImageUploads, toldOfImage } from './image-uploads.ts';
import { noSuchPicture } from './ticket-images.refusals.ts';
import { deleteLink, findLink, findLinksOf, updateCaption } from './ticket-images.repository.ts';
import type { CaptionedImage, ImageOrigin, SentImage, TicketImageDetails } from './ticket-images.types.ts';

export interface TicketImages {
  /**
   * Takes all pictures or none. Leaves the ticket's version.
   *
   * @param key of a request that may be sent again
   * @param origin what only other rooms of the house say: whose the pictures are, and since when
   * @throws ticket-not-found, limit-reached, upload-invalid, body-too-large, rate-limited, server-busy,
   *   decoder-failed, idempotency-key-reused
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
  /**
   * Says anew what a picture shows; null: nothing. With what is already so nothing happens. One's own; others' need
   * tickets:manage.
   * @throws ticket-not-found, image-not-found, forbidden
   */
  captionImage(actor: Actor, ticketId: number, imageId: number, caption: string | null): Promise<TicketImageDetails>;
  /**
   * One's own; others' need tickets:manage.
   * @throws ticket-not-found, image-not-found, forbidden, in-use while a checklist item is answered with it
   */
  removeImage(actor: Actor, ticketId: number, imageId: number): Promise<void>;
}

export interface TicketImagesDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly users: Users;
  readonly images: Images;
}

export function createTicketImages(
  { store, log, users, images }: TicketImagesDependencies,
  uploads: ImageUploads,
): TicketImages {
  const reads = () => store.access<MaintenanceTables>();

  async function requireTicket(ticketId: number): Promise<void> {
    if ((await findTicket(reads(), ticketId)) === undefined) throw ticketNotFound(ticketId);
  }

  const detailed = (captioned: CaptionedImage): TicketImageDetails => ({
    ...captioned,
    imageUrl: images.linkTo(captioned.image, 'picture'),
    thumbnailUrl: images.linkTo(captioned.image, 'thumbnail'),
  });

  return {
    async addImages(actor, ticketId, sent, key, origin = {}) {
      const kept = await uploads.upload({ actor, ticketId, sent, key, origin, operation: 'ticket.images' });
      return kept.map(detailed);
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

    async captionImage(actor, ticketId, imageId, text) {
      await requireTicket(ticketId);
      const image = (await images.imagesOf([imageId])).get(imageId);
      if (image === undefined) throw noSuchPicture(ticketId, imageId);
      const caption = tidyText(text ?? '') || null;
      let isChanged = false;
      await store.transact(actor, (tx) =>
        hangWithin(tx, users, ticketId, async () => {
          const access = tx.access<MaintenanceTables>();
          const before = await findLink(access, ticketId, imageId);
          if (before === undefined) throw noSuchPicture(ticketId, imageId);
          requireOwn(actor, image);
          if (before.caption === caption) return [];
          await updateCaption(access, imageId, caption);
          isChanged = true;
          const told = toldOfImage(image, caption);
          const noted = { image: { before: toldOfImage(image, before.caption), after: told } };
          return [{ happened: 'image-captioned', told, noted }];
        }),
      );
      const payload = { ticketId, imageId };
      if (isChanged) log.info({ payload }, `Caption of a picture of ticket ${ticketId} changed by '${actor.name}'`);
      return detailed({ image, caption });
    },

    async removeImage(actor, ticketId, imageId) {
      await requireTicket(ticketId);
      const image = (await images.imagesOf([imageId])).get(imageId);
      await store.transact(actor, (tx) =>
        hangWithin(tx, users, ticketId, async () => {
          const access = tx.access<MaintenanceTables>();
          const link = await deleteLink(access, ticketId, imageId);
          if (link === undefined || image === undefined) throw noSuchPicture(ticketId, imageId);
          requireOwn(actor, image);
          const answered = await findCheckAnsweredWith(access, ticketId, imageId);
          if (answered !== undefined) throw answersCheck(imageId, answered);
          await images.removeWithin(tx, image);
          const told = toldOfImage(image, link.caption);
          return [{ happened: 'image-removed', told, noted: { image: { before: told, after: null } } }];
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

function requireOwn(actor: Actor, { uploadedBy }: StoredImage): void {
  if (isAllowed(actor, 'tickets:manage')) return;
  if (actor.kind === 'user' && Number(actor.id) === uploadedBy.id) return;
  throw new DomainError(
    'forbidden',
    "Pictures of others can be captioned and removed with the permission 'tickets:manage' only, unlike your own.",
    { permission: 'tickets:manage' },
  );
}

/** What was proved with it would be said without proof. */
function answersCheck(imageId: number, { id, instruction }: { id: number; instruction: string }): DomainError {
  return new DomainError(
    'in-use',
    `Picture ${imageId} answers checklist item ${id}, '${instruction.slice(0, 80)}'. Answer it with another picture first, or take the answer back.`,
    { check_id: id },
  );
}
