/** `/api/v1/tickets/{id}/images`: pictures on a ticket. Their contents are at the addresses that the answers have. */
import { type Freshness, idempotencyKeyOf, noBody, type RouteApp, type Routes } from '../../../platform/http/index.ts';
import { TicketParams } from '../tickets/tickets.requests.schemas.ts';
import { acceptImages, addFromForm, IMAGES_AT_ONCE_MAX, imageFormRoute } from './image-forms.routes.ts';
import {
  ImageAnswer,
  ImageCaptionBody,
  ImageParams,
  ImagesAnswer,
  ImagesUpload,
  imageToWire,
} from './ticket-images.schemas.ts';
import type { TicketImages } from './ticket-images.service.ts';

const tags = ['Tickets'];
const path = '/api/v1/tickets/:id/images';

/** @param turnedAt when links last became others */
export function ticketImageRoutes(images: TicketImages, turnedAt: NonNullable<Freshness['turnedAt']>): Routes {
  return (app) => {
    app.get(
      path,
      {
        schema: {
          tags,
          summary: 'Pictures of a ticket',
          description: 'All of them, in the order in which they came.',
          params: TicketParams,
          response: { 200: ImagesAnswer },
        },
        config: {
          permission: 'tickets:read',
          errors: ['ticket-not-found'],
          freshness: { topics: ['ticket', 'image'], turnedAt },
        },
      },
      async (request) => ({
        items: (await images.listImages(request.params.id)).map(imageToWire),
        next_cursor: null,
      }),
    );

    app.patch(
      `${path}/:image_id`,
      {
        schema: {
          tags,
          summary: 'Say what a picture shows',
          description: "Of your own; others' need `tickets:manage`. The history keeps what it said before.",
          params: ImageParams,
          body: ImageCaptionBody,
          response: { 200: ImageAnswer },
        },
        config: { permission: 'tickets:report', errors: ['ticket-not-found', 'image-not-found'] },
      },
      async (request) => {
        const { id, image_id: imageId } = request.params;
        return imageToWire(await images.captionImage(request.actor, id, imageId, request.body.caption));
      },
    );

    app.delete(
      `${path}/:image_id`,
      {
        schema: {
          tags,
          summary: 'Remove a picture',
          description:
            "Your own; others' needs `tickets:manage`. One that answers a checklist item stays until the item is answered otherwise. The history keeps that it was there.",
          params: ImageParams,
          response: { 204: noBody },
        },
        config: { permission: 'tickets:report', errors: ['ticket-not-found', 'image-not-found', 'in-use'] },
      },
      async (request, reply) => {
        await images.removeImage(request.actor, request.params.id, request.params.image_id);
        return reply.code(204).send(null);
      },
    );

    app.register((scope) => mountUpload(scope as unknown as RouteApp, images));
  };
}

async function mountUpload(scope: RouteApp, images: TicketImages): Promise<void> {
  await acceptImages(scope, IMAGES_AT_ONCE_MAX);

  scope.post(
    path,
    {
      bodyLimit: imageFormRoute.bodyLimit,
      schema: {
        tags,
        summary: 'Add pictures',
        description: `Up to ${IMAGES_AT_ONCE_MAX} files as \`multipart/form-data\`, all or none of which are kept. What a file is decides its content, not its name: JPEG, PNG, WebP, GIF (its first picture) and HEIC and AVIF. Pictures are turned upright, freed of metadata such as the place, and made smaller where they are large; see the settings \`images.…\`.`,
        consumes: ['multipart/form-data'],
        params: TicketParams,
        body: ImagesUpload,
        response: { 201: ImagesAnswer },
      },
      config: {
        permission: 'tickets:report',
        idempotent: true,
        errors: imageFormRoute.errors,
        timeLimitMs: imageFormRoute.timeLimitMs,
      },
    },
    async (request, reply) => {
      const added = await addFromForm(images, request, request.params.id, idempotencyKeyOf(request));
      return reply.code(201).send({ items: added.map(imageToWire), next_cursor: null });
    },
  );
}
