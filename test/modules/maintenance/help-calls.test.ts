import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { MINUTE_MS } from '../../../src/kernel/clock.ts';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { type MaintenanceApp, mill1, mill2, startMaintenanceApp } from './maintenance-app.ts';

const url = '/api/v1/help-calls';

onEachEngine('calls for help', (under) => {
  let app: MaintenanceApp;

  beforeEach(async () => {
    app = await startMaintenanceApp(under);
  });

  const call = (body: object = {}, headers = {}) =>
    app.as.OPERATOR('POST', url, { machine_id: mill1, kind: 'material', ...body }, headers);
  const events = async () =>
    (
      await app.tables
        .selectFrom('events')
        .select(['type', 'data'])
        .where('type', 'like', 'com.milldash.help-call.%')
        .orderBy('sequence')
        .execute()
    ).map(({ type, data }) => ({ ...JSON.parse(data), type: type.split('.').at(-1) }));
  const onDashboard = async () => {
    const { body } = await app.as.VIEWER('GET', '/api/v1/dashboard');
    const machine = body.machines.find(({ machine_id: id }: { machine_id: string }) => id === mill1);
    return { calls: machine.help_calls, count: body.factory.help_calls };
  };

  test('are seen by everybody from the call to its end, with who called and who comes', async () => {
    const called = await call({ text: ' Coil 12 ' });
    assert.equal(called.status, 201, JSON.stringify(called.body));
    const { id } = called.body;
    assert.equal(called.headers['location'], `${url}/${id}`);
    assert.deepEqual(called.body, {
      id,
      machine_id: mill1,
      kind: 'material',
      text: 'Coil 12',
      status: 'open',
      called_at: '2026-01-15T12:00:00.000Z',
      called_by: { id: app.ids.OPERATOR, name: 'Test OPERATOR' },
      answered_at: null,
      answered_by: null,
      ended_at: null,
      ended_by: null,
      version: 1,
    });
    const shown = {
      id,
      kind: 'material',
      text: 'Coil 12',
      called_at: '2026-01-15T12:00:00.000Z',
      called_by: 'Test OPERATOR',
    };
    assert.deepEqual(await onDashboard(), {
      calls: [{ ...shown, answered_at: null, answered_by: null }],
      count: 1,
    });
    app.clock.advance(MINUTE_MS);
    const answered = await app.as.STOREKEEPER('POST', `${url}/${id}/answer`);
    assert.deepEqual([answered.body.status, answered.body.answered_by.name], ['answered', 'Test STOREKEEPER']);
    assert.deepEqual((await onDashboard()).calls, [
      { ...shown, answered_at: '2026-01-15T12:01:00.000Z', answered_by: 'Test STOREKEEPER' },
    ]);
    assert.equal((await app.as.STOREKEEPER('POST', `${url}/${id}/answer`)).body.version, 2, 'a repeat changes nothing');
    const closed = await app.as.OPERATOR('POST', `${url}/${id}/close`);
    assert.deepEqual(
      [closed.body.status, closed.body.ended_by.name, closed.body.version],
      ['closed', 'Test OPERATOR', 3],
    );
    assert.deepEqual(await onDashboard(), { calls: [], count: 0 });
    assert.deepEqual(
      (await events()).map(({ type, status, version }) => [type, status, version]),
      [
        ['raised', 'open', 1],
        ['answered', 'answered', 2],
        ['closed', 'closed', 3],
      ],
    );
    const { items } = (await app.as.ADMIN('GET', '/api/v1/audit?entity=help-call')).body;
    assert.equal(items.length, 3);
  });

  test('one of a kind waits at a machine: who calls again is shown it, and nobody is told twice', async () => {
    const { id } = (await call()).body;
    const again = await app.as.SUPERVISOR('POST', url, { machine_id: mill1, kind: 'material', text: 'Now' });
    assert.deepEqual([again.status, again.body.id, again.body.text], [200, id, null]);
    assert.equal((await call({ kind: 'quality' })).status, 201);
    assert.equal((await call({ machine_id: mill2 })).status, 201);
    assert.equal((await events()).length, 3);
    await app.as.SUPERVISOR('POST', `${url}/${id}/close`);
    assert.equal((await call()).status, 201, 'a call that is over makes room');
  });

  test('of many who press at once one calls', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => call()));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 200, 200, 201]);
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
    assert.equal((await events()).length, 1);
  });

  test('a request that is sent again is the same call, whatever became of it', async () => {
    const key = { 'idempotency-key': 'press-1' };
    const { id } = (await call({}, key)).body;
    await app.as.OPERATOR('POST', `${url}/${id}/cancel`);
    const again = await call({}, key);
    assert.deepEqual([again.status, again.body.id, again.body.status], [201, id, 'cancelled']);
    assert.equal(outcomeOf(await call({ kind: 'quality' }, key)), '422 idempotency-key-reused');
  });

  test('are listed the latest first, those that wait or those that are over, by machine and kind, in pages', async () => {
    const ids: number[] = [];
    for (const [machine_id, kind] of [
      [mill1, 'material'],
      [mill1, 'quality'],
      [mill2, 'quality'],
    ]) {
      ids.push((await call({ machine_id, kind })).body.id);
    }
    await app.as.OPERATOR('POST', `${url}/${ids[1]}/close`);
    const list = async (query: string) => (await app.as.VIEWER('GET', `${url}?${query}`)).body;
    const idsOf = async (query: string) => (await list(query)).items.map(({ id }: { id: number }) => ids.indexOf(id));
    assert.deepEqual(await idsOf(''), [2, 1, 0]);
    assert.deepEqual(await idsOf('open=true'), [2, 0]);
    assert.deepEqual(await idsOf('open=false'), [1]);
    assert.deepEqual(await idsOf(`machine_ids=${mill1}`), [1, 0]);
    assert.deepEqual(await idsOf('kind=quality'), [2, 1]);
    const first = await list('limit=2');
    assert.deepEqual(await idsOf(`limit=2&cursor=${first.next_cursor}`), [0]);
  });

  test('are refused for machines that are not there or out of use, and steps where they do not fit', async () => {
    assert.equal(outcomeOf(await call({ machine_id: 'none' })), '422 unknown-machine');
    assert.equal(outcomeOf(await call({ kind: 'coffee' })), '422 validation-failed');
    await app.as.ADMIN('POST', `/api/v1/machines/${mill2}/retire`, { reason: 'Sold' });
    assert.equal(outcomeOf(await call({ machine_id: mill2 })), '409 machine-retired');
    const { id } = (await call()).body;
    assert.equal(outcomeOf(await app.as.TECHNICIAN('POST', `${url}/${id}/cancel`)), '403 forbidden');
    assert.equal((await app.as.SUPERVISOR('POST', `${url}/${id}/cancel`)).body.status, 'cancelled');
    assert.equal(outcomeOf(await app.as.TECHNICIAN('POST', `${url}/${id}/answer`)), '409 help-call-ended');
    assert.equal(outcomeOf(await app.as.TECHNICIAN('POST', `${url}/999/answer`)), '404 help-call-not-found');
    assert.equal(outcomeOf(await app.as.VIEWER('GET', `${url}/999`)), '404 help-call-not-found');
    assert.equal(outcomeOf(await app.as.VIEWER('GET', `${url}?machine_ids=none`)), '422 unknown-machine');
  });
});
