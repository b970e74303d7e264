/**
 * Every route that takes an `Idempotency-Key`, sent again and sent twice at once: one effect, and one answer for both.
 *
 * Which routes these are says the served description; their requests are the examples in test/access.
 */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { OutboxTables } from '../../src/platform/outbox/index.ts';
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

/** What they make holds a secret, which is shown in the first answer alone. */
const secrets: ReadonlySet<string> = new Set([
  '/api/v1/api-keys',
  '/api/v1/users',
  '/api/v1/users/:id/password-link',
  '/api/v1/users/:id/activation-link',
  '/api/v1/webhooks',
  '/api/v1/webhooks/:id/rotate-secret',
]);

const examples = Object.assign({}, ...Object.values(examplesByFile)) as (typeof examplesByFile)[string];

onEachEngine('a request with an Idempotency-Key', (under) => {
  let app: TestApp;
  let given: Given;
  let administrator: { authorization: string };
  let routes: readonly Route[];
  let keyless: readonly Route[];

  before(async () => {
    app = await startTestApp(under, { environment: { LOG_LEVEL: 'info', SELF_REGISTRATION: 'true' } });
    given = (await createGiven(app))();
    administrator = await app.signIn('ADMIN');
    const document = (await app.app.inject('/openapi.json')).json();
    [routes, keyless] = [keyedRoutes(document), keylessCreates(document)];
    assert.ok(routes.length >= 30, 'the description was read');
  });

  async function exampleOf({ method, path }: Route): Promise<Example> {
    const example = examples[`${method} ${path}`];
    assert.ok(example !== undefined, `${method} ${path} has no example in test/access/examples`);
    return typeof example === 'function' ? example(given) : example;
  }

  const openRoutes = () => routes.filter(({ path }) => !secrets.has(path));
  /** Without the lines of requests. */
  const saidSince = (begin: number) => app.lines.slice(begin).filter((line) => !/ (GET|POST|PUT|PATCH) \//.test(line));

  const digest = () => digestDatabase(app.services.database);
  const withKey = (key: string) => ({ ...administrator, 'idempotency-key': key });

  async function sendOnce(route: Route, example: Example, key: string) {
    const { status, text } = await sendExample(app, route, example, withKey(key));
    const what = `${route.method} ${route.path}: ${status} ${text}`;
    return { status, text, what };
  }

  test('that is sent again gets the first answer, and nothing happens', async () => {
    for (const route of openRoutes()) {
      const example = await exampleOf(route);
      const key = given.unique('again').replace(' ', '-');
      const first = await sendOnce(route, example, key);
      assert.ok(first.status < 300, first.what);
      const after = await digest();
      const begin = app.lines.length;
      const second = await sendOnce(route, example, key);
      assert.deepEqual(saidSince(begin), [], 'the log tells of what is done, once');
      assert.deepEqual([second.status, second.text], [first.status, first.text], second.what);
      assert.deepEqual(changedTables(after, await digest()), [], second.what);
    }
  });

  test('that made a secret is refused when it is sent again, names what it made, and keeps the secret nowhere', async () => {
    for (const route of routes.filter(({ path }) => secrets.has(path))) {
      const example = await exampleOf(route);
      const key = given.unique('secret').replace(' ', '-');
      const twins = await Promise.all([sendOnce(route, example, key), sendOnce(route, example, key)]);
      const [first, other] = twins.sort((a, b) => a.status - b.status);
      assert.deepEqual([first?.status, other?.status], [201, 409], other?.what);
      const [made, refused] = [JSON.parse(first?.text ?? ''), JSON.parse(other?.text ?? '')];
      assert.equal(refused.code, 'shown-once');
      const after = await digest();
      const third = await sendOnce(route, example, key);
      assert.deepEqual([third.status, JSON.parse(third.text).detail], [409, refused.detail]);
      assert.deepEqual(changedTables(after, await digest()), [], third.what);
      const link = made.link ?? made;
      const shown: string | undefined = made.key ?? made.secret;
      assert.equal(String(refused.id ?? refused.user_id), shown === undefined ? link.uid : made.id);
      const secret: string = shown?.slice(-20) ?? link.token;
      assert.ok(secret.length >= 20);
      const kept = await app.services.store.access<OutboxTables>().selectFrom('idempotency_keys').selectAll().execute();
      assert.ok(!JSON.stringify(kept).includes(secret), 'the key keeps no secret');
    }
  });

  test('that comes twice at once acts once, and both get its answer', async () => {
    for (const route of openRoutes()) {
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

  test('is taken by every route that creates, but one that knows what comes again', async () => {
    assert.deepEqual(
      keyless.map(({ path }) => path),
      ['/api/v1/tickets/:id/checklist/:item_id/follow-up'],
    );
    for (const route of keyless) {
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
