/** Components and locations over HTTP: made, changed, listed, retired. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf } from '../../support/http-client.ts';
import { type InventoryApp, startInventoryApp } from './inventory-app.ts';

const components = '/api/v1/inventory/components';
const locations = '/api/v1/inventory/locations';

onEachEngine('components', (under) => {
  let app: InventoryApp;
  before(async () => {
    app = await startInventoryApp(under);
  });
  beforeEach(async () => {
    await app.news();
    await app.audits();
  });

  test('the body of the old front end makes one: its id is ignored, its stock is the opening movement in the first location', async () => {
    const body = { id: 4711, component_name: '  Bearing  6204 ', stock_code: 'BRG-6204', current_stock: 24 };
    const { status, body: made, headers } = await app.send('POST', components, body);
    assert.equal(status, 201);
    assert.notEqual(made.id, 4711);
    assert.equal(headers['location'], `${components}/${made.id}`);
    const { id, levels, created_at: createdAt, updated_at: updatedAt, ...rest } = made;
    assert.deepEqual([createdAt, updatedAt], ['2026-01-15T12:00:00.000Z', '2026-01-15T12:00:00.000Z']);
    assert.deepEqual(rest, {
      component_name: 'Bearing 6204',
      stock_code: 'BRG-6204',
      unit: 'pcs',
      unit_cost: null,
      currency: 'GBP',
      supplier: null,
      supplier_code: null,
      lead_time_days: null,
      category: null,
      notes: null,
      current_stock: 24,
      reserved: 0,
      available: 24,
      low: false,
      retired: false,
      retired_at: null,
      version: 1,
      machine_ids: [],
    });
    const [level] = levels;
    assert.deepEqual(levels, [
      {
        location_id: level.location_id,
        location_name: 'Main store',
        on_hand: 24,
        reserved: 0,
        available: 24,
        minimum: null,
        maximum: null,
        low: false,
      },
    ]);
    const movements = await app.send('GET', `/api/v1/inventory/movements?component_id=${id}`);
    assert.deepEqual(
      movements.body.items.map((movement: any) => [movement.kind, movement.quantity]),
      [['opening', 24]],
    );
    assert.deepEqual(
      (await app.news()).map(({ type, subject, data }) => [type, subject, data.quantity]),
      [
        ['component.created', `components/${id}`, undefined],
        ['location.created', `locations/${level.location_id}`, undefined],
        ['stock.received', `components/${id}`, 24],
      ],
    );
    assert.deepEqual(
      (await app.audits()).map(({ action }) => action),
      ['component.created', 'location.created', 'stock.received'],
    );
    const second = await app.send('POST', components, { component_name: 'Gasket', current_stock: 1 });
    assert.equal(second.body.levels[0].location_id, level.location_id, 'the first location is made once');
  });

  test('one without stock has no movement, and one with a location has its stock there', async () => {
    const van = await app.location();
    const empty = await app.component();
    assert.deepEqual((await app.read(empty)).levels, []);
    const id = await app.component(3, van);
    assert.equal((await app.read(id)).levels[0].location_id, van);
    const lost = await app.send('POST', components, { component_name: 'Lost', current_stock: 1, location_id: 999 });
    assert.equal(outcomeOf(lost), '404 location-not-found');
    await app.send('POST', `${locations}/${van}/retire`);
    const late = await app.send('POST', components, { component_name: 'Late', current_stock: 1, location_id: van });
    assert.equal(outcomeOf(late), '409 location-retired');
    const found = await app.send('GET', `${components}/search?text=La`);
    assert.ok(!found.body.items.some((item: any) => ['Late', 'Lost'].includes(item.component_name)));
  });

  test('a name and a stock code are taken once, whatever their case and white space', async () => {
    await app.send('POST', components, { component_name: 'Belt A-40', stock_code: 'B-40' });
    await app.news();
    const outcome = async (body: object) => outcomeOf(await app.send('POST', components, body));
    assert.equal(await outcome({ component_name: ' BELT  a-40', stock_code: 'B-41' }), '409 name-taken');
    assert.equal(await outcome({ component_name: 'Belt A-41', stock_code: ' b-40 ' }), '409 stock-code-taken');
    assert.deepEqual(await app.news(), []);
    const id = await app.component();
    const url = `${components}/${id}`;
    assert.equal(outcomeOf(await app.send('PATCH', url, { component_name: 'belt a-40' })), '409 name-taken');
    assert.equal(outcomeOf(await app.send('PATCH', url, { stock_code: 'B-40' })), '409 stock-code-taken');
    assert.equal(await outcome({ component_name: 'No code', stock_code: '' }), '201');
    assert.equal(await outcome({ component_name: 'No code either', stock_code: ' ' }), '201');
  });

  test('what is no component is refused, and nothing is made', async () => {
    const outcome = async (body: object) => outcomeOf(await app.send('POST', components, body));
    for (const body of [
      {},
      { component_name: '' },
      { component_name: ' \t ' },
      { component_name: 'x', current_stock: -1 },
      { component_name: 'x', current_stock: 1.5 },
      { component_name: 'x', current_stock: 1_000_001 },
      { component_name: 'x', unit_cost: -0.01 },
      { component_name: 'x', lead_time_days: -1 },
      { component_name: 'x', colour: 'red' },
      { component_name: 'x'.repeat(121) },
    ]) {
      assert.equal(await outcome(body), '422 validation-failed', JSON.stringify(body));
    }
    assert.deepEqual(await app.news(), []);
  });

  test('a create that is sent again with its key makes one', async () => {
    const body = { component_name: 'Once only', current_stock: 5 };
    const headers = { 'idempotency-key': 'create-once' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => app.send('POST', components, body, headers)));
    assert.deepEqual(new Set(answers.map(outcomeOf)), new Set(['201']));
    assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 1);
    assert.equal((await app.read(answers[0]?.body.id)).current_stock, 5);
    const other = await app.send('POST', components, { ...body, current_stock: 6 }, headers);
    assert.equal(outcomeOf(other), '422 idempotency-key-reused');
    const place = { name: 'Once shelf' };
    const first = await app.send('POST', locations, place, { 'idempotency-key': 'shelf' });
    const again = await app.send('POST', locations, place, { 'idempotency-key': 'shelf' });
    assert.deepEqual([first.status, again.body], [201, first.body]);
  });

  test('a change writes what is given and leaves the rest, on the version that was seen', async () => {
    const id = await app.component(2, undefined, { supplier: 'Northern', notes: 'old' });
    await app.news();
    await app.audits();
    const url = `${components}/${id}`;
    const changed = await app.send('PATCH', url, { unit_cost: 2.5, notes: null, unit: 'm', version: 1 });
    assert.equal(changed.status, 200);
    const { unit_cost: unitCost, notes, unit, supplier, version } = changed.body;
    assert.deepEqual([unitCost, notes, unit, supplier, version], [2.5, null, 'm', 'Northern', 2]);
    const [event] = await app.news();
    assert.deepEqual([event?.type, event?.data.changed.sort()], ['component.changed', ['notes', 'unit', 'unit_cost']]);
    assert.ok(!JSON.stringify(event).includes('2.5'), 'costs stay out of events');
    const [entry] = await app.audits();
    assert.deepEqual([entry?.action, entry?.after], ['component.changed', { unit: 'm', unitCost: 2.5, notes: null }]);
    const stale = await app.send('PATCH', url, { unit: 'l' }, { 'if-match': '"1"' });
    assert.equal(outcomeOf(stale), '409 version-conflict');
    assert.equal(stale.body.current_version, 2);
    const same = await app.send('PATCH', url, { unit: 'm' });
    assert.deepEqual([same.body.version, await app.news()], [2, []]);
    await app.book(id, 'issue', { quantity: 1 });
    assert.equal((await app.send('PATCH', url, { unit: 'l', version: 2 })).status, 200, 'movements leave the version');
    assert.equal(outcomeOf(await app.send('PATCH', `${components}/999`, { unit: 'l' })), '404 component-not-found');
    assert.equal(outcomeOf(await app.send('PATCH', url, { current_stock: 5 })), '422 validation-failed');
  });

  test('of two who change one version one wins', async () => {
    const id = await app.component();
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((notes) => app.send('PATCH', `${components}/${id}`, { notes, version: 1 })),
    );
    assert.deepEqual(answers.map(outcomeOf).sort(), ['200', '409 version-conflict', '409 version-conflict']);
  });

  test('who names no version changes what is there then, however many change it at once', async () => {
    const id = await app.component();
    const shelf = await app.location();
    for (const url of [`${components}/${id}`, `${locations}/${shelf}`]) {
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, at) => app.send('PATCH', url, { notes: `note ${at}` })),
      );
      assert.deepEqual(new Set(answers.map(outcomeOf)), new Set(['200']), url);
      assert.equal((await app.send('GET', url)).body.version, 7, url);
    }
  });

  test('one is retired once and reinstated once', async () => {
    const id = await app.component(1);
    await app.news();
    await app.audits();
    const url = `${components}/${id}`;
    assert.equal((await app.send('POST', `${url}/retire`, { reason: 'obsolete' })).body.retired, true);
    assert.equal((await app.send('POST', `${url}/retire`)).body.version, 2);
    assert.equal((await app.send('POST', `${url}/reinstate`)).body.retired, false);
    assert.deepEqual(
      (await app.news()).map(({ type }) => type),
      ['component.retired', 'component.reinstated'],
    );
    assert.deepEqual(
      (await app.audits()).map(({ action, reason }) => [action, reason]),
      [
        ['component.retired', 'obsolete'],
        ['component.reinstated', null],
      ],
    );
    assert.equal(outcomeOf(await app.send('POST', `${components}/999/retire`)), '404 component-not-found');
    assert.equal(outcomeOf(await app.send('GET', `${components}/999`)), '404 component-not-found');
  });

  test('the list is filtered, sorted, paged without loss or repeat, and counted', async () => {
    const shelf = await app.location();
    const other = await app.location();
    const words = ['Anvil', 'Bolt', 'Chain', 'Disc', 'Edge'];
    const ids: number[] = [];
    for (const [at, word] of words.entries()) {
      ids.push(
        await app.component((5 - at) * 10, shelf, {
          component_name: `Zz ${word}`,
          category: at < 2 ? 'Zz Tools' : 'Zz Parts',
          ...(at === 2 ? {} : { stock_code: `ZZ-${9 - at}` }),
          ...(at === 4 ? { supplier: 'Säge 100% AG' } : {}),
        }),
      );
    }
    const [, bolt, , , edge] = ids as [number, number, number, number, number];
    await app.book(bolt, 'transfer', { from_location_id: shelf, to_location_id: other, quantity: 40 });
    await app.send('PUT', `${components}/${edge}/levels/${shelf}`, { minimum: 11, maximum: null });
    const list = async (query: string) => {
      const { status, body } = await app.send('GET', `${components}/search?text=zz&${query}`);
      assert.equal(status, 200, JSON.stringify(body));
      return body;
    };
    const found = async (query: string) =>
      (await list(query)).items.map((item: any) => item.component_name.slice(3)).join(' ');
    assert.equal(await found(''), 'Anvil Bolt Chain Disc Edge');
    assert.equal(await found('order=desc'), 'Edge Disc Chain Bolt Anvil');
    assert.equal(await found('sort=on_hand'), 'Edge Disc Chain Bolt Anvil');
    assert.equal(await found('sort=stock_code'), 'Chain Edge Disc Bolt Anvil');
    assert.equal(await found('sort=stock_code&order=desc'), 'Anvil Bolt Disc Edge Chain');
    assert.equal(await found('category=zz%20tools'), 'Anvil Bolt');
    assert.equal(await found('category=zz'), '');
    assert.equal(await found(`location_id=${other}`), 'Bolt');
    assert.equal(await found(`location_id=${shelf}`), 'Anvil Chain Disc Edge');
    assert.equal(await found('low=true'), 'Edge');
    assert.equal(await found(`low=true&location_id=${other}`), '');
    assert.equal(await found('low=false'), 'Anvil Bolt Chain Disc');
    for (const text of ['SÄGE', '100%', 'zz-5']) {
      const { body } = await app.send('GET', `${components}/search?text=${encodeURIComponent(text)}`);
      assert.deepEqual(
        body.items.map((item: any) => item.id),
        [edge],
        text,
      );
    }
    for (const sort of ['name', 'stock_code', 'on_hand']) {
      for (const order of ['asc', 'desc']) {
        const names: string[] = [];
        for (let cursor = ''; ; ) {
          const page = await list(`sort=${sort}&order=${order}&limit=2${cursor}`);
          names.push(...page.items.map((item: any) => item.component_name.slice(3)));
          if (page.next_cursor === null) break;
          cursor = `&cursor=${page.next_cursor}`;
        }
        assert.equal(names.join(' '), await found(`sort=${sort}&order=${order}`), `${sort} ${order}`);
      }
    }
    assert.equal((await list('with_total=true&limit=1')).total, 5);
    assert.equal('total' in (await list('limit=1')), false);
    const { items } = await list('');
    assert.equal(items[4].low, true);
    const where = items.map(({ levels }: any) => levels.map((level: any) => [level.location_id, level.on_hand]));
    assert.deepEqual(
      new Map(where[1]),
      new Map([
        [shelf, 0],
        [other, 40],
      ]),
    );
    assert.deepEqual(items[4].levels, (await app.read(edge)).levels);
    await app.send('POST', `${components}/${edge}/retire`);
    assert.equal(await found('retired=true'), 'Edge');
    assert.equal(await found('retired=false'), 'Anvil Bolt Chain Disc');
    assert.equal(await found('low=true'), '', 'what is out of use is not low');
    const odd = await list('sort=name&limit=1');
    const mixed = `${components}/search?sort=on_hand&cursor=${odd.next_cursor}`;
    assert.equal(outcomeOf(await app.send('GET', mixed)), '422 cursor-invalid');
  });

  test('reads are answered with 304 until something has moved', async () => {
    const id = await app.component(3);
    for (const url of [`${components}/${id}`, `${components}/search?text=Component`, '/api/v1/inventory/movements']) {
      const first = await app.send('GET', url);
      const again = { 'if-none-match': String(first.headers['etag']) };
      assert.equal((await app.send('GET', url, undefined, again)).status, 304, url);
      await app.book(id, 'issue', { quantity: 1 });
      assert.equal((await app.send('GET', url, undefined, again)).status, 200, url);
    }
  });

  test('a location is made, renamed, retired and reinstated, each told once', async () => {
    const made = await app.send('POST', locations, { name: ' Cabinet  B ', notes: ' behind the press ' });
    assert.equal(made.status, 201);
    const { id } = made.body;
    const url = `${locations}/${id}`;
    assert.deepEqual([made.body.name, made.body.notes, made.body.version], ['Cabinet B', 'behind the press', 1]);
    assert.equal(outcomeOf(await app.send('POST', locations, { name: 'CABINET b' })), '409 name-taken');
    assert.equal(outcomeOf(await app.send('POST', locations, { name: ' ' })), '422 validation-failed');
    const renamed = await app.send('PATCH', url, { name: 'Cabinet C', version: 1 });
    assert.deepEqual(
      [renamed.body.name, renamed.body.notes, renamed.body.version],
      ['Cabinet C', 'behind the press', 2],
    );
    assert.equal(outcomeOf(await app.send('PATCH', url, { name: 'D', version: 1 })), '409 version-conflict');
    assert.equal((await app.send('PATCH', url, { name: 'Cabinet C' })).body.version, 2);
    assert.equal((await app.send('POST', `${url}/retire`, { reason: 'gone' })).body.retired, true);
    assert.equal((await app.send('POST', `${url}/retire`)).body.version, 3);
    assert.equal((await app.send('POST', `${url}/reinstate`)).body.retired, false);
    assert.deepEqual((await app.send('GET', url)).body.version, 4);
    assert.deepEqual(
      (await app.news()).map(({ type, subject }) => [type, subject]),
      ['created', 'changed', 'retired', 'reinstated'].map((step) => [`location.${step}`, `locations/${id}`]),
    );
    assert.deepEqual(
      (await app.audits()).map(({ action }) => action),
      ['created', 'changed', 'retired', 'reinstated'].map((step) => `location.${step}`),
    );
    for (const call of [
      app.send('GET', `${locations}/999`),
      app.send('PATCH', `${locations}/999`, { name: 'x' }),
      app.send('POST', `${locations}/999/retire`),
      app.send('POST', `${locations}/999/reinstate`),
    ]) {
      assert.equal(outcomeOf(await call), '404 location-not-found');
    }
    const page = await app.send('GET', `${locations}?text=cabinet&retired=false&limit=1`);
    assert.deepEqual([page.body.items.length, page.body.next_cursor], [1, null]);
    const first = await app.send('GET', `${locations}?limit=1`);
    const second = await app.send('GET', `${locations}?limit=1&cursor=${first.body.next_cursor}`);
    assert.notEqual(second.body.items[0].id, first.body.items[0].id);
  });

  test('a TECHNICIAN reads components and makes none', async () => {
    const send = clientOf(app.started.app, await app.started.signIn('TECHNICIAN'));
    assert.equal((await send('GET', `${components}/search`)).status, 200);
    assert.equal(outcomeOf(await send('POST', components, { component_name: 'Mine' })), '403 forbidden');
    assert.equal((await app.send('GET', `${components}/search?text=Mine`)).body.items.length, 0);
  });
});
