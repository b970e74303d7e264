/**
 * Requests that want to become a WebSocket.
 *
 * They go through the same door as all others: address, rate, permission and query are looked at, and a refusal is a
 * problem document. A route that accepts one takes the bare socket with {@link takeUpgrade}; where no route does, the
 * request is answered like any other and the connection ends.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors.ts';
import { ServerResponse } from './node-http.ts';
import type { RouteApp } from './routes.ts';

export interface RawUpgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What came behind the headers. */
  readonly head: Buffer;
}

interface Arrived {
  readonly socket: Duplex;
  readonly head: Buffer;
}

const arrived = new WeakMap<IncomingMessage, Arrived>();

/** A refused client that does not close by itself. */
const CLOSES_WITHIN_MS = 2_000;

/** Only these are taken out of the usual way: other upgrades, to HTTP/2 say, are declined by an usual answer. */
export function isWebSocketUpgrade(request: IncomingMessage): boolean {
  return request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket';
}

export function routeUpgrades(app: RouteApp): void {
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // without a listener a line that breaks would end the process
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as never);
    response.on('finish', () => {
      socket.end();
      setTimeout(() => socket.destroy(), CLOSES_WITHIN_MS).unref();
    });
    arrived.set(request, { socket, head });
    app.routing(request, response);
  });
}

export interface UpgradeDoor {
  /** Origins of other sites whose pages may open a WebSocket. */
  readonly origins: readonly string[];
}

/**
 * The socket of a request that wants to be a WebSocket: the route answers nothing more.
 *
 * @throws upgrade-required for any other request, origin-not-allowed for a page of another site
 */
export function takeUpgrade(request: FastifyRequest, reply: FastifyReply, { origins }: UpgradeDoor): RawUpgrade {
  const upgrade = requireUpgrade(request, { origins });
  arrived.delete(request.raw);
  reply.hijack();
  reply.raw.detachSocket(upgrade.socket as never);
  return { request: request.raw, ...upgrade };
}

/** What {@link takeUpgrade} refuses, before anything is asked of others. */
export function requireUpgrade({ raw, host }: FastifyRequest, { origins }: UpgradeDoor): Arrived {
  const upgrade = arrived.get(raw);
  if (upgrade === undefined || raw.headers['sec-websocket-version'] !== '13' || !hasKey(raw)) {
    throw new DomainError(
      'upgrade-required',
      'This address speaks WebSocket (RFC 6455): send Upgrade: websocket and Sec-WebSocket-Version: 13. A proxy before it must let both through.',
    );
  }
  const { origin } = raw.headers;
  // programs send none; a page of ours has our own host
  if (origin !== undefined && !isOwn(origin, host) && !isListed(origin, origins)) {
    throw new DomainError('origin-not-allowed', 'Pages of this origin may not call this service. See CORS_ORIGINS.');
  }
  return upgrade;
}

function hasKey({ headers }: IncomingMessage): boolean {
  return /^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '');
}

function isOwn(origin: string, host: string): boolean {
  return URL.parse(origin)?.host === host.toLowerCase();
}

function isListed(origin: string, origins: readonly string[]): boolean {
  const sought = origin.toLowerCase();
  return origins.some((known) => known === '*' || known.replace(/\/$/, '').toLowerCase() === sought);
}
