/**
 * The description of every route as OpenAPI 3.1, made from what the routes themselves declare.
 *
 * It is put together when it is first asked for: the start pays nothing for it.
 */
import type { FastifySchema } from 'fastify';
import type { ErrorCode } from '../../kernel/errors.ts';
import { schemaOf } from './declarations.ts';
import { problemsByCode } from './error-statuses.ts';
import { PROBLEM_MEDIA_TYPE, PROBLEM_TYPE_PREFIX } from './problems.ts';

/** What the description needs to know of a mounted route. */
export interface DescribedRoute {
  readonly method: string;
  readonly url: string;
  readonly schema: FastifySchema;
  readonly permission: string;
  readonly codes: ReadonlySet<ErrorCode>;
}

export interface OpenApiOptions {
  readonly version: string;
}

type Json = Record<string, unknown>;

export function describeApi(routes: readonly DescribedRoute[], options: OpenApiOptions): Json {
  const shown = routes.filter((route) => route.method !== 'HEAD' && route.schema.hide !== true);
  const paths: Record<string, Json> = {};
  for (const route of shown) {
    const path = toTemplate(route.url);
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = describeOperation(route);
  }
  const tags = [...new Set(shown.flatMap((route) => route.schema.tags ?? []))].sort();
  return {
    openapi: '3.1.0',
    info: {
      title: 'MillDash',
      version: options.version,
      summary: 'The operations backend of a factory.',
      description: INTRODUCTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'This server' }],
    tags: tags.map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: { schemas: { Problem: problemSchema }, securitySchemes, headers: commonHeaders },
  };
}

const INTRODUCTION =
  'Times are RFC 3339 in UTC; durations name their unit. Lists answer `items` and `next_cursor`. ' +
  'Every failure is a problem document (RFC 9457) with a `code` out of a closed list; `detail` is a sentence for people. ' +
  'Array parameters may be repeated, carry `[]`, or be separated by commas. ' +
  'Reads that carry an `ETag` answer 304 to `If-None-Match` while nothing has changed.';

const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token of a signed-in user, from `POST /auth/token`.',
  },
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key of a machine or integration.' },
};

const commonHeaders = {
  RequestId: {
    description: 'Names this request in the log. Taken from the request where it sent a sane one.',
    schema: { type: 'string', examples: ['0f9c1a52-6f63-4f7d-9a43-6f6f2d2a5d10'] },
  },
  RetryAfter: { description: 'Seconds to wait before the next try.', schema: { type: 'integer', minimum: 1 } },
};

const problemSchema = {
  type: 'object',
  description: 'A refusal or failure (RFC 9457).',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', description: 'Names the kind of problem.', examples: [`${PROBLEM_TYPE_PREFIX}forbidden`] },
    title: { type: 'string', description: 'The kind of problem in words.' },
    status: { type: 'integer', description: 'The HTTP status.' },
    code: { type: 'string', description: 'The kind of problem, for programs.', examples: ['forbidden'] },
    detail: { type: 'string', description: 'What is wrong with this request, for people.' },
    request_id: { type: 'string', description: 'Names this request in the log.' },
    errors: {
      type: 'array',
      description: 'With `validation-failed`: each mistake.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: {
          path: { type: 'string', examples: ['query.limit'] },
          message: { type: 'string', examples: ['must be an integer'] },
          allowed: { type: 'array', description: 'What would have been accepted.', items: {} },
        },
      },
    },
    allowed: { type: 'array', description: 'What would have been accepted.', items: {} },
    retry_after_seconds: { type: 'integer', description: 'Seconds to wait before the next try.' },
  },
};

/** `/machines/:id` → `/machines/{id}`. */
function toTemplate(url: string): string {
  return url.replace(/:([A-Za-z0-9_]+)(\([^)]*\))?/g, '{$1}').replace(/\*$/, '{path}');
}

function describeOperation(route: DescribedRoute): Json {
  const { schema } = route;
  const { body, querystring, params, headers } = schemaOf(route);
  const open = route.permission === 'public';
  const needs = open ? 'Open to everyone.' : `Needs the permission \`${route.permission}\`.`;
  return {
    operationId: schema.operationId ?? operationIdOf(route),
    ...(schema.summary === undefined ? {} : { summary: schema.summary }),
    description: [schema.description, needs].filter((text) => text !== undefined).join('\n\n'),
    ...(schema.tags === undefined ? {} : { tags: schema.tags }),
    ...(schema.deprecated === true ? { deprecated: true } : {}),
    security: open ? [] : [{ bearer: [] }, { apiKey: [] }],
    parameters: [
      ...pathParameters(route.url, params),
      ...parameters('query', querystring),
      ...parameters('header', headers),
    ],
    ...(body === undefined ? {} : { requestBody: requestBody(body, schema.consumes) }),
    responses: { ...successes(route), ...problemResponses(route.codes) },
  };
}

/** `GET /api/v1/machines/:id` → `getMachinesById`: stable, and unique as method and address are. */
function operationIdOf({ method, url }: DescribedRoute): string {
  const words = url
    .replace(/^\/api\/v1/, '')
    .split(/[^A-Za-z0-9:]+/)
    .filter((word) => word !== '')
    .map((word) => (word.startsWith(':') ? `By${capitalised(word.slice(1))}` : capitalised(word)));
  return method.toLowerCase() + (words.length === 0 ? 'Root' : words.join(''));
}

function capitalised(word: string): string {
  return word.replace(/(^|_)([a-z])/g, (_all, _start, letter: string) => letter.toUpperCase());
}

function parameters(where: 'query' | 'header' | 'path', schema: unknown): Json[] {
  const { properties, required } = (schema ?? {}) as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties ?? {}).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: where === 'path' || (required ?? []).includes(name),
    ...(description === undefined ? {} : { description }),
    ...(where === 'query' && rest['type'] === 'array' ? { style: 'form', explode: true } : {}),
    schema: rest,
  }));
}

/** Parameters of the path that the schema does not describe are schema. */
function pathParameters(url: string, schema: unknown): Json[] {
  const described = parameters('path', schema);
  const names = [...toTemplate(url).matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
  const missing = names.filter((name) => !described.some((parameter) => parameter['name'] === name));
  return [
    ...described.filter((parameter) => names.includes(String(parameter['name']))),
    ...missing.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
  ];
}

function requestBody(body: unknown, types: readonly string[] = ['application/json']): Json {
  return { required: true, content: Object.fromEntries(types.map((type) => [type, { schema: body }])) };
}

function successes(route: DescribedRoute): Json {
  const declared = schemaOf(route).response ?? {};
  const type = route.schema.produces?.[0] ?? 'application/json';
  const entries = Object.entries(declared).map(([status, schema]) => [status, success(status, schema as Json, type)]);
  return entries.length === 0 ? { 200: success('200', {}, type) } : Object.fromEntries(entries);
}

function success(status: string, schema: Json, type: string): Json {
  const { description, ...rest } = schema;
  const headers = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } };
  const text = typeof description === 'string' ? description : (successTexts[status] ?? 'Done.');
  const empty = status === '204' || status === '304' || rest['type'] === 'null' || Object.keys(rest).length === 0;
  return { description: text, headers, ...(empty ? {} : { content: { [type]: { schema: rest } } }) };
}

const successTexts: Readonly<Record<string, string>> = {
  200: 'The answer.',
  201: 'Created.',
  202: 'Accepted; the work goes on.',
  204: 'Done; there is nothing to say.',
  304: 'Nothing has changed.',
};

function problemResponses(codes: ReadonlySet<ErrorCode>): Json {
  const byStatus = Map.groupBy([...codes].sort(), (code) => problemsByCode[code].status);
  const statuses = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(statuses.map(([status, found]) => [status, problemResponse(status, found)]));
}

function problemResponse(status: number, codes: readonly ErrorCode[]): Json {
  const [first] = codes;
  const lines = codes.map((code) => `- \`${code}\`: ${problemsByCode[code].title}.`);
  const headers: Json = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } };
  if (status === 429 || status === 503) headers['Retry-After'] = { $ref: '#/components/headers/RetryAfter' };
  const title = first === undefined ? '' : problemsByCode[first].title;
  const example = { type: `${PROBLEM_TYPE_PREFIX}${first}`, title, status, code: first, detail: `${title}.` };
  const schema = {
    allOf: [{ $ref: '#/components/schemas/Problem' }],
    type: 'object',
    properties: { code: { type: 'string', enum: codes }, status: { const: status } },
  };
  return { description: lines.join('\n'), headers, content: { [PROBLEM_MEDIA_TYPE]: { schema, example } } };
}
