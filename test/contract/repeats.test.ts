/**
 * Every route that takes an `Idempotency-Key`, sent again and sent twice at once: one effect, and one answer for both.
 *
 * Which routes these are says the served description; their requests are the examples in test/access.
 */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Example } from '../access/examples/example.ts';
import { examplesByFile } from '../access/examples/index.ts';
import { createGiven, type Given } from '../access/given.ts';
import { sendExample } from '../access/send-example.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { changedTables, digestDatabase } from '../support/database-digest.ts';
import { onEachEngine } from '../support/engines.ts';

interface Route {
  readonly method: string;
  /** As docs/access.md writes it. */
  readonly path: string;
}

/** Creates of which each is one more: files of one name, and links, of which the last one counts. */
const manyOnPurpose: ReadonlySet<string> = new Set([
  '/api/v1/machines/:id/files',
  '/api/v1/users/:id/activation-link',
  '/api/v1/users/:id/password-link',
]);

const examples = Object.assign({}, ...Object.values(examplesByFile)) as (typeof examplesByFile)[string];

onEachEngine('a request with an Idempotency-Key', (under) => {
  let app: TestApp;
  let given: Given;
  let administrator: { authorization: string };
  let routes: readonly Route[];
  let keyless: readonly Route[];

  before(async () => {
    app = await startTestApp(under, { environment: { LOG_LEVEL: 'warn', SELF_REGISTRATION: 'true' } });
    given = (await createGiven(app))();
    administrator = await app.signIn('ADMIN');
    const document = (await app.app.inject('/openapi.json')).json();
    [routes, keyless] = [keyedRoutes(document), keylessCreates(document)];
    assert.ok(routes.length >= 18, 'the description was read');
  });

  async function exampleOf({ method, path }: Route): Promise<Example> {
    const example = examples[`${method} ${path}`];
    assert.ok(example !== undefined, `${method} ${path} has no example in test/access/examples`);
    return typeof example === 'function' ? example(given) : example;
  }

  const digest = () => digestDatabase(app.services.database);
  const withKey = (key: string) => ({ ...administrator, 'idempotency-key': key });

  async function sendOnce(route: Route, example: Example, key: string) {
    const { status, text } = await sendExample(app, route, example, withKey(key));
    const what = `${route.method} ${route.path}: ${status} ${text}`;
    return { status, text, what };
  }

  test('that is sent again gets the first answer, and nothing happens', async () => {
    for (const route of routes) {
      const example = await exampleOf(route);
      const key = given.unique('again').replace(' ', '-');
      const first = await sendOnce(route, example, key);
      assert.ok(first.status < 300, first.what);
      const after = await digest();
      const second = await sendOnce(route, example, key);
      assert.deepEqual([second.status, second.text], [first.status, first.text], second.what);
      assert.deepEqual(changedTables(after, await digest()), [], second.what);
    }
  });

  test('that comes twice at once acts once, and both get its answer', async () => {
    for (const route of routes) {
      const example = await exampleOf(route);
      const key = given.unique('twice').replace(' ', '-');
      const [one, other] = await Promise.all([sendOnce(route, example, key), sendOnce(route, example, key)]);
      assert.ok(one.status < 300, one.what);
      assert.deepEqual([other.status, other.text], [one.status, one.text], other.what);
    }
  });

  test('that says something else than the first with its key is refused, and nothing happens', async () => {
    for (const route of routes) {
      const key = given.unique('other').replace(' ', '-');
      assert.ok((await sendOnce(route, await exampleOf(route), key)).status < 300);
      const other = await exampleOf(route);
      const after = await digest();
      const second = await sendOnce(route, other, key);
      assert.equal(second.status, 422, second.what);
      assert.equal(JSON.parse(second.text).code, 'idempotency-key-reused', second.what);
      assert.deepEqual(changedTables(after, await digest()), [], second.what);
    }
  });

  test('that says something else of the same thing is refused too, whichever field it is', async () => {
    let tried = 0;
    for (const route of routes) {
      const example = await exampleOf(route);
      const key = given.unique('field').replace(' ', '-');
      assert.ok((await sendOnce(route, example, key)).status < 300);
      const after = await digest();
      for (const body of alteredBodies(example.body)) {
        const second = await sendOnce(route, { ...example, body }, key);
        assert.ok(second.status >= 400, `${JSON.stringify(body)} was answered as the first: ${second.what}`);
        if (JSON.parse(second.text).code === 'idempotency-key-reused') tried++;
      }
      assert.deepEqual(changedTables(after, await digest()), [], route.path);
    }
    assert.ok(tried > routes.length, `${tried} bodies got as far as their key`);
  });

  test('is taken by every route whose creates come again as new ones; the others refuse or know what comes again', async () => {
    for (const route of keyless.filter(({ path }) => !manyOnPurpose.has(path))) {
      const example = await exampleOf(route);
      const send = () => sendExample(app, route, example, administrator);
      const first = await send();
      assert.ok(first.status < 300, `${route.path}: ${first.text}`);
      const after = await digest();
      const second = await send();
      const what = `${route.path} made a second one, and takes no Idempotency-Key: ${second.text}`;
      assert.deepEqual(changedTables(after, await digest()), [], what);
    }
  });
});

/** The body with one of its fields changed, for each that is a number, a flag or a text. */
function alteredBodies(body: unknown): unknown[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return [];
  return Object.entries(body).flatMap(([name, value]) => {
    const other =
      typeof value === 'number'
        ? value + 1
        : typeof value === 'boolean'
          ? !value
          : typeof value === 'string'
            ? `${value} too`
            : undefined;
    return other === undefined ? [] : [{ ...body, [name]: other }];
  });
}

// documents without a type of their own
function keylessCreates(document: any): Route[] {
  const keyed = new Set(keyedRoutes(document).map(({ path }) => path));
  return Object.entries<any>(document.paths).flatMap(([path, operations]) => {
    const route = { method: 'POST', path: documentedPath(path) };
    return operations.post?.responses['201'] === undefined || keyed.has(route.path) ? [] : [route];
  });
}

const documentedPath = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');

function keyedRoutes(document: any): Route[] {
  const resolved = (value: any) =>
    value.$ref
      ?.slice(2)
      .split('/')
      .reduce((found: any, key: string) => found[key], document) ?? value;
  return Object.entries<any>(document.paths).flatMap(([path, operations]) =>
    Object.entries<any>(operations)
      .filter(([, { parameters = [] }]) => parameters.some((each: any) => resolved(each).name === 'Idempotency-Key'))
      .map(([method]) => ({ method: method.toUpperCase(), path: documentedPath(path) })),
  );
}
