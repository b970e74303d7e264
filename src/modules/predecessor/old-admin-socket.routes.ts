/** `/api/v1/ws/admin`: the old front end's socket for administrators, who must say who they are now. */
import { type Routes, requireUpgrade, takeUpgrade } from '../../platform/http/index.ts';
import type { Realtime } from '../../platform/realtime/index.ts';
import { SocketQuery, signedInOf, socketAccess } from '../events/index.ts';
import type { OldSockets } from './old-sockets.ts';

export interface OldAdminSocketParts {
  readonly realtime: Realtime;
  readonly oldSockets: OldSockets;
  /** Origins of other sites whose pages may open a WebSocket. */
  readonly origins: readonly string[];
}

export function oldAdminSocketRoutes(parts: OldAdminSocketParts): Routes {
  const { realtime, oldSockets, origins } = parts;
  return (app) => {
    app.get(
      '/api/v1/ws/admin',
      {
        exposeHeadRoute: false,
        schema: {
          tags: ['Old front end'],
          summary: 'Connections of old front ends, and test notices to them, over a WebSocket',
          description:
            'For those with settings:manage, who say who they are by a header, a ticket in the address or the first message. Figures of all live connections: GET /api/v1/realtime.',
          querystring: SocketQuery,
          response: {},
        },
        config: socketAccess,
      },
      async (request, reply) => {
        requireUpgrade(request, { origins });
        const actor = signedInOf(request.actor);
        const guest = { protocol: 'old-websocket', actor, address: request.ip, requestId: request.id } as const;
        realtime.connections.requireRoom(guest);
        const upgrade = takeUpgrade(request, reply, { origins });
        realtime.webSockets.accept(upgrade, guest, (connection) => oldSockets.openAdmin(connection));
        return reply;
      },
    );
  };
}
