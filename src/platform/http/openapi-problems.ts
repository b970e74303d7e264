/** Refusals in the description: one component for each set of codes that a status can carry. */
import { type ErrorCode, errorCodes } from '../../kernel/errors.ts';
import { commonCodes, type OwnStatuses, problemsByCode, statusOf } from './error-statuses.ts';
import type { Json } from './openapi-schemas.ts';
import { PROBLEM_MEDIA_TYPE, PROBLEM_TYPE_PREFIX } from './problems.ts';

export const problemSchema: Json = {
  type: 'object',
  description: 'A refusal or failure (RFC 9457).',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', description: 'Names the kind of problem.', examples: [`${PROBLEM_TYPE_PREFIX}forbidden`] },
    title: { type: 'string', description: 'The kind of problem in words.' },
    status: { type: 'integer', description: 'The HTTP status.' },
    code: { type: 'string', enum: [...errorCodes].sort(), description: 'The kind of problem, for programs.' },
    detail: { type: 'string', description: 'What is wrong with this request, for people.' },
    request_id: { type: 'string', description: 'Names this request in the log.' },
    errors: {
      type: 'array',
      description: 'With `validation-failed`: each mistake, twenty at most.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: {
          path: { type: 'string', examples: ['query.limit'] },
          message: { type: 'string', examples: ['must be an integer'] },
          rule: { type: 'string', description: 'The keyword of JSON Schema that it breaks.', examples: ['type'] },
          limit: { type: 'number', description: 'Of `minLength`, `maximum` and their like.' },
          allowed: { type: 'array', description: 'What would have been accepted.', items: {} },
        },
      },
    },
    allowed: { description: 'What would have been accepted: a list of values, or a JSON Schema.' },
    retry_after_seconds: { type: 'integer', description: 'Seconds to wait before the next try.' },
  },
};

export interface ProblemResponses {
  readonly components: Readonly<Record<string, Json>>;
  /** By status: references to the components. */
  refer(codes: ReadonlySet<ErrorCode>, own?: OwnStatuses): Json;
}

export function nameProblems(): ProblemResponses {
  const components: Record<string, Json> = {};
  return {
    components,
    refer(codes, own) {
      const byStatus = Map.groupBy([...codes].sort(), (code) => statusOf(code, own));
      const statuses = [...byStatus].sort(([a], [b]) => a - b);
      return Object.fromEntries(
        statuses.map(([status, found]) => {
          const name = nameOf(status, found);
          components[name] ??= problemResponse(status, found);
          return [status, { $ref: `#/components/responses/${name}` }];
        }),
      );
    },
  };
}

/** `Problem404_MachineNotFound`; codes that every route shares are not worth a word. */
function nameOf(status: number, codes: readonly ErrorCode[]): string {
  const own = codes.filter((code) => !commonCodes.includes(code));
  const words = own.map((code) => code.replace(/(^|-)([a-z])/g, (_all, _dash, letter: string) => letter.toUpperCase()));
  return [`Problem${status}`, ...words].join('_');
}

function problemResponse(status: number, codes: readonly ErrorCode[]): Json {
  const [first] = codes;
  const lines = codes.map((code) => `- \`${code}\`: ${problemsByCode[code].title}.`);
  const headers: Json = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' }, ...rateLimitHeaders };
  if (status === 429 || status === 503) headers['Retry-After'] = { $ref: '#/components/headers/RetryAfter' };
  if (status === 401) headers['WWW-Authenticate'] = { $ref: '#/components/headers/Authenticate' };
  const title = first === undefined ? '' : problemsByCode[first].title;
  const example = { type: `${PROBLEM_TYPE_PREFIX}${first}`, title, status, code: first, detail: `${title}.` };
  const schema = {
    allOf: [{ $ref: '#/components/schemas/Problem' }],
    type: 'object',
    properties: { code: { type: 'string', enum: codes }, status: { const: status } },
  };
  return { description: lines.join('\n'), headers, content: { [PROBLEM_MEDIA_TYPE]: { schema, example } } };
}

export const rateLimitHeaders: Json = {
  'RateLimit-Limit': { $ref: '#/components/headers/RateLimitLimit' },
  'RateLimit-Remaining': { $ref: '#/components/headers/RateLimitRemaining' },
  'RateLimit-Reset': { $ref: '#/components/headers/RateLimitReset' },
};
