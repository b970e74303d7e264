/**
 * Every cell of the permission table, with a request that is right in everything else: who is refused changes nothing,
 * who is allowed gets an answer and, unless it is a read, changes something and is in the audit log.
 *
 * Routes and permissions are those of docs/access.md, requests those of `examples`. On SQLite that is every cell; on
 * PostgreSQL each route, by two of those who may not ask it and two of those who may.
 */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Permission } from '../../src/kernel/access.ts';
import { apiKeyScopes } from '../../src/modules/users/api-keys.service.ts';
import type { OutboxTables } from '../../src/platform/outbox/index.ts';
import { documentedRoles, documentedRoutes, type RouteRow } from '../modules/users/access-document.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { changedTables, digestDatabase } from '../support/database-digest.ts';
import { onEachEngine } from '../support/engines.ts';
import { type Caller, type Callers, openCallers } from './callers.ts';
import type { Example, Examples } from './examples/example.ts';
import { examplesByFile } from './examples/index.ts';
import { createGiven, type ExampleCaller, type Given } from './given.ts';
import { sendExample } from './send-example.ts';

const routes = documentedRoutes();
const rolesByPermission = documentedRoles();
const keyOf = ({ method, path }: RouteRow) => `${method} ${path}`;

/** A change of these alone is no change of state: what was asked, and by whom. */
const logTables = ['audit_entries', 'event_heads', 'event_log', 'events', 'idempotency_keys'];

describe('the example requests', () => {
  const examples = Object.values(examplesByFile).flatMap((rows) => Object.keys(rows));

  test('are there for every route of docs/access.md, once, and for nothing else', () => {
    const missing = routes.map(keyOf).filter((route) => !examples.includes(route));
    assert.deepEqual(
      missing,
      [],
      `${missing.join(', ')}: no example. Add a request that succeeds to the file of its module in test/access/examples.`,
    );
    const stale = examples.filter((route) => !routes.map(keyOf).includes(route));
    assert.deepEqual(stale, [], `${stale.join(', ')}: no such route in docs/access.md. Remove the example.`);
    assert.equal(new Set(examples).size, examples.length, 'a route has two examples');
  });
});

for (const [file, examples] of Object.entries(examplesByFile)) {
  onEachEngine(`every cell of the permission table: ${file}`, (under) => {
    const rows = routes.filter((route) => examples[keyOf(route)] !== undefined);
    let app: TestApp;
    let callers: Callers;
    let givenFor: (caller?: ExampleCaller) => Given;

    before(async () => {
      app = await startTestApp(under, { environment: { SELF_REGISTRATION: 'true', LOG_LEVEL: 'warn' } });
      callers = await openCallers(app);
      givenFor = await createGiven(app);
    });

    /** Who may is decided without the database: on the second engine those with the fewest rights, and programs, do. */
    const few = (callers: Caller[]) => (under.engine === 'sqlite' ? callers : callers.slice(-2));
    const digest = () => digestDatabase(app.services.database);

    async function lastAuditId(): Promise<number> {
      const { last } = await app.services.store
        .access<OutboxTables>()
        .selectFrom('audit_entries')
        .select((eb) => eb.fn.max<number | null>('id').as('last'))
        .executeTakeFirstOrThrow();
      return last ?? 0;
    }

    async function refusedBy({ permission }: RouteRow): Promise<Caller[]> {
      if (permission === 'public') return [];
      const roles = rolesByPermission[permission] ?? [];
      const people = callers.people.filter(({ name }) => !roles.includes(name));
      return [callers.stranger, ...people, await callers.programWithout(permission as Permission)];
    }

    async function allowedBy({ permission }: RouteRow): Promise<Caller[]> {
      if (permission === 'public')
        return [callers.stranger, ...callers.people, await callers.program(['machines:read'])];
      const roles = rolesByPermission[permission] ?? [];
      const people = callers.people.filter(({ name }) => roles.includes(name));
      const scope = apiKeyScopes.find((each) => each === permission);
      return scope === undefined ? people : [...people, await callers.program([scope])];
    }

    async function requireRefusal(route: RouteRow, example: Example, caller: Caller): Promise<void> {
      const { status, mediaType, text } = await sendExample(app, route, example, caller.headers);
      const what = `${caller.name}: ${keyOf(route)}: ${text}`;
      assert.match(mediaType, /^application\/problem\+json/, what);
      const expected = caller.kind === 'stranger' ? [401, 'not-authenticated'] : [403, 'forbidden'];
      assert.deepEqual([status, JSON.parse(text).code], expected, what);
    }

    async function requireChange(route: RouteRow, example: Example, caller: Caller): Promise<void> {
      const [stateAtFirst, auditAtFirst] = [await digest(), await lastAuditId()];
      await requireAnswer(route, example, caller);
      const changed = changedTables(stateAtFirst, await digest()).filter((name) => !logTables.includes(name));
      assert.ok(changed.length > 0, `${caller.name}: ${keyOf(route)} succeeded and changed nothing`);
      const { unaudited } = example;
      if (unaudited?.of === 'everybody' || (unaudited?.of === 'programs' && caller.kind === 'program')) return;
      assert.ok((await lastAuditId()) > auditAtFirst, `${caller.name}: ${keyOf(route)} left no audit entry`);
    }

    async function requireAnswer(route: RouteRow, example: Example, { name, kind, headers }: Caller): Promise<void> {
      const credentials = kind === 'person' ? { ...headers, ...example.credentials } : headers;
      const { status, text } = await sendExample(app, route, example, credentials);
      assert.ok(status >= 200 && status < 300, `${name}: ${keyOf(route)}: ${status} ${text}`);
    }

    /** The example for this caller, and the caller with what a program needs besides. */
    async function prepare(route: RouteRow, caller: Caller): Promise<[Example, Caller]> {
      const example = await exampleOf(examples, route, givenFor(caller));
      if (caller.kind !== 'program' || example.programsNeed === undefined) return [example, caller];
      const atFirst = await digest();
      await requireRefusal(route, example, caller);
      assert.deepEqual(changedTables(atFirst, await digest()), []);
      return [example, await callers.program([...caller.scopes, example.programsNeed.scope])];
    }

    test('who is refused is told so, and nothing changes', async () => {
      for (const route of rows) {
        const refused = few(await refusedBy(route));
        if (refused.length === 0) continue;
        const example = await exampleOf(examples, route, givenFor());
        const atFirst = await digest();
        for (const caller of refused) await requireRefusal(route, example, caller);
        const changed = changedTables(atFirst, await digest());
        assert.deepEqual(changed, [], `${keyOf(route)} changed these tables for somebody whom it refused`);
      }
    });

    test('who is allowed to read is answered', async () => {
      for (const route of rows.filter(({ method }) => method === 'GET')) {
        const example = await exampleOf(examples, route, givenFor());
        for (const caller of few(await allowedBy(route))) await requireAnswer(route, example, caller);
      }
    });

    test('who is allowed to change something changes it, and is in the audit log', async () => {
      for (const route of rows.filter(({ method }) => method !== 'GET')) {
        for (const caller of few(await allowedBy(route))) await requireChange(route, ...(await prepare(route, caller)));
      }
    });
  });
}

async function exampleOf(examples: Examples, route: RouteRow, given: Given): Promise<Example> {
  const example = examples[keyOf(route)] ?? {};
  try {
    return typeof example === 'function' ? await example(given) : example;
  } catch (error) {
    throw new Error(`The example of ${keyOf(route)} could not be made.`, { cause: error });
  }
}
