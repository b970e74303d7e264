import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Role } from '../../../src/kernel/access.ts';
import type { OutboxTables } from '../../../src/platform/outbox/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf, type Send } from '../../support/http-client.ts';

const url = '/api/v1/users/me/views';
const overdue = { page: 'tickets', name: 'Overdue', query: 'overdue=true' };

onEachEngine('saved views', (under) => {
  let app: TestApp;
  let [technician, operator, admin]: Send[] = [];

  beforeEach(async () => {
    app = await startTestApp(under);
    const as = async (role: Role) => clientOf(app.app, await app.signIn(role));
    [technician, operator, admin] = [await as('TECHNICIAN'), await as('OPERATOR'), await as('ADMIN')];
  });

  const save = (send: Send | undefined, more: object = {}, headers = {}) =>
    (send as Send)('POST', url, { ...overdue, ...more }, headers);
  const list = async (send: Send | undefined, query = '') =>
    (await (send as Send)('GET', `${url}?${query}`)).body.items;
  const namesOf = async (send: Send | undefined, query = '') =>
    (await list(send, query)).map(({ name }: { name: string }) => name);

  test('are a person’s own until they share them', async () => {
    const saved = await save(technician, { name: '  Overdue   ones ' });
    assert.equal(saved.status, 201, JSON.stringify(saved.body));
    const { id, owner } = saved.body;
    assert.deepEqual(saved.body, {
      ...overdue,
      id,
      name: 'Overdue ones',
      shared: false,
      own: true,
      owner,
      version: 1,
      created_at: '2026-01-15T12:00:00.000Z',
      updated_at: '2026-01-15T12:00:00.000Z',
    });
    assert.equal(owner.name, 'Test TECHNICIAN');
    assert.deepEqual(await namesOf(operator), []);
    assert.equal(outcomeOf(await (operator as Send)('PATCH', `${url}/${id}`, { query: 'x' })), '404 view-not-found');
    assert.equal(outcomeOf(await (admin as Send)('DELETE', `${url}/${id}`)), '404 view-not-found');
    const shared = await (technician as Send)('PATCH', `${url}/${id}`, { shared: true, version: 1 });
    assert.deepEqual([shared.body.shared, shared.body.version], [true, 2]);
    assert.deepEqual(
      (await list(operator)).map((view: any) => [view.name, view.own, view.owner.name]),
      [['Overdue ones', false, 'Test TECHNICIAN']],
    );
  });

  test('that are shared are changed by their owner and by administrators', async () => {
    const { id } = (await save(technician, { shared: true })).body;
    assert.equal(outcomeOf(await (operator as Send)('PATCH', `${url}/${id}`, { query: 'x' })), '403 forbidden');
    assert.equal(outcomeOf(await (operator as Send)('DELETE', `${url}/${id}`)), '403 forbidden');
    const changed = await (admin as Send)('PATCH', `${url}/${id}`, { name: 'Late', shared: false });
    assert.deepEqual([changed.status, changed.body.name, changed.body.own], [200, 'Late', false]);
    assert.deepEqual(await namesOf(technician), ['Late'], 'it is its owner’s still');
    assert.equal((await (technician as Send)('DELETE', `${url}/${id}`)).status, 204);
    assert.deepEqual(await namesOf(technician), []);
  });

  test('have a name once among one’s own of a page', async () => {
    const { id } = (await save(technician)).body;
    assert.equal(outcomeOf(await save(technician, { name: 'OVERDUE' })), '409 name-taken');
    assert.equal((await save(technician, { page: 'stores/low' })).status, 201);
    assert.equal((await save(operator)).status, 201);
    const other = (await save(technician, { name: 'Mine' })).body;
    assert.equal(
      outcomeOf(await (technician as Send)('PATCH', `${url}/${other.id}`, { name: 'overdue' })),
      '409 name-taken',
    );
    assert.equal((await (technician as Send)('PATCH', `${url}/${id}`, { name: 'Overdue' })).body.version, 1);
    assert.deepEqual(await namesOf(technician, 'page=tickets'), ['Overdue', 'Mine']);
    assert.equal(outcomeOf(await save(technician, { name: ' ' })), '422 validation-failed');
    assert.equal(outcomeOf(await save(technician, { page: 'No such' })), '422 validation-failed');
    assert.equal(outcomeOf(await save(technician, { query: 'x'.repeat(2_001) })), '422 validation-failed');
  });

  test('are fifty at most, whoever saves at the same moment', async () => {
    for (let at = 0; at < 48; at++) await save(technician, { name: `View ${at}` });
    const outcomes = await Promise.all(['a', 'b', 'c', 'd'].map((name) => save(technician, { name })));
    assert.deepEqual(outcomes.map(outcomeOf).sort(), ['201', '201', '409 limit-reached', '409 limit-reached']);
    const first = await (technician as Send)('GET', `${url}?limit=30`);
    const rest = await list(technician, `limit=30&cursor=${first.body.next_cursor}`);
    assert.deepEqual([first.body.items.length, rest.length], [30, 20]);
  });

  test('are changed to the version that was seen, and saved once by a request that is sent again', async () => {
    const key = { 'idempotency-key': 'save-1' };
    const { id } = (await save(technician, {}, key)).body;
    assert.equal((await save(technician, {}, key)).body.id, id);
    assert.equal((await (technician as Send)('PATCH', `${url}/${id}`, { query: 'a' })).body.version, 2);
    const late = { query: 'b', version: 1 };
    assert.equal(outcomeOf(await (technician as Send)('PATCH', `${url}/${id}`, late)), '409 version-conflict');
    const header = { 'if-match': '"1"' };
    assert.equal(
      outcomeOf(await (technician as Send)('DELETE', `${url}/${id}`, undefined, header)),
      '409 version-conflict',
    );
    assert.equal((await (technician as Send)('DELETE', `${url}/${id}`)).status, 204);
    assert.equal(outcomeOf(await save(technician, {}, key)), '404 view-not-found');
    const events = await app.services.store
      .access<OutboxTables>()
      .selectFrom('events')
      .select(['type', 'data'])
      .where('type', 'like', 'com.milldash.view.%')
      .orderBy('sequence')
      .execute();
    assert.deepEqual(
      events.map(({ type }) => type.split('.').at(-1)),
      ['created', 'changed', 'deleted'],
    );
    assert.ok(
      events.every(({ data }) => !data.includes('Overdue')),
      'others are not told what it says',
    );
  });
});
