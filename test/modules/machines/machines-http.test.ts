import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';

onEachEngine('machines over HTTP', (under) => {
  async function open() {
    const started = await startTestApp(under);
    const admin = await started.signIn('ADMIN');
    async function send(
      method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
      url: string,
      payload?: object,
      headers: object = admin,
    ) {
      const response = await started.app.inject({
        method,
        url,
        headers: { ...headers },
        ...(payload ? { payload } : {}),
      });
      return {
        status: response.statusCode,
        body: response.body === '' ? null : response.json(),
        headers: response.headers,
      };
    }
    return { ...started, send };
  }

  test('a machine is created, read, changed, retired and reinstated', async () => {
    const { send } = await open();
    const site = (await send('POST', '/api/v1/places', { name: 'Leeds' })).body;
    const area = (await send('POST', '/api/v1/places', { name: 'Rolling', parent_id: site.id })).body;
    assert.equal(area.level, 'area');
    const created = await send('POST', '/api/v1/machines', {
      id: 'säge:1',
      name: 'Saw',
      place_id: area.id,
      criticality: 'B',
      hourly_cost: 12.5,
      target_oee: 80,
      micro_stop_seconds: 1.5,
      serial_number: 'X-1',
    });
    assert.equal(created.status, 201);
    assert.equal(created.headers.location, '/api/v1/machines/s%C3%A4ge%3A1');
    const { created_at, updated_at, ...rest } = created.body;
    assert.match(created_at, /Z$/);
    assert.equal(updated_at, created_at);
    assert.deepEqual(rest, {
      currency: 'GBP',
      id: 'säge:1',
      name: 'Saw',
      place_id: area.id,
      place_path: 'Leeds / Rolling',
      criticality: 'B',
      hourly_cost: 12.5,
      target_oee: 80,
      micro_stop_seconds: 1.5,
      manufacturer: null,
      model: null,
      serial_number: 'X-1',
      notes: null,
      retired: false,
      retired_at: null,
      version: 1,
    });
    const url = String(created.headers.location);
    assert.deepEqual((await send('GET', url)).body, created.body);
    const changed = await send('PATCH', url, { micro_stop_seconds: null, version: 1 });
    assert.equal(changed.status, 200);
    assert.equal(changed.body.micro_stop_seconds, null);
    assert.equal(changed.body.version, 2);
    assert.equal((await send('GET', url)).body.version, 2);
    assert.equal((await send('POST', `${url}/retire`, { reason: 'sold' })).body.retired, true);
    assert.equal((await send('POST', `${url}/retire`)).body.version, 3);
    assert.equal((await send('POST', `${url}/reinstate`)).body.retired, false);
    await send('PATCH', `/api/v1/places/${site.id}`, { name: 'York' });
    assert.equal((await send('GET', url)).body.place_path, 'York / Rolling');
  });

  test('the list is filtered, paged, and answered with 304 while nothing has changed', async () => {
    const { send, services, signIn } = await open();
    const viewer = await signIn('VIEWER');
    for (const id of ['m1', 'm2', 'm3']) await send('POST', '/api/v1/machines', { id, name: `Mill ${id}` });
    const first = await send('GET', '/api/v1/machines?limit=2&text=mill', undefined, viewer);
    assert.deepEqual(
      first.body.items.map(({ id }: { id: string }) => id),
      ['m1', 'm2'],
    );
    const next = await send('GET', `/api/v1/machines?limit=2&text=mill&cursor=${first.body.next_cursor}`);
    assert.deepEqual(
      next.body.items.map(({ id }: { id: string }) => id),
      ['m3'],
    );
    assert.equal(next.body.next_cursor, null);
    const ifNoneMatch = { ...viewer, 'if-none-match': String(first.headers.etag) };
    assert.equal((await send('GET', '/api/v1/machines?limit=2&text=mill', undefined, ifNoneMatch)).status, 304);
    await services.machines.setMachineRetired(
      { kind: 'system', id: 't', name: 't', role: null, permissions: new Set() },
      'm2',
      true,
    );
    const after = await send('GET', '/api/v1/machines?limit=2&text=mill', undefined, ifNoneMatch);
    assert.equal(after.status, 200);
    assert.equal((await send('GET', '/api/v1/machines?retired=true')).body.items.length, 1);
    assert.equal((await send('GET', '/api/v1/machines?cursor=x')).body.code, 'cursor-invalid');
  });

  test('a change of an older version is refused, by header and by body', async () => {
    const { send, signIn } = await open();
    const admin = await signIn('ADMIN');
    await send('POST', '/api/v1/machines', { id: 'm1', name: 'Mill' });
    await send('PATCH', '/api/v1/machines/m1', { name: 'Mill 1' }, { ...admin, 'if-match': '"1"' });
    const byHeader = await send('PATCH', '/api/v1/machines/m1', { name: 'Mill 2' }, { ...admin, 'if-match': '"1"' });
    assert.equal(byHeader.status, 409);
    assert.equal(byHeader.body.code, 'version-conflict');
    assert.equal(byHeader.body.current_version, 2);
    assert.equal((await send('PATCH', '/api/v1/machines/m1', { name: 'Mill 2', version: 1 })).status, 409);
    const senseless = await send('PATCH', '/api/v1/machines/m1', { name: 'x' }, { ...admin, 'if-match': 'now' });
    assert.equal(senseless.body.code, 'validation-failed');
  });

  test('refusals carry their code and leave nothing behind', async () => {
    const { send } = await open();
    await send('POST', '/api/v1/machines', { id: 'm1', name: 'Mill' });
    const refused = async (...args: Parameters<typeof send>) => {
      const { status, body } = await send(...args);
      return `${status} ${body.code}`;
    };
    assert.equal(await refused('POST', '/api/v1/machines', { id: 'm1', name: 'x' }), '409 machine-exists');
    assert.equal(await refused('POST', '/api/v1/machines', { name: 'x', place_id: 9 }), '404 place-not-found');
    for (const body of [
      {},
      { name: '' },
      { name: '  ' },
      { name: 'x', id: 'a/b' },
      { name: 'x', id: '..' },
      { name: 'x', id: 'All' },
      { name: 'x', colour: 'red' },
      { name: 'x', criticality: 'Z' },
      { name: 'x', target_oee: 101 },
      { name: 'x', hourly_cost: '5' },
      { name: 'x', notes: 'x'.repeat(4_001) },
    ]) {
      assert.equal(await refused('POST', '/api/v1/machines', body), '422 validation-failed', JSON.stringify(body));
    }
    assert.equal(await refused('GET', '/api/v1/machines/mx'), '404 machine-not-found');
    assert.equal(await refused('PATCH', '/api/v1/machines/mx', { name: 'x' }), '404 machine-not-found');
    assert.equal(await refused('POST', '/api/v1/machines/mx/retire'), '404 machine-not-found');
    assert.equal(await refused('PATCH', '/api/v1/places/9', { name: 'x' }), '404 place-not-found');
    assert.equal(await refused('DELETE', '/api/v1/places/9'), '404 place-not-found');
    assert.equal((await send('GET', '/api/v1/machines')).body.items.length, 1);
  });

  test('everybody who is signed in reads machines, planners change them, strangers do neither', async () => {
    const { send, signIn } = await open();
    const operator = await signIn('OPERATOR');
    const supervisor = await signIn('SUPERVISOR');
    assert.equal((await send('POST', '/api/v1/machines', { id: 'm1', name: 'Mill' }, supervisor)).status, 201);
    assert.equal((await send('GET', '/api/v1/machines/m1', undefined, operator)).status, 200);
    assert.equal((await send('GET', '/api/v1/machines', undefined, {})).status, 401);
    const changes = [
      ['POST', '/api/v1/machines', { name: 'x' }],
      ['PATCH', '/api/v1/machines/m1', { name: 'x' }],
      ['POST', '/api/v1/machines/m1/retire'],
      ['POST', '/api/v1/machines/m1/reinstate'],
      ['POST', '/api/v1/places', { name: 'x' }],
      ['PATCH', '/api/v1/places/1', { name: 'x' }],
      ['DELETE', '/api/v1/places/1'],
    ] as const;
    for (const [method, url, body] of changes) {
      assert.equal((await send(method, url, body, operator)).status, 403, `${method} ${url}`);
    }
  });

  test('an empty place goes, one in use stays', async () => {
    const { send } = await open();
    const site = (await send('POST', '/api/v1/places', { name: 'Leeds' })).body;
    assert.equal((await send('POST', '/api/v1/places', { name: 'LEEDS' })).body.code, 'name-taken');
    await send('POST', '/api/v1/machines', { id: 'm1', name: 'Mill', place_id: site.id });
    assert.equal((await send('DELETE', `/api/v1/places/${site.id}`)).body.code, 'in-use');
    await send('PATCH', '/api/v1/machines/m1', { place_id: null });
    assert.equal((await send('DELETE', `/api/v1/places/${site.id}`)).status, 204);
    assert.deepEqual((await send('GET', '/api/v1/places')).body, { items: [], next_cursor: null });
  });
});
