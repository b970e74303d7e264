/** `/api/v1/fourjaw/status` and `/sync`: how the connection stands, and the wish to fetch now. */
import type { RouteApp, Routes } from '../../platform/http/index.ts';
import { StatusAnswer } from './fourjaw.schemas.ts';
import type { FourJaw } from './fourjaw.service.ts';
import { toStatusWire } from './fourjaw.wire.ts';

const tags = ['FourJaw'];

export function fourjawRoutes(fourjaw: FourJaw): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/fourjaw/status',
      {
        schema: {
          tags,
          summary: 'How the connection to FourJaw stands',
          description: `
Out of what the fetching has written down: FourJaw is not asked for it. Each machine has a cursor, \`fetched_to\`, which
moves when what was fetched until there is on disk; a window that failed is fetched again.`.trim(),
          response: { 200: StatusAnswer },
        },
        config: { permission: 'fourjaw:manage' },
      },
      async () => toStatusWire(await fourjaw.readStatus()),
    );

    app.post(
      '/api/v1/fourjaw/sync',
      {
        schema: {
          tags,
          summary: 'Fetch from FourJaw now',
          description: `
Whichever process fetches begins within seconds, with the list of assets; where one is at it, it begins again when that has
ended. The answer is the status; \`sync_pending\` turns false when it has been done.`.trim(),
          response: { 202: StatusAnswer },
        },
        config: { permission: 'fourjaw:manage', errors: ['fourjaw-off'] },
      },
      async (request, reply) => reply.code(202).send(toStatusWire(await fourjaw.requestSync(request.actor))),
    );
  };
}
