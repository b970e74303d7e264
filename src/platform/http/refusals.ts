/**
 * Turns what a request failed with into its answer.
 *
 * In tests a code or a success that the route did not declare is an answer of 500 that says so: the reference stays
 * true.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type ErrorCode } from '../../kernel/errors.ts';
import { problemsByCode } from './error-statuses.ts';
import { PROBLEM_MEDIA_TYPE, toDomainError, toProblem } from './problems.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the request was refused; undefined for what succeeded. */
    refusal: DomainError | undefined;
  }
  interface FastifyContextConfig {
    /** Set when the route is mounted: every code that it may answer with. */
    declaredCodes?: ReadonlySet<ErrorCode>;
  }
}

export function sendRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  let refusal = toDomainError(error);
  const declared = request.routeOptions.config.declaredCodes;
  if (declared !== undefined && !declared.has(refusal.code)) {
    refusal = new DomainError('internal', `This route did not declare '${refusal.code}'.`, {}, { cause: error });
  }
  request.refusal = refusal;
  setRefusalHeaders(refusal, reply);
  reply
    .code(problemsByCode[refusal.code].status)
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(toProblem(refusal, request.id)));
}

function setRefusalHeaders(refusal: DomainError, reply: FastifyReply): void {
  const { status } = problemsByCode[refusal.code];
  reply.header('cache-control', 'no-store');
  reply.removeHeader('etag');
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  const waitSeconds = refusal.members['retry_after_seconds'];
  if (typeof waitSeconds === 'number') reply.header('retry-after', Math.max(1, Math.ceil(waitSeconds)));
  else if (status === 503 || status === 429) reply.header('retry-after', RETRY_AFTER_SECONDS);
}

/** For trouble that passes by itself, such as a busy database. */
const RETRY_AFTER_SECONDS = 2;
