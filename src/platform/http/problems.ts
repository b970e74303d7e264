/**
 * Every failure as problem+json (RFC 9457).
 *
 * `detail` is always a sentence for a person, as text. What is not in the catalogue becomes `internal` and says
 * nothing of its cause.
 */
import { DomainError, type ErrorCode } from '../../kernel/errors.ts';
import { printable } from '../../kernel/texts.ts';
import { problemsByCode } from './error-statuses.ts';

export const JSON_MEDIA_TYPE = 'application/json';
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';
export const PROBLEM_TYPE_PREFIX = 'urn:milldash:problem:';

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly request_id?: string;
  readonly [member: string]: unknown;
}

export function toProblem(error: DomainError, requestId: string | undefined): Problem {
  const { status, title } = problemsByCode[error.code];
  return {
    ...error.members,
    type: `${PROBLEM_TYPE_PREFIX}${error.code}`,
    title,
    status,
    code: error.code,
    // it may quote what was sent
    detail: printable(error.message),
    ...(requestId === undefined ? {} : { request_id: requestId }),
  };
}

/** What Fastify refuses by itself, in codes of the catalogue. */
const frameworkRefusals: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  // of a body that is too large and of a media type the answer says more: see refusals.ts
  FST_ERR_CTP_BODY_TOO_LARGE: ['body-too-large', 'The body is larger than this address accepts.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'media-type-unsupported',
    'The Content-Type of the body is not one that is read here.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['body-malformed', 'The body is not as long as Content-Length says.'],
  FST_ERR_BAD_URL: ['url-malformed', 'The address has a percent sign that is not followed by two hex digits of UTF-8.'],
  FST_ERR_MAX_PARAM_LENGTH: ['url-too-long', 'A part of the address is too long.'],
  FST_ERR_HANDLER_TIMEOUT: [
    'answer-timeout',
    'The answer took too long to work out. Ask for less, or again in a moment.',
  ],
  FST_REQ_FILE_TOO_LARGE: ['body-too-large', 'The file is larger than this address accepts.'],
  FST_FILES_LIMIT: ['body-too-large', 'There are more files in the request than this address accepts.'],
  FST_PARTS_LIMIT: ['body-too-large', 'There are more parts in the request than this address accepts.'],
  FST_FIELDS_LIMIT: ['body-too-large', 'There are more fields in the request than this address accepts.'],
  FST_INVALID_JSON_FIELD_ERROR: ['body-malformed', 'A field of the form calls itself JSON and is none.'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: [
    'media-type-unsupported',
    'This address reads multipart/form-data with a boundary.',
  ],
};

/** Any thrown thing as a refusal of the catalogue; what is unknown becomes `internal` and keeps it as its cause. */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  const refusal = typeof code === 'string' ? frameworkRefusals[code] : undefined;
  if (refusal !== undefined) return new DomainError(refusal[0], refusal[1], {}, { cause: error });
  // the stream of the body broke, or a reader of it refused what came
  if (statusCode === 400) {
    return new DomainError('body-malformed', 'The body of the request cannot be read.', {}, { cause: error });
  }
  return new DomainError(
    'internal',
    'Something went wrong on our side. The request id tells an administrator where to look.',
    {},
    { cause: error },
  );
}
