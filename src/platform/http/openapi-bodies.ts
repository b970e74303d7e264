/** Bodies of requests and answers in the description, apart by media type. */
import type { FastifySchema } from 'fastify';
import type { DescribedRoute } from './declarations.ts';
import { rateLimitHeaders } from './openapi-problems.ts';
import { alternativesOf, type Json, type NamedSchemas } from './openapi-schemas.ts';
import { JSON_MEDIA_TYPE } from './problems.ts';

/** A body that may be null may be left out. */
export function describeBody(body: unknown, consumes: FastifySchema['consumes'], schemas: NamedSchemas): Json {
  const alternatives = alternativesOf(body);
  const given = alternatives.filter(({ type }) => type !== 'null');
  const content = (consumes ?? [JSON_MEDIA_TYPE]).map((type) => {
    const fitting = given.filter((schema) => fits(schema, type));
    const [first] = fitting;
    return [type, { schema: schemas.refer(fitting.length === 1 ? first : { ...(body as Json), anyOf: fitting }) }];
  });
  return { required: given.length === alternatives.length, content: Object.fromEntries(content) };
}

/** Forms are objects, other bodies that are not JSON are texts. */
function fits({ type }: Json, mediaType: string): boolean {
  if (mediaType === JSON_MEDIA_TYPE) return true;
  return mediaType.startsWith('multipart/') ? type === 'object' : type === 'string';
}

/** Answers that are no refusals. */
export function describeAnswers(route: DescribedRoute, schemas: NamedSchemas): Json {
  const declared = Object.entries((route.schema.response ?? {}) as Record<string, Json>);
  const answers = declared.length === 0 ? [['200', {}] as const] : declared;
  const described = answers.map(([status, schema]) => [status, describeAnswer(status, schema, route, schemas)]);
  return {
    ...Object.fromEntries(described),
    ...(route.config.freshness === undefined ? {} : { 304: { $ref: '#/components/responses/NotModified' } }),
  };
}

function describeAnswer(
  status: string,
  schema: Json,
  { schema: shape, config }: DescribedRoute,
  schemas: NamedSchemas,
) {
  const { description, ...rest } = schema;
  const headers = {
    'X-Request-Id': { $ref: '#/components/headers/RequestId' },
    ...(config.unlimited === true ? {} : rateLimitHeaders),
    ...(status === '200' && config.freshness !== undefined ? { ETag: { $ref: '#/components/headers/ETag' } } : {}),
    ...(status === '201' && config.location === true ? { Location: { $ref: '#/components/headers/Location' } } : {}),
  };
  const text = typeof description === 'string' ? description : (successTexts[status] ?? 'Done.');
  const empty = status === '204' || rest['type'] === 'null' || Object.keys(rest).length === 0;
  if (empty) return { description: text, headers };
  const content = (shape.produces ?? [JSON_MEDIA_TYPE]).map((type) => [
    type,
    { schema: answerOf(type, rest, schemas) },
  ]);
  return { description: text, headers, content: Object.fromEntries(content) };
}

/** The schema is of JSON; an answer of another type is text or bytes. */
function answerOf(mediaType: string, schema: Json, schemas: NamedSchemas): Json {
  if (mediaType === JSON_MEDIA_TYPE) return schemas.refer(schema);
  return mediaType.startsWith('text/') ? { type: 'string' } : { type: 'string', format: 'binary' };
}

const successTexts: Readonly<Record<string, string>> = {
  200: 'The answer.',
  201: 'Created.',
  202: 'Accepted; the work goes on.',
  204: 'Done; there is nothing to say.',
};
