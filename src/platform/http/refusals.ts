/**
 * Turns what a request failed with into its answer.
 *
 * Where declarations are checked (in tests), a code that the route did not declare becomes a 500 that names it: the
 * reference cannot drift from what is really answered.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type ErrorCode } from '../../kernel/errors.ts';
import { statusOf } from './error-statuses.ts';
import { isPreflight, preflightStatuses } from './headers.ts';
import { JSON_MEDIA_TYPE, PROBLEM_MEDIA_TYPE, toDomainError, toProblem } from './problems.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the request was refused; undefined for what succeeded. */
    refusal: DomainError | undefined;
  }
  interface FastifyContextConfig {
    /** Every code that the route may answer with; set where declarations are checked. */
    declaredCodes?: ReadonlySet<ErrorCode>;
  }
}

/** For trouble that passes by itself, such as a busy database. */
const RETRY_AFTER_SECONDS = 2;

export function sendRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = declaredOnly(refusalOf(error, request), request);
  request.refusal = refusal;
  const own = isPreflight(request) ? preflightStatuses : request.routeOptions.config.statuses;
  const status = statusOf(refusal.code, own);
  setRefusalHeaders(refusal, status, request, reply);
  reply
    .code(status)
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify({ ...toProblem(refusal, request.id), status }));
}

function refusalOf(error: unknown, request: FastifyRequest): DomainError {
  const refusal = toDomainError(error);
  // the time was spent waiting for the rest of the body
  if (refusal.code === 'answer-timeout' && bodyIsMissing(request)) {
    return new DomainError('request-timeout', 'The body of the request took too long to arrive.', {}, { cause: error });
  }
  switch ((error as { code?: unknown } | null)?.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return mediaTypeRefusal(request, error);
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return tooLargeRefusal(request, error);
    default:
      return refusal;
  }
}

function mediaTypeRefusal({ headers, routeOptions }: FastifyRequest, cause: unknown): DomainError {
  const allowed = routeOptions.schema?.consumes ?? [JSON_MEDIA_TYPE];
  const given = headers['content-type'];
  const what =
    given === undefined ? 'The body has no Content-Type' : `A body of type '${given.slice(0, 100)}' is not read`;
  return new DomainError('media-type-unsupported', `${what}. Allowed: ${allowed.join(', ')}.`, { allowed }, { cause });
}

function tooLargeRefusal({ routeOptions }: FastifyRequest, cause: unknown): DomainError {
  const { bodyLimit } = routeOptions;
  const detail = `The body is larger than the ${bodyLimit} bytes that this address accepts.`;
  return new DomainError('body-too-large', detail, { limit_bytes: bodyLimit }, { cause });
}

function declaredOnly(refusal: DomainError, request: FastifyRequest): DomainError {
  const declared = request.routeOptions.config.declaredCodes;
  if (declared === undefined || declared.has(refusal.code)) return refusal;
  const route = `${request.method} ${request.routeOptions.url ?? request.url}`;
  return new DomainError(
    'internal',
    `${route} answered '${refusal.code}', which it does not declare in config.errors: ${refusal.message}`,
    {},
    { cause: refusal },
  );
}

function setRefusalHeaders(refusal: DomainError, status: number, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('cache-control', 'no-store');
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  const waitSeconds = refusal.members['retry_after_seconds'];
  if (typeof waitSeconds === 'number') reply.header('retry-after', Math.max(1, Math.ceil(waitSeconds)));
  else if (status === 503 || status === 429) reply.header('retry-after', RETRY_AFTER_SECONDS);
  // nobody will read the rest of the body, so the connection cannot be used again
  if (refusal.code === 'shutting-down' || bodyIsMissing(request)) reply.header('connection', 'close');
}

function bodyIsMissing({ raw }: FastifyRequest): boolean {
  if (raw.complete !== false) return false;
  const length = raw.headers['content-length'];
  return raw.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
