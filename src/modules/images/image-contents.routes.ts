/**
 * `/uploads/<shelf>/<file>`: the pictures themselves.
 *
 * Opened by a session with the permission of the shelf, or by a link that we signed: a plain `<img>` sends no session.
 */
import { Type } from 'typebox';
import type { Permission } from '../../kernel/access.ts';
import type { Clock } from '../../kernel/clock.ts';
import { SECOND_MS } from '../../kernel/clock.ts';
import { type Routes, sendContent } from '../../platform/http/index.ts';
import type { Images } from './images.service.ts';

export interface ImageShelf {
  /** As in the address. */
  readonly name: string;
  /** What it takes to read its pictures with a session. */
  readonly permission: Permission;
  /** Whose pictures they are, in one word for the reference. */
  readonly tag: string;
}

const FILE_NAME_LENGTH_MAX = 120;

const params = Type.Object({
  file: Type.String({
    maxLength: FILE_NAME_LENGTH_MAX,
    description: 'Name of the picture, as the answers of its owner have it.',
    examples: ['1204_Jx0vQmT5b1nYz8fKcR2dWq7sLpEaUgHi.jpg'],
  }),
});

const query = Type.Object({
  expires: Type.Optional(
    Type.String({
      maxLength: 16,
      description: 'Of a signed link: when it expires, in Unix seconds.',
      examples: ['1772668800'],
    }),
  ),
  signature: Type.Optional(Type.String({ maxLength: 64, description: 'Of a signed link.' })),
});

export function imageContentRoutes(images: Images, shelf: ImageShelf, clock: Clock): Routes {
  return (app) => {
    app.get(
      `/uploads/${shelf.name}/:file`,
      {
        schema: {
          tags: [shelf.tag],
          summary: 'A picture',
          description:
            'The links in `image_url` and `thumbnail_url` carry a signature and need no session: whoever holds one sees this picture until it expires, after half a day to a day. Without a signature the permission below is needed. `Range` is understood.',
          params,
          querystring: query,
          produces: ['image/jpeg', 'image/png', 'image/webp'],
          response: {
            200: Type.String({ description: 'The picture.' }),
            206: Type.String({ description: 'The part of it that `Range` names.' }),
          },
        },
        config: {
          permission: shelf.permission,
          signedLinks: true,
          errors: ['image-not-found', 'file-not-found', 'range-unsatisfiable', 'storage-unavailable'],
        },
      },
      async (request, reply) => {
        const { file } = request.params;
        const { signature, expires } = request.query;
        const content = await images.contentAt(shelf.name, file);
        // pages of the old front end, and of ours elsewhere, show it
        reply.header('cross-origin-resource-policy', 'cross-origin');
        const secondsLeft = Math.floor(Number(expires) - clock.now() / SECOND_MS);
        return sendContent(request, reply, {
          ...content,
          // a link names one picture for ever; without one the answer depends on who asks
          cacheControl: signature === undefined ? 'private, no-cache' : `private, max-age=${secondsLeft}, immutable`,
          disposition: `inline; filename="${file}"`,
        }) as never;
      },
    );
  };
}
