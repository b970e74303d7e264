/**
 * Generated requests to every route of the served description: bodies and queries that are right, and near-misses of
 * such. None is a failure of ours; each refusal is a problem of the catalogue with a sentence, and leaves nothing behind.
 *
 * Each route starts from its example in test/access, so that the requests get past the first look-up. The seed is printed;
 * `TEST_SEED` sets it.
 */
import assert from 'node:assert/strict';
import { before, type TestContext, test } from 'node:test';
import { Ajv } from 'ajv';
import formatsModule from 'ajv-formats';
import fc from 'fast-check';
import { sql } from 'kysely';
import { type ErrorCode, errorCodes } from '../../src/kernel/errors.ts';
import type { Engine } from '../../src/platform/database/index.ts';
import { problemsByCode } from '../../src/platform/http/error-statuses.ts';
import type { Example } from '../access/examples/example.ts';
import { examplesByFile } from '../access/examples/index.ts';
import { createGiven, type Given } from '../access/given.ts';
import { payloadOf, urlOf } from '../access/send-example.ts';
import { documentedRoutes, type RouteRow } from '../modules/users/access-document.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { onEngine } from '../support/engines.ts';
import { type JsonSchema, nearMissesOf, oddTexts, valuesOf } from '../support/schema-arbitrary.ts';
import { LeftBehind, readTraces, type Traces } from './left-behind.ts';

/** Whoever sends the requests: one that ended their own sessions would be the last to succeed. */
const ADMINISTRATOR = 1;
/** An example is used up by what succeeds with it. */
const REQUESTS_PER_EXAMPLE = 25;
const VALID_SHARE_MIN = 0.3;

/** Failures to sign in are in the audit log, and are counted. */
const notedRefusals: ReadonlySet<ErrorCode> = new Set(['credentials-invalid', 'account-disabled', 'too-many-attempts']);

const examples = Object.assign({}, ...Object.values(examplesByFile)) as (typeof examplesByFile)[string];
const keyOf = ({ method, path }: RouteRow) => `${method} ${path}`;

interface Described {
  /** Of a JSON body, with every reference resolved. */
  readonly body: JsonSchema | undefined;
  /** Name → schema of the query's parameters. */
  readonly query: Readonly<Record<string, JsonSchema>>;
  /** Status → codes that it can carry. */
  readonly refusals: Readonly<Record<string, readonly ErrorCode[]>>;
}

interface Variant {
  readonly body?: unknown;
  /** Replaces values of the example's query. */
  readonly query: Readonly<Record<string, string>>;
  /** Replaces the values of the path's parameters. */
  readonly param?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the bytes of a body that is no JSON: where, and with what. */
  readonly spot?: readonly [at: number, bytes: string] | undefined;
}

interface Amount {
  readonly bodies: number;
  /** Requests to each of the other routes: reads, files, steps that need no word. */
  readonly others: number;
  /** Of the routes every second one, from the first or the second on; absent: all. */
  readonly half?: 'first' | 'second';
}

/**
 * Declares the tests on one engine, one for each route.
 *
 * @param usualSeed where TEST_SEED says none
 */
export function tryGeneratedRequests(engine: Engine, title: string, usualSeed: number, amount: Amount): void {
  const seed = Number(process.env['TEST_SEED'] ?? usualSeed);
  onEngine(engine, title, (under) => {
    let app: TestApp;
    let given: Given;
    let administrator: { authorization: string };
    let described: Map<string, Described>;
    let address: string;

    before(async () => {
      const environment = { SELF_REGISTRATION: 'true', LOG_LEVEL: 'warn', ACCESS_TOKEN_EXPIRE_MINUTES: '1440' };
      app = await startTestApp(under, { environment });
      given = (await createGiven(app))();
      administrator = await app.signIn('ADMIN');
      described = describeRoutes((await app.app.inject('/openapi.json')).json());
      assert.ok(described.size > 100, 'the description was read');
      address = await app.app.listen({ port: 0, host: '127.0.0.1' });
    });

    async function exampleOf(route: RouteRow): Promise<Example> {
      // so many wrong passwords come from one address that nobody could sign in from it
      await sql`delete from sign_in_throttles`.execute(app.services.database.kysely);
      const example = examples[keyOf(route)] ?? {};
      return typeof example === 'function' ? example(given) : example;
    }

    /** For the next requests: what others before them were about is used up. */
    async function nextExample(route: RouteRow): Promise<Example> {
      // so many saved views are of one person that there is room for no other
      await sql`delete from saved_views`.execute(app.services.database.kysely);
      return exampleOf(route);
    }

    async function send(request: Awaited<ReturnType<typeof requestOf>>, { credentials, stream }: Example) {
      const sent = { ...request, headers: { ...administrator, ...credentials, ...request.headers } };
      return stream ? overHttp(address, sent) : app.app.inject(sent);
    }

    async function tryRoute(t: TestContext, route: RouteRow, described: Described): Promise<void> {
      const { body, query, refusals } = described;
      let example = await nextExample(route);
      const isRead = route.method === 'GET';
      const count = body === undefined ? amount.others : amount.bodies;
      const variants = fc.sample(variantsOf(example, body, query), { numRuns: count, seed });
      const isValid = body === undefined ? undefined : compile(body);
      const leftBehind = new LeftBehind(app.services.database);
      let valid = 0;
      let succeeded = 0;
      // undefined where something may have changed since
      let traces: Traces | undefined;
      for (const [at, variant] of variants.entries()) {
        if (at > 0 && at % REQUESTS_PER_EXAMPLE === 0) {
          example = await nextExample(route);
          traces = undefined;
        }
        if (route.path.startsWith('/api/v1/users/:id') && Number(variant.param) === ADMINISTRATOR) continue;
        if (isValid?.(variant.body) === true) valid++;
        const request = await requestOf(route, example, variant);
        const before = isRead ? undefined : (traces ?? (await readTraces(app.services.database)));
        traces = undefined;
        const answer = await send(request, example);
        const what = `${request.method} ${request.url} ${shown(request.payload)} (seed ${seed}, request ${at}): ${answer.statusCode} ${answer.body.slice(0, 500)}`;
        assert.ok(answer.statusCode < 500, what);
        if (answer.statusCode < 400) {
          succeeded++;
          continue;
        }
        requireUnderstandable(answer, refusals, what);
        const noted = notedRefusals.has(JSON.parse(answer.body).code);
        if (before !== undefined && !noted) {
          const after = await readTraces(app.services.database);
          assert.equal(after.heads, before.heads, `something was left behind: ${what}`);
          const wroteRows = under.engine !== 'sqlite' || after.rowsWritten !== before.rowsWritten;
          const prepare = async () => {
            const fresh = await exampleOf(route);
            const same = await requestOf(route, fresh, variant);
            return () => send(same, fresh);
          };
          if (!(await leftBehind.require(answer, wroteRows, prepare, what))) traces = after;
        }
        // whatever ended the session of the example
        if (answer.statusCode === 401) {
          example = await exampleOf(route);
          traces = undefined;
        }
      }
      t.diagnostic(`${succeeded} of ${count} succeeded${isValid === undefined ? '' : `, ${valid} bodies were valid`}`);
      // no request to a WebSocket succeeds
      assert.ok(succeeded > 0 || example.socket === true, `none of ${count} requests succeeded (seed ${seed})`);
      if (isValid !== undefined)
        assert.ok(valid >= count * VALID_SHARE_MIN, `only ${valid} of ${count} bodies were valid`);
    }

    test('the seed is told', (t) => t.diagnostic(`TEST_SEED=${seed}`));

    const routes = documentedRoutes().filter(
      (_, at) => amount.half === undefined || (at % 2 === 0) === (amount.half === 'first'),
    );
    for (const route of routes) {
      test(keyOf(route), async (t) => {
        const found = described.get(keyOf(route));
        // pages for people are not described
        if (found !== undefined) await tryRoute(t, route, found);
      });
    }
  });
}

/** A stream waits until the line has taken what it was given: an injected request never tells it so. */
async function overHttp(address: string, { method, url, headers }: { method: string; url: string; headers: object }) {
  const answer = await fetch(address + url, { method, headers: headers as Record<string, string> });
  return { statusCode: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
}

function variantsOf(example: Example, body: JsonSchema | undefined, query: Described['query']): fc.Arbitrary<Variant> {
  const queries = fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: queriesOf(query) });
  const sometimes = <Value>(weight: number, values: fc.Arbitrary<Value>) =>
    fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });
  const headers = fc.oneof(
    { weight: 15, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: oddTexts.filter(isHeader).map((text) => ({ 'if-match': text })) },
    { weight: 1, arbitrary: oddTexts.filter(isHeader).map((text) => ({ 'idempotency-key': text })) },
  );
  return fc.record({
    body: body === undefined ? fc.constant(undefined) : bodiesOf(body, example.body),
    query: body === undefined ? fc.oneof(queries, queriesOf(query)) : queries,
    param: sometimes(12, oddTexts),
    headers,
    spot: sometimes(
      1,
      fc.tuple(fc.nat(), fc.constantFrom('\u0000', '"', ',', '\n', '\r\n--', '\ufeff', 'x'.repeat(5_000), '')),
    ),
  }) as fc.Arbitrary<Variant>;
}

function bodiesOf(schema: JsonSchema, example: unknown): fc.Arbitrary<unknown> {
  const generated = valuesOf(schema);
  // the example with some keys of generated ones: right for what is there, too
  const mixed =
    typeof example === 'object' && example !== null && !Array.isArray(example)
      ? fc.tuple(generated, fc.nat()).map(([other, which]) => mix(example, other, which))
      : generated;
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(example ?? {}) },
    { weight: 4, arbitrary: mixed },
    { weight: 3, arbitrary: generated },
    { weight: 5, arbitrary: nearMissesOf(fc.constant(example ?? {})) },
    { weight: 5, arbitrary: nearMissesOf(generated) },
  );
}

function mix(example: object, other: unknown, which: number): unknown {
  if (typeof other !== 'object' || other === null || Array.isArray(other)) return example;
  const chosen = Object.entries(other).filter((_, at) => (which >> at) % 2 === 1);
  return { ...example, ...Object.fromEntries(chosen) };
}

function queriesOf(schemas: Described['query']): fc.Arbitrary<Record<string, string>> {
  const names = Object.keys(schemas);
  if (names.length === 0) return fc.constantFrom<Record<string, string>>({}, { unknown: '1' });
  const one = fc.constantFrom(...names).chain((name) => {
    const right = valuesOf(schemas[name] ?? {}).map((value) =>
      Array.isArray(value) ? value.join(',') : String(value),
    );
    return fc.oneof(right, oddTexts).map((value) => [name, value] as const);
  });
  return fc.array(one, { minLength: 1, maxLength: 3 }).map((pairs) => Object.fromEntries(pairs));
}

const isHeader = (text: string) => /^[\x21-\x7e\x80-\xff]{1,300}$/.test(text);

async function requestOf(route: RouteRow, example: Example, variant: Variant) {
  const params = { ...example.params };
  if (variant.param !== undefined && Object.keys(params).length > 0) {
    const name = Object.keys(params).at(-1) as string;
    params[name] = variant.param;
  }
  const query = { ...example.query, ...variant.query };
  const altered = { ...example, params, query, ...(example.body === undefined ? {} : { body: variant.body }) };
  const { headers, payload } = await payloadOf(altered);
  const spoilt = payload !== undefined && altered.body === undefined && variant.spot !== undefined;
  const sent = spoilt ? spoil(Buffer.from(payload), variant.spot) : payload;
  return {
    method: route.method as 'POST',
    url: urlOf(route.path, altered),
    headers: { ...headers, ...example.headers, ...variant.headers },
    ...(sent === undefined ? {} : { payload: sent }),
  };
}

function spoil(bytes: Buffer, [at, inserted]: readonly [number, string]): Buffer {
  const place = at % (bytes.length + 1);
  const from = inserted === '' ? place + 1 : place;
  return Buffer.concat([bytes.subarray(0, place), Buffer.from(inserted), bytes.subarray(from)]);
}

/** A problem of the catalogue, with a sentence that a person can read. */
function requireUnderstandable(
  answer: { statusCode: number; headers: Record<string, unknown>; body: string },
  refusals: Described['refusals'],
  what: string,
): void {
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/, what);
  const { code, detail, status } = JSON.parse(answer.body) as { code: ErrorCode; detail: string; status: number };
  assert.ok(errorCodes.includes(code), what);
  assert.equal(answer.statusCode, status, what);
  assert.ok(status === problemsByCode[code].status || refusals[status]?.includes(code), what);
  assert.match(detail, /^\S.*\s.*\S$/s, what);
  assert.ok(detail.length <= 3_000, what);
  assert.doesNotMatch(
    detail,
    /\[object|undefined|(?<!['"])\bNaN\b(?!['"])|SQLITE|constraint failed|violates|TypeError|\n\s+at /,
    what,
  );
  assert.ok(detail.isWellFormed(), `half a character in the detail: ${what}`);
  // oxlint-disable-next-line no-control-regex
  assert.doesNotMatch(detail, /[\u0000-\u0008\u000b-\u001f\u007f]/, `control characters in the detail: ${what}`);
}

function shown(payload: string | Buffer | undefined): string {
  const text = payload === undefined ? '' : payload.toString();
  return text.length > 1_000 ? `${text.slice(0, 1_000)}… (${text.length} characters)` : text;
}

const ajv = (formatsModule as unknown as (ajv: Ajv) => Ajv)(new Ajv({ strict: false }));

function compile(schema: JsonSchema): (value: unknown) => boolean {
  const check = ajv.compile(schema);
  return (value) => check(value) === true;
}

// a document without a type of its own
function describeRoutes(document: any): Map<string, Described> {
  const resolve = (value: any): any => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    if (typeof value.$ref === 'string') {
      return resolve(
        value.$ref
          .slice(2)
          .split('/')
          .reduce((found: any, key: string) => found[key], document),
      );
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  const found = new Map<string, Described>();
  for (const [path, operations] of Object.entries<any>(document.paths)) {
    for (const [method, operation] of Object.entries<any>(operations)) {
      const key = `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1').replace(/(.)\/$/, '$1')}`;
      const parameters = resolve(operation.parameters ?? []).filter((each: any) => each.in === 'query');
      found.set(key, {
        body: resolve(operation.requestBody)?.content['application/json']?.schema,
        query: Object.fromEntries(parameters.map((each: any) => [each.name, each.schema])),
        refusals: Object.fromEntries(
          Object.entries<any>(resolve(operation.responses)).map(([status, { content }]) => [
            status,
            content?.['application/problem+json']?.schema.properties.code.enum ?? [],
          ]),
        ),
      });
    }
  }
  return found;
}
