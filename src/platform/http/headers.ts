/**
 * Headers that every answer carries: request id, what browsers must not do with it, and CORS.
 *
 * They are set in the first hook, so that errors, 404 and 429 carry them too.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors.ts';
import type { OwnStatuses } from './error-statuses.ts';

const saneRequestId = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

/** The caller's `X-Request-Id` where it is short and plain, else one of ours. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && saneRequestId.test(given) ? given : randomUUID();
}

/** Answers are data: nothing may be loaded, framed or guessed from them. Pages of ours replace the policy. */
const standing: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};

const EXPOSED =
  'X-Request-Id, ETag, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Rejects-Complete, X-Total-Count, X-Result-Truncated';
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';
const PREFLIGHT_SECONDS = 600;
/** A year (RFC 6797). */
const STRICT_TRANSPORT = 'max-age=31536000';

export interface HeaderOptions {
  /** Origins of other sites that browsers may call us from, with credentials; `*` allows any, without. */
  readonly corsOrigins: readonly string[];
}

export interface StandingHeaders {
  set(request: FastifyRequest, reply: FastifyReply): void;
  /** @throws origin-not-allowed */
  answerPreflight(request: FastifyRequest, reply: FastifyReply): void;
}

/** What the old front end's service answered to a question that it said no to. */
export const preflightStatuses: OwnStatuses = { 'origin-not-allowed': 400 };

/** A browser's question whether a page of another site may send a request (CORS). */
export function isPreflight({ raw }: FastifyRequest): boolean {
  const { origin, 'access-control-request-method': wanted } = raw.headers;
  return raw.method === 'OPTIONS' && origin !== undefined && wanted !== undefined;
}

export function makeStandingHeaders(options: HeaderOptions): StandingHeaders {
  const anyOrigin = options.corsOrigins.includes('*');
  const origins = new Set(options.corsOrigins.map((origin) => origin.replace(/\/$/, '').toLowerCase()));
  const isAllowed = (origin: string) => anyOrigin || origins.has(origin.toLowerCase());

  return {
    set(request, reply) {
      reply.headers(standing);
      reply.header('x-request-id', request.id);
      if (request.protocol === 'https') reply.header('strict-transport-security', STRICT_TRANSPORT);
      // also without an origin: that answer must not be replayed from a cache to a page that has one
      reply.header('vary', 'Origin');
      const origin = request.raw.headers.origin;
      if (origin === undefined || !isAllowed(origin)) return;
      reply.header('access-control-allow-origin', anyOrigin ? '*' : origin);
      if (!anyOrigin) reply.header('access-control-allow-credentials', 'true');
      reply.header('access-control-expose-headers', EXPOSED);
    },

    answerPreflight({ raw }, reply) {
      const { origin = '', 'access-control-request-headers': headers } = raw.headers;
      if (!isAllowed(origin)) {
        const detail = 'Pages of this origin may not call this service. See CORS_ORIGINS.';
        throw new DomainError('origin-not-allowed', detail);
      }
      reply.header('vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers');
      reply.header('access-control-allow-methods', METHODS);
      if (headers !== undefined) reply.header('access-control-allow-headers', headers);
      reply.header('access-control-max-age', PREFLIGHT_SECONDS);
      reply.code(204).send();
    },
  };
}
