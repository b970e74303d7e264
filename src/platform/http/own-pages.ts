/**
 * Whether a request comes from a page of our own: a browser adds cookies to whatever any page makes it send (CSRF).
 *
 * Own is the scheme, host and port that the request was sent to, as a trusted proxy tells them. What changes something,
 * and a WebSocket, has to say by `Origin`, or where that is absent by `Sec-Fetch-Site`, that it comes from there. A read
 * may be silent about it, because browsers are: they send neither header with a plain read over http. CORS_ORIGINS is not
 * asked: the pages that it names call with a token that they hold, never with a cookie that we gave our own pages.
 */
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors.ts';
import { isWebSocketUpgrade } from './upgrades.ts';

const SHOWN_LENGTH_MAX = 200;

/** @throws origin-not-allowed */
export function requireOwnPage(request: FastifyRequest): void {
  if (isFromOwnPage(request)) return;
  const { origin, 'sec-fetch-site': site } = request.raw.headers;
  throw new DomainError(
    'origin-not-allowed',
    `Only pages of ${ownOriginOf(request) ?? 'this service'} may sign in by cookie and use it; ${cameFrom(origin, site)}. ` +
      'Programs and pages of other origins send a token in the header Authorization. A proxy that changes scheme or host has to be named in TRUST_PROXY.',
  );
}

export function isFromOwnPage(request: FastifyRequest): boolean {
  const { method, headers } = request.raw;
  const { origin, 'sec-fetch-site': site } = headers;
  const reads = (method === 'GET' || method === 'HEAD') && !isWebSocketUpgrade(request.raw);
  if (origin !== undefined && URL.parse(origin)?.origin !== ownOriginOf(request)) return false;
  if (site !== undefined) return site === 'same-origin' || (reads && site === 'none');
  return reads || origin !== undefined;
}

/** Undefined where the request names no host. */
function ownOriginOf({ protocol, host }: FastifyRequest): string | undefined {
  return URL.parse(`${protocol}://${host}`)?.origin;
}

function cameFrom(origin: string | undefined, site: string | string[] | undefined): string {
  if (origin !== undefined) return `this request came from ${origin.slice(0, SHOWN_LENGTH_MAX)}`;
  if (site !== undefined) return `this request says Sec-Fetch-Site: ${String(site).slice(0, SHOWN_LENGTH_MAX)}`;
  return 'this request has neither Origin nor Sec-Fetch-Site';
}
