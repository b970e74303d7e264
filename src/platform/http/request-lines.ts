/** The log of requests: one line each, and what was sent and answered where the level is debug. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors.ts';
import { type Logger, logPayloads, logRequest, REDACTED, withinRequest } from '../logging/index.ts';
import { problemsByCode } from './error-statuses.ts';
import type { RouteApp } from './routes.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** For an answer that ends in its middle, of which no hook hears: its line, with what broke it. */
    logBrokenAnswer(request: FastifyRequest, reply: FastifyReply, error: unknown): void;
  }
}

const FIRST_REFUSAL = 400;
const FIRST_SERVER_FAILURE = 500;
const UNAVAILABLE = 503;

export function logRequests(app: RouteApp, log: Logger, isDraining: () => boolean): void {
  app.addHook('onResponse', (request, reply, done) => {
    logRequest(log, lineOf(request, reply, isDraining()));
    done();
  });
  app.decorate('logBrokenAnswer', (request, reply, error) => {
    const cause = error instanceof DomainError ? (error.cause ?? error) : error;
    logRequest(log, { ...lineOf(request, reply, isDraining()), error: cause, brokenOff: true });
  });
  if (!log.isLevelEnabled('debug')) return;
  app.addHook('onRequest', (request, _reply, done) => withinRequest(request.id, done));
  // the body comes by events of the connection, which know of no request
  app.addHook('preValidation', (request, _reply, done) => withinRequest(request.id, done));
  app.addHook('onSend', (request, reply, payload, done) => {
    logPayloads(log, {
      method: request.method,
      path: request.url,
      requestId: request.id,
      request: reply.statusCode < FIRST_REFUSAL ? request.body : refusedBody(request),
      response: typeof payload === 'string' ? payload : undefined,
    });
    done(null, payload);
  });
}

/** The body without what its route says may be a secret in the wrong field. */
function refusedBody({ body, routeOptions }: FastifyRequest): unknown {
  const hidden = routeOptions.config.hiddenWhenRefused ?? [];
  if (hidden.length === 0 || typeof body !== 'object' || body === null) return hidden.length === 0 ? body : REDACTED;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, hidden.includes(name) ? REDACTED : value]),
  );
}

function lineOf(request: FastifyRequest, reply: FastifyReply, isDraining: boolean): Parameters<typeof logRequest>[1] {
  const { actor, refusal } = request as {
    actor: FastifyRequest['actor'] | undefined;
    refusal?: FastifyRequest['refusal'];
  };
  const known = actor !== undefined && actor.kind !== 'system';
  // a stopping server refuses what comes, and says that it is not ready: nobody has to act on either
  const expected =
    isDraining && (refusal === undefined ? reply.statusCode === UNAVAILABLE : refusal.code === 'shutting-down');
  const failed = !expected && refusal !== undefined && problemsByCode[refusal.code].status >= FIRST_SERVER_FAILURE;
  return {
    method: request.method,
    path: request.raw.url ?? '',
    status: reply.statusCode,
    durationMs: reply.elapsedTime,
    requestId: request.id,
    address: request.ip,
    user: known ? actor.name : undefined,
    userId: known ? actor.id : undefined,
    error: failed ? (refusal.cause ?? refusal) : undefined,
    expected,
  };
}
