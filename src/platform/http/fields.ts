/** Fields that many routes share: paging, instants, and the version that a change is made to, with what reads them. */
import type { FastifyRequest } from 'fastify';
import { type TSchema, type TString, Type } from 'typebox';
import { DomainError } from '../../kernel/errors.ts';
import { type ParsedInstant, parseInstant, parseQueryInstant } from '../../kernel/instant.ts';
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from '../../kernel/paging.ts';

export const closed = { additionalProperties: false } as const;

export const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** {@link orNull} for long lists: one type of two words, where a serializer would have to choose between two schemas. */
export const textOrNull = (schema: TString) => Type.Unsafe<string | null>({ ...schema, type: ['string', 'null'] });

export const instantField = (description: string) =>
  Type.String({ format: 'date-time', maxLength: 40, description, examples: ['2026-09-02T14:23:01.000Z'] });

/** Of a query, for {@link queryInstant}: a `format` would refuse the `+` of an offset that nobody encoded. */
export const instantParameter = (description: string) =>
  Type.String({
    maxLength: 40,
    description: `${description} RFC 3339; UTC without an offset.`,
    examples: ['2026-09-01T00:00:00Z'],
  });

export const dateField = (description: string) =>
  Type.String({ format: 'date', maxLength: 10, description, examples: ['2026-09-02'] });

export const cursorParameter = Type.Optional(
  Type.String({ maxLength: 1_000, description: '`next_cursor` of the page before; absent for the first page.' }),
);
export const limitParameter = Type.Optional(
  Type.Integer({ minimum: 1, maximum: PAGE_LIMIT_MAX, default: PAGE_LIMIT_DEFAULT, description: 'Items on a page.' }),
);

export const nextCursorField = orNull(
  Type.String({ description: 'Give it as `cursor` for the next page; null on the last one.' }),
);

/** Of a list that counts only when asked: counting costs what listing spares. */
export const withTotalParameter = Type.Optional(
  Type.Boolean({ description: 'Also count the items, up to 1,000.', default: false }),
);

/** {@link pageOf} for lists that take {@link withTotalParameter}. */
export const countedPageOf = <Item extends TSchema>(item: Item) =>
  Type.Object(
    {
      items: Type.Array(item),
      next_cursor: nextCursorField,
      total: Type.Optional(
        Type.Union([Type.Integer(), Type.Literal('1000+')], {
          description: 'Items on all pages, where `with_total` asked for it; `1000+` beyond 1,000.',
          examples: [312],
        }),
      ),
    },
    pageTitle(item),
  );

export const pageOf = <Item extends TSchema>(item: Item) =>
  Type.Object({ items: Type.Array(item), next_cursor: nextCursorField }, pageTitle(item));

/** A page of what has a name has one, too: `MachinePage`. */
function pageTitle(item: TSchema): { title?: string } {
  const { title } = item as { title?: string };
  return title === undefined ? {} : { title: `${title}Page` };
}

/** Of a body: the header `If-Match` does the same. */
export const versionGiven = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    description:
      'The `version` that you saw; the change is refused if somebody has changed it since. Or send If-Match.',
    examples: [3],
  }),
);
export const versionField = Type.Integer({ description: 'Counts the changes.', examples: [3] });

/** Of a step that may be taken without a word. */
export const reasonBody = Type.Union([
  Type.Object(
    { reason: Type.Optional(Type.String({ maxLength: 500, description: 'Why; kept in the audit.' })) },
    closed,
  ),
  Type.Null(),
]);

/** The same fields, none of them needed: what a change of a thing may name. */
export function optionalFields<const Fields extends Record<string, Parameters<typeof Type.Optional>[0]>>(
  fields: Fields,
) {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, Type.Optional(field)])) as {
    [Key in keyof Fields]: ReturnType<typeof Type.Optional<Fields[Key]>>;
  };
}

export const noBody = Type.Null({ description: 'No body.' });

export const idParams = (what: string) =>
  Type.Object({
    id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: `Number of the ${what}.` }),
  });

/**
 * The version that a change is made to: of the header `If-Match` (`"3"`), else of the body.
 *
 * Only for routes with `config.versioned`, so that the reference tells of the header.
 *
 * @throws validation-failed for a header that is no version
 */
export function versionOf(
  request: Pick<FastifyRequest, 'headers' | 'routeOptions'>,
  given: number | undefined,
): number | undefined {
  const { versioned, declaredCodes } = request.routeOptions.config;
  if (declaredCodes !== undefined && versioned !== true)
    throw new Error('The route does not say that it is versioned.');
  const header = request.headers['if-match'];
  if (header === undefined || header === '*') return given;
  const version = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header)?.[1];
  if (version === undefined) {
    throw new DomainError('validation-failed', 'If-Match must be the `version` that you saw, for example "3".');
  }
  return Number(version);
}

/**
 * The key of a request that may be sent again; undefined where it has none.
 *
 * Only for routes with `config.idempotent`, so that the reference tells of the header.
 *
 * @throws validation-failed for a header that is no key
 */
export function idempotencyKeyOf(request: Pick<FastifyRequest, 'headers' | 'routeOptions'>): string | undefined {
  const { idempotent, declaredCodes } = request.routeOptions.config;
  if (declaredCodes !== undefined && idempotent !== true)
    throw new Error('The route does not say that it is idempotent.');
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new DomainError(
    'validation-failed',
    'Idempotency-Key must be 1 to 200 visible ASCII characters, for example a UUID.',
  );
}

/**
 * A time out of a query, the same way for every route.
 *
 * @param name of the parameter
 * @throws validation-failed, naming the parameter
 */
export function queryInstant(name: string, text: string): ParsedInstant {
  const parsed = parseQueryInstant(text);
  if (parsed !== undefined) return parsed;
  throw new DomainError(
    'validation-failed',
    `Invalid date format: ${name} is '${text.slice(0, 40)}'. Allowed: RFC 3339, for example 2025-05-05T00:00:00Z.`,
    { errors: [{ path: `query.${name}`, message: 'must be a valid date-time' }] },
  );
}

/**
 * `start_time` and `end_time` out of a query; either may be absent.
 *
 * @throws validation-failed for times that are none, range-invalid for an end before its start: it would find nothing
 */
export function queryRange(query: { readonly start_time: string; readonly end_time: string }): {
  readonly fromMs: number;
  readonly toMs: number;
};
export function queryRange(query: { readonly start_time?: string; readonly end_time?: string }): {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
};
export function queryRange(query: { readonly start_time?: string; readonly end_time?: string }) {
  const { start_time: start, end_time: end } = query;
  const fromMs = start === undefined ? undefined : queryInstant('start_time', start).ms;
  const toMs = end === undefined ? undefined : queryInstant('end_time', end).ms;
  if (fromMs !== undefined && toMs !== undefined && toMs < fromMs) {
    throw new DomainError('range-invalid', 'end_time lies before start_time.');
  }
  return { fromMs, toMs };
}

/**
 * An instant out of a body: what `format: date-time` lets through and is none after all, a leap second say, is refused.
 *
 * @param name of the field
 * @throws validation-failed, naming the field
 */
export function bodyInstant(name: string, text: string): number {
  const parsed = parseInstant(text);
  if (parsed !== undefined) return parsed.ms;
  throw new DomainError('validation-failed', `${name} is '${text.slice(0, 40)}', which is not a date and time.`, {
    errors: [{ path: `body.${name}`, message: 'must be a valid date-time' }],
  });
}
