/** `/api/v1/ws`, `/api/v1/events/stream`, and the tickets that open them where no header can be sent. */

import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { formatInstant } from '../../kernel/instant.ts';
import { type RouteApp, type Routes, requireUpgrade, takeUpgrade } from '../../platform/http/index.ts';
import {
  type Connection,
  type MessageReader,
  type RealtimeTickets,
  SUBPROTOCOL,
} from '../../platform/realtime/index.ts';
import {
  LiveCountsAnswer,
  SocketQuery,
  StreamAnswer,
  StreamHeaders,
  StreamQuery,
  socketAccess,
  TicketAnswer,
} from './live.schemas.ts';
import { parseLiveFilter } from './live-filter.rules.ts';
import { signedInOf } from './live-readers.ts';
import { type LiveSocketParts, openLiveSocket } from './live-sockets.ts';
import { followInStream } from './live-streams.ts';
import { parsePosition } from './positions.rules.ts';

/** How the frames of an old front end are spoken: of the module that owes them. */
export interface OldSockets {
  /** @param clientId as the client calls itself */
  open(connection: Connection, clientId: string | undefined): MessageReader;
}

export interface LiveRoutesParts extends LiveSocketParts {
  /** Says goodbye to everybody. */
  stop(): Promise<void>;
  readonly tickets: RealtimeTickets;
  readonly oldSockets: OldSockets;
  /** Origins of other sites whose pages may open a WebSocket. */
  readonly origins: readonly string[];
}

export function liveRoutes(parts: LiveRoutesParts): Routes {
  const { realtime, tickets, requirePosition, origins, oldSockets } = parts;
  return (app) => {
    app.addHook('preClose', () => parts.stop());

    app.get(
      '/api/v1/ws',
      {
        exposeHeadRoute: false,
        schema: {
          tags: ['Live'],
          summary: 'Events and messages over a WebSocket',
          description: `Ask for the subprotocol \`${SUBPROTOCOL}\`: docs/realtime.md has its frames. Who you are is said by a header, a ticket in the address, or the first message; never by a token in the address. A socket that asks for no subprotocol and gives no parameter but \`client_id\` speaks the frames of the old front end.`,
          querystring: SocketQuery,
          response: {},
        },
        config: socketAccess,
      },
      async (request, reply) => {
        requireUpgrade(request, { origins });
        const { ticket, client_id: clientId, ...asked } = request.query;
        const isOld = !asksForOurs(request) && ticket === undefined && Object.keys(asked).length === 0;
        const actor = signedInOf(request.actor);
        const protocol = isOld ? 'old-websocket' : 'websocket';
        const guest = { protocol, actor, address: request.ip, requestId: request.id } as const;
        realtime.connections.requireRoom(guest);
        realtime.webSockets.accept(takeUpgrade(request, reply, { origins }), guest, (connection) =>
          isOld
            ? oldSockets.open(connection, clientId)
            : openLiveSocket(parts, connection, Object.keys(asked).length === 0 ? undefined : asked),
        );
        return reply;
      },
    );

    mountStream(app, parts);

    app.post(
      '/api/v1/realtime/tickets',
      {
        schema: {
          tags: ['Live'],
          summary: 'Get a ticket for one live connection',
          description:
            'For browsers, which cannot send a header with a WebSocket or an EventSource. Valid for half a minute and for one connection, which may do what your session may.',
          response: { 200: TicketAnswer },
        },
        config: { permission: 'events:read' },
      },
      async (request) => {
        const { ticket, expiresAtMs } = await tickets.issue(request.actor);
        return { ticket, expires_at: formatInstant(expiresAtMs) };
      },
    );

    app.get(
      '/api/v1/realtime',
      {
        schema: {
          tags: ['Live'],
          summary: 'Live connections of this process',
          response: { 200: LiveCountsAnswer },
        },
        config: { permission: 'settings:read' },
      },
      async () => ({
        ...realtime.connections.counts(),
        followers: realtime.fanOut.followers,
        followers_live: realtime.fanOut.followersLive,
      }),
    );
  };

  function mountStream(app: RouteApp, { realtime, eventNames }: LiveRoutesParts): void {
    app.get(
      '/api/v1/events/stream',
      {
        exposeHeadRoute: false,
        schema: {
          tags: ['Live'],
          summary: 'Events as they happen, as server-sent events',
          description:
            'CloudEvents 1.0, each once and in order, with its position as `id`: a browser that comes back goes on where it was by itself. Without a position only what happens from now on. Events of accounts, sessions and API keys are shown to those with users:manage only. When events are gone the answer is 410: read the present state, then go on from there.',
          querystring: StreamQuery,
          headers: StreamHeaders,
          produces: ['text/event-stream'],
          response: { 200: StreamAnswer },
        },
        config: {
          permission: 'events:read',
          tickets: true,
          errors: ['events-out-of-range', 'limit-reached', 'server-busy'],
        },
      },
      async (request, reply) => {
        const { after: asked, until, topics, types, machines }: Static<typeof StreamQuery> = request.query;
        const { actor } = request;
        const filter = parseLiveFilter({ topics, types, machines }, eventNames);
        const after = request.headers['last-event-id'] ?? asked;
        const position = after === undefined ? undefined : parsePosition(after);
        if (position !== undefined) await requirePosition(position);
        const guest = { protocol: 'sse', actor, address: request.ip, requestId: request.id } as const;
        realtime.connections.requireRoom(guest);
        reply.hijack();
        const connection = realtime.eventStreams.open(reply.raw, reply.getHeaders(), guest);
        if (connection !== undefined) {
          followInStream(realtime, connection, actor, { filter, position, untilHead: until === 'head' });
        }
        return reply;
      },
    );
  }
}

function asksForOurs({ raw }: FastifyRequest): boolean {
  const offered = raw.headers['sec-websocket-protocol'] ?? '';
  return offered.split(',').some((name) => name.trim() === SUBPROTOCOL);
}
