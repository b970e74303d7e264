/** What no route answers: 404, 405 with the methods that the address has, and OPTIONS. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors.ts';
import type { RouteApp } from './routes.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Methods that routes answer at a path. */
export function methodsAt(app: RouteApp, path: string): readonly string[] {
  return METHODS.filter((method) => app.findRoute({ method, url: path }) !== null);
}

/** @throws route-not-found, method-not-allowed */
export function answerUnrouted(app: RouteApp, request: FastifyRequest, reply: FastifyReply): void {
  const path = request.url.split('?', 1)[0] ?? '/';
  const allowed = methodsAt(app, path);
  if (allowed.length === 0) {
    throw new DomainError('route-not-found', `There is nothing at ${path.slice(0, 200)}.`);
  }
  reply.header('allow', [...allowed, 'OPTIONS'].join(', '));
  if (request.method === 'OPTIONS') {
    reply.code(204).send();
    return;
  }
  throw new DomainError(
    'method-not-allowed',
    `${request.method} is not possible here. Allowed: ${allowed.join(', ')}.`,
    { allowed },
  );
}
