/**
 * The description of every route as OpenAPI 3.1, made from what the routes themselves declare.
 *
 * It is put together when it is first asked for: the start pays nothing for it. What many routes share is described
 * once, as a component.
 */
import { type Permission, personalPermissions } from '../../kernel/access.ts';
import { type DescribedRoute, schemaOf } from './declarations.ts';
import { describeAnswers, describeBody } from './openapi-bodies.ts';
import { nameProblems, type ProblemResponses, problemSchema, rateLimitHeaders } from './openapi-problems.ts';
import { type Json, type NamedSchemas, nameSchemas } from './openapi-schemas.ts';
import { ACCESS_COOKIE } from './session-cookies.ts';

export interface OpenApiOptions {
  readonly version: string;
}

/** @throws when two different schemas have one title */
export function describeApi(routes: readonly DescribedRoute[], options: OpenApiOptions): Json {
  const shown = routes.filter((route) => route.method !== 'HEAD' && route.schema.hide !== true);
  const schemas = nameSchemas();
  const problems = nameProblems();
  const paths: Record<string, Json> = {};
  for (const route of shown) {
    const path = toTemplate(route.url);
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = describeOperation(route, schemas, problems);
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
    paths: sorted(paths),
    components: {
      schemas: sorted({ ...schemas.components, Problem: problemSchema }),
      responses: { NotModified: notModified, ...sorted(problems.components) },
      parameters: conditions,
      headers,
      securitySchemes,
    },
  };
}

const INTRODUCTION =
  'Times are RFC 3339 in UTC; durations name their unit. Lists answer `items` and `next_cursor`. ' +
  'Every failure is a problem document (RFC 9457) with a `code` out of a closed list; `detail` is a sentence for people. ' +
  'Array parameters may be repeated, carry `[]`, or be separated by commas. ' +
  'Reads that carry an `ETag` answer 304 to `If-None-Match` while nothing has changed.\n\n' +
  'Outside of any operation: an unknown address answers 404 `route-not-found`, a method that an address lacks 405 ' +
  '`method-not-allowed` with `Allow`, a preflight of an origin that is not in CORS_ORIGINS 400 `origin-not-allowed`.';

const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token of a signed-in user, from `POST /auth/token`.',
  },
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key of a machine or integration.' },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: ACCESS_COOKIE,
    description:
      'Of the web interface, from `POST /auth/web/sign-in`. Counts where neither other header is sent, and for pages that this server has served only.',
  },
};

const text = (description: string, example: string) => ({
  description,
  schema: { type: 'string', examples: [example] },
});
const whole = (description: string) => ({ description, schema: { type: 'integer', minimum: 0 } });

const headers = {
  RequestId: text(
    'Names this request in the log. Taken from the request where it sent a sane one.',
    '0f9c1a52-6f63-4f7d-9a43-6f6f2d2a5d10',
  ),
  ETag: text('Names this state of the answer: give it as `If-None-Match` the next time.', 'W/"8Qx0-1fu93hn-4711"'),
  Location: text('Address of what was created.', '/api/v1/machines/mill-4'),
  Authenticate: text('How to sign in.', 'Bearer'),
  RetryAfter: whole('Seconds to wait before the next try.'),
  RateLimitLimit: whole('Requests that may come at once.'),
  RateLimitRemaining: whole('Requests of these that are left.'),
  RateLimitReset: whole('Seconds until all of them are there again.'),
};

const conditions = {
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    ...text('The `ETag` of an answer that you have: 304 while it is the same.', 'W/"8Qx0-1fu93hn-4711"'),
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    ...text('The `version` that you saw: refused if somebody has changed it since.', '"3"'),
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    ...text(
      'Chosen by the sender, new for each thing that is to be done once. The same request sent again with it within a week does nothing and gets what came of the first.',
      '8e03978e-40d5-43e8-bc93-6894a57f9324',
    ),
  },
};

const notModified = {
  description: 'Nothing has changed since the answer that `If-None-Match` names.',
  headers: {
    'X-Request-Id': { $ref: '#/components/headers/RequestId' },
    ETag: { $ref: '#/components/headers/ETag' },
    ...rateLimitHeaders,
  },
};

function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `/machines/:id` → `/machines/{id}`. */
function toTemplate(url: string): string {
  return url.replace(/:([A-Za-z0-9_]+)(\([^)]*\))?/g, '{$1}').replace(/\*$/, '{path}');
}

function describeOperation(route: DescribedRoute, schemas: NamedSchemas, problems: ProblemResponses): Json {
  const { schema, config } = route;
  const { body, querystring, params, headers: asked } = schemaOf(route);
  const permission = config.permission ?? 'public';
  const needs = permission === 'public' ? 'Open to everyone.' : `Needs the permission \`${permission}\`.`;
  const parameters = [
    ...pathParameters(route.url, params),
    ...describeParameters('query', querystring),
    ...describeParameters('header', asked),
    ...(config.freshness === undefined ? [] : [{ $ref: '#/components/parameters/IfNoneMatch' }]),
    ...(config.versioned === true ? [{ $ref: '#/components/parameters/IfMatch' }] : []),
    ...(config.idempotent === true ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ];
  return {
    operationId: schema.operationId ?? operationIdOf(route),
    ...(schema.summary === undefined ? {} : { summary: schema.summary }),
    description: [schema.description, needs].filter((part) => part !== undefined).join('\n\n'),
    ...(schema.tags === undefined ? {} : { tags: schema.tags }),
    ...(schema.deprecated === true ? { deprecated: true } : {}),
    security: securityOf(permission),
    parameters,
    ...(body === undefined ? {} : { requestBody: describeBody(body, schema.consumes, schemas) }),
    responses: { ...describeAnswers(route, schemas), ...problems.refer(route.codes, route.config.statuses) },
  };
}

function securityOf(permission: Permission | 'public'): Json[] {
  if (permission === 'public') return [];
  const personal = [{ bearer: [] }, { cookie: [] }];
  return personalPermissions.includes(permission) ? personal : [...personal, { apiKey: [] }];
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

function describeParameters(where: 'query' | 'path' | 'header', schema: unknown): Json[] {
  const { properties, required } = (schema ?? {}) as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties ?? {}).map(([name, { description, errorMessage: _ours, ...rest }]) => ({
    name,
    in: where,
    required: where === 'path' || (required ?? []).includes(name),
    ...(description === undefined ? {} : { description }),
    ...(where === 'query' && rest['type'] === 'array' ? { style: 'form', explode: true } : {}),
    schema: rest,
  }));
}

/** Parameters of the path that the schema does not describe are texts. */
function pathParameters(url: string, schema: unknown): Json[] {
  const described = describeParameters('path', schema);
  const names = [...toTemplate(url).matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
  const missing = names.filter((name) => !described.some((parameter) => parameter['name'] === name));
  return [
    ...described.filter((parameter) => names.includes(String(parameter['name']))),
    ...missing.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
  ];
}
