/**
 * What a route says of itself, completed and checked when it is mounted.
 *
 * A route without a permission, with an open body, or with a text or number that may be as large as anybody likes stops
 * the start: none of these can be forgotten quietly.
 */
import type { FastifyContextConfig, FastifySchema, RouteOptions } from 'fastify';
import type { ErrorCode } from '../../kernel/errors.ts';
import { commonCodes } from './error-statuses.ts';

const OWN_METHODS_WITHOUT_BODY = new Set(['GET', 'HEAD', 'OPTIONS']);

interface RouteSchema {
  readonly body?: unknown;
  readonly querystring?: unknown;
  readonly params?: unknown;
  readonly headers?: unknown;
  readonly response?: Readonly<Record<string, unknown>>;
}

/** What the description needs to know of a mounted route. */
export interface DescribedRoute {
  readonly method: string;
  readonly url: string;
  readonly schema: FastifySchema;
  readonly config: FastifyContextConfig;
  readonly codes: ReadonlySet<ErrorCode>;
}

export function schemaOf(route: Pick<RouteOptions, 'schema'>): RouteSchema {
  return (route.schema ?? {}) as RouteSchema;
}

/** @throws when the route does not say who may call it, leaves keys of its body open or a text or number unbounded. */
export function requireDeclarations(route: RouteOptions): void {
  const name = `${String(route.method)} ${route.url}`;
  if (route.config?.permission === undefined) {
    throw new Error(`Route ${name} does not say who may call it: give config.permission a permission or 'public'.`);
  }
  const { body, querystring, params, headers } = schemaOf(route);
  if (route.config.tolerant !== true) requireClosed(body, `the body of ${name}`);
  for (const part of [body, querystring, params, headers]) requireBounded(part, name);
}

interface JsonSchema {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: unknown;
  readonly patternProperties?: unknown;
  readonly items?: unknown;
  readonly anyOf?: readonly unknown[];
  readonly allOf?: readonly unknown[];
  readonly oneOf?: readonly unknown[];
}

function requireClosed(schema: unknown, place: string): void {
  if (typeof schema !== 'object' || schema === null) return;
  const { type, properties, additionalProperties, patternProperties, items, ...rest } = schema as JsonSchema;
  if (type === 'object' && additionalProperties === undefined && patternProperties === undefined) {
    throw new Error(`${place} accepts keys that nobody described: give it additionalProperties: false.`);
  }
  for (const [key, value] of Object.entries(properties ?? {})) requireClosed(value, `${key} in ${place}`);
  requireClosed(items, `an item in ${place}`);
  for (const part of [...(rest.anyOf ?? []), ...(rest.allOf ?? []), ...(rest.oneOf ?? [])]) requireClosed(part, place);
}

/** What has no limit reaches a database that has one, or fills the memory. */
function requireBounded(schema: unknown, place: string): void {
  if (typeof schema !== 'object' || schema === null) return;
  const given = schema as JsonSchema & Readonly<Record<string, unknown>>;
  const closedList = given['enum'] !== undefined || given['const'] !== undefined;
  // files are streams, and counted as they are read
  const streamed = given['format'] === 'binary' || given['contentMediaType'] !== undefined;
  const wanted = closedList || streamed ? [] : [given.type].flat().flatMap((type) => boundsOf[String(type)] ?? []);
  const missing = wanted.filter((bound) => given[bound] === undefined);
  if (missing.length > 0) {
    throw new Error(`${place} takes a ${String(given.type)} without limits: give it ${missing.join(' and ')}.`);
  }
  for (const [key, value] of Object.entries(given.properties ?? {})) requireBounded(value, `${key} in ${place}`);
  requireBounded(given.items, `an item in ${place}`);
  for (const part of [given.anyOf, given.allOf, given.oneOf].flat()) requireBounded(part, place);
}

const boundsOf: Readonly<Record<string, readonly string[]>> = {
  integer: ['minimum', 'maximum'],
  number: ['minimum', 'maximum'],
  string: ['maxLength'],
  array: ['maxItems'],
};

/** Every code that the route may answer with: its own, those that follow from its shape, and those of all routes. */
export function declaredCodes(route: Pick<RouteOptions, 'config' | 'schema' | 'method'>): ReadonlySet<ErrorCode> {
  const codes = new Set<ErrorCode>(route.config?.errors ?? []);
  const { body, querystring, params, headers } = schemaOf(route);
  // unknown query parameters are refused where a route takes none, too
  if (route.config?.tolerant !== true || (body ?? querystring ?? params ?? headers)) codes.add('validation-failed');
  const methods = Array.isArray(route.method) ? route.method : [route.method];
  if (methods.some((method) => !OWN_METHODS_WITHOUT_BODY.has(method.toUpperCase()))) {
    for (const code of ['body-malformed', 'body-too-large', 'media-type-unsupported', 'database-full'] as const) {
      codes.add(code);
    }
  }
  if (route.config?.permission !== 'public') {
    for (const code of ['not-authenticated', 'token-invalid', 'account-disabled', 'forbidden'] as const) {
      codes.add(code);
    }
  }
  // what the cookie of the web interface opens, it opens for our own pages only
  if (route.config?.permission !== 'public' || route.config.ownPagesOnly === true) codes.add('origin-not-allowed');
  if (route.config?.signedLinks === true) codes.add('signature-invalid');
  if (route.config?.idempotent === true) codes.add('idempotency-key-reused').add('validation-failed');
  for (const code of commonCodes) codes.add(code);
  return codes;
}
