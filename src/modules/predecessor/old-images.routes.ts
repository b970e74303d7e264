/** The old front end's way to add a picture to a ticket: one file, answered with 200. */

import { Type } from 'typebox';
import { DomainError } from '../../kernel/errors.ts';
import { idParams, type RouteApp, type Routes } from '../../platform/http/index.ts';
import {
  acceptImages,
  addFromForm,
  ImageAnswer,
  imageFormRoute,
  imageToWire,
  type Maintenance,
} from '../maintenance/index.ts';

const oldUpload = Type.Object(
  { file: Type.String({ format: 'binary', description: 'A picture: JPEG, PNG, WebP, GIF, HEIC/AVIF.' }) },
  { additionalProperties: false, title: 'OldImageUpload' },
);

export function oldImageRoutes({ images }: Maintenance): Routes {
  return (app) => {
    app.register((scope) => mountUpload(scope as unknown as RouteApp, images));
  };
}

async function mountUpload(scope: RouteApp, images: Maintenance['images']): Promise<void> {
  await acceptImages(scope, 1);

  scope.post(
    '/api/v1/tickets/:id/upload-image',
    {
      bodyLimit: imageFormRoute.bodyLimit,
      schema: {
        tags: ['Old front end'],
        summary: 'Add a picture to a ticket, old way',
        description: 'Several at once, with captions: POST /api/v1/tickets/{id}/images.',
        consumes: ['multipart/form-data'],
        params: idParams('ticket'),
        body: oldUpload,
        response: { 200: ImageAnswer },
      },
      config: {
        permission: 'tickets:report',
        tolerant: true,
        errors: imageFormRoute.errors,
        timeLimitMs: imageFormRoute.timeLimitMs,
      },
    },
    async (request) => {
      const [added] = await addFromForm(images, request, request.params.id);
      if (added === undefined) throw new DomainError('internal', 'A picture was taken and is not there.');
      return imageToWire(added);
    },
  );
}
