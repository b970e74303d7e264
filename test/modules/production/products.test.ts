/** Products over HTTP: made, changed, listed, retired. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { type ProductionApp, startProductionApp } from './production-app.ts';

const products = '/api/v1/products';

onEachEngine('products', (under) => {
  let app: ProductionApp;
  before(async () => {
    app = await startProductionApp(under);
  });
  beforeEach(async () => {
    await app.newEvents();
    await app.newAudit();
  });

  test('a name is enough; what is given is kept tidied, told and audited', async () => {
    const { as } = app;
    const bare = await as.SUPERVISOR('POST', products, { product_name: '  Strut \t 41 × 41 ' });
    assert.equal(bare.status, 201);
    assert.equal(bare.headers['location'], `${products}/${bare.body.id}`);
    assert.deepEqual(bare.body, {
      id: bare.body.id,
      product_name: 'Strut 41 × 41',
      product_code: null,
      ideal_cycle_seconds: null,
      ideal_rate_per_hour: null,
      unit_length_mm: null,
      notes: null,
      retired: false,
      retired_at: null,
      version: 1,
      created_at: '2026-01-15T12:00:00.000Z',
      updated_at: '2026-01-15T12:00:00.000Z',
    });
    assert.deepEqual(await app.newEvents(), [
      {
        type: 'product.created',
        subject: `products/${bare.body.id}`,
        data: {
          product_id: bare.body.id,
          product_name: 'Strut 41 × 41',
          product_code: null,
          ideal_cycle_seconds: null,
          retired: false,
          version: 1,
        },
      },
    ]);
    const [entry, ...others] = await app.newAudit();
    assert.deepEqual(others, []);
    assert.deepEqual([entry?.action, entry?.entity], ['product.created', `product ${bare.body.id}`]);
    assert.deepEqual(entry?.after, { name: 'Strut 41 × 41' });

    const full = await as.ADMIN('POST', products, {
      product_name: 'Rail 20',
      product_code: ' R-20 ',
      ideal_cycle_seconds: 1.2345,
      unit_length_mm: 1219.2,
      notes: ' heavy ',
    });
    const { product_code, ideal_cycle_seconds, unit_length_mm, notes } = full.body;
    assert.deepEqual([product_code, ideal_cycle_seconds, unit_length_mm, notes], ['R-20', 1.2345, 1219.2, 'heavy']);
    assert.deepEqual((await as.VIEWER('GET', `${products}/${full.body.id}`)).body, full.body);
  });

  test('a rate an hour says the same as a cycle, exactly, and both at once are refused', async () => {
    const { as } = app;
    const rated = await as.SUPERVISOR('POST', products, { product_name: 'By rate', ideal_rate_per_hour: 700 });
    assert.deepEqual([rated.body.ideal_cycle_seconds, rated.body.ideal_rate_per_hour], [5.142857, 700]);
    const both = { product_name: 'Both', ideal_rate_per_hour: 720, ideal_cycle_seconds: 5 };
    const refused = await as.SUPERVISOR('POST', products, both);
    assert.equal(outcomeOf(refused), '422 validation-failed');
    assert.match(refused.body.detail, /give one of them/);
    const url = `${products}/${rated.body.id}`;
    const cycled = await as.SUPERVISOR('PATCH', url, { ideal_cycle_seconds: 5, ideal_rate_per_hour: null });
    assert.deepEqual([cycled.body.ideal_cycle_seconds, cycled.body.ideal_rate_per_hour], [5, 720]);
    const emptied = await as.SUPERVISOR('PATCH', url, { ideal_rate_per_hour: null });
    assert.deepEqual([emptied.body.ideal_cycle_seconds, emptied.body.ideal_rate_per_hour], [null, null]);
  });

  test('a name and a code are taken once, whatever their case and white space', async () => {
    const { as } = app;
    await as.SUPERVISOR('POST', products, { product_name: 'Purlin Z200', product_code: 'Z-200' });
    const other = await app.product();
    await app.newEvents();
    const outcome = async (body: object) => outcomeOf(await as.SUPERVISOR('POST', products, body));
    assert.equal(await outcome({ product_name: ' PURLIN  z200', product_code: 'Z-201' }), '409 name-taken');
    assert.equal(await outcome({ product_name: 'Purlin Z201', product_code: ' z-200 ' }), '409 product-code-taken');
    const change = async (body: object) => outcomeOf(await as.SUPERVISOR('PATCH', `${products}/${other}`, body));
    assert.equal(await change({ product_name: 'purlin z200' }), '409 name-taken');
    assert.equal(await change({ product_code: 'Z-200' }), '409 product-code-taken');
    assert.deepEqual(await app.newEvents(), []);
    assert.equal(await outcome({ product_name: 'No code', product_code: '' }), '201');
    assert.equal(await outcome({ product_name: 'No code either', product_code: ' ' }), '201');
  });

  test('of ten who create one name at once one makes it', async () => {
    const calls = Array.from({ length: 10 }, () => app.as.SUPERVISOR('POST', products, { product_name: 'At once' }));
    const outcomes = (await Promise.all(calls)).map(outcomeOf).sort();
    assert.deepEqual(outcomes, ['201', ...Array.from({ length: 9 }, () => '409 name-taken')]);
  });

  test('what is no product is refused, and nothing is made', async () => {
    for (const body of [
      {},
      { product_name: '' },
      { product_name: ' \t ' },
      { product_name: 'x'.repeat(121) },
      { product_name: 'x', ideal_cycle_seconds: 0 },
      { product_name: 'x', ideal_cycle_seconds: -5 },
      { product_name: 'x', ideal_rate_per_hour: 0 },
      { product_name: 'x', unit_length_mm: 0 },
      { product_name: 'x', unit_length_mm: '3000' },
      { product_name: 'x', colour: 'red' },
    ]) {
      assert.equal(
        outcomeOf(await app.as.ADMIN('POST', products, body)),
        '422 validation-failed',
        JSON.stringify(body),
      );
    }
    assert.deepEqual(await app.newEvents(), []);
    assert.deepEqual(await app.newAudit(), []);
  });

  test('a create that is sent again with its key makes one', async () => {
    const body = { product_name: 'Once only' };
    const headers = { 'idempotency-key': 'product-once' };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => app.as.SUPERVISOR('POST', products, body, headers)),
    );
    assert.deepEqual(new Set(answers.map(outcomeOf)), new Set(['201']));
    assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 1);
    const other = await app.as.SUPERVISOR('POST', products, { product_name: 'Other' }, headers);
    assert.equal(outcomeOf(other), '422 idempotency-key-reused');
  });

  test('of ten who change different things at once, on no version, everyone is heard', async () => {
    const id = await app.product();
    const url = `${products}/${id}`;
    const bodies = Array.from({ length: 10 }, (_, at) =>
      at % 2 === 0 ? { notes: `note ${at}` } : { unit_length_mm: at },
    );
    const answers = await Promise.all(bodies.map((body) => app.as.SUPERVISOR('PATCH', url, body)));
    assert.deepEqual(new Set(answers.map(outcomeOf)), new Set(['200']));
    assert.equal((await app.as.VIEWER('GET', url)).body.version, 11);
  });

  test('a change writes what is given and leaves the rest, on the version that was seen', async () => {
    const { as } = app;
    const id = await app.product({ product_code: 'CH-1', notes: 'old', ideal_cycle_seconds: 4 });
    const url = `${products}/${id}`;
    await app.newEvents();
    await app.newAudit();
    const changed = await as.SUPERVISOR('PATCH', url, { ideal_cycle_seconds: 5, notes: null, version: 1 });
    assert.deepEqual(
      [changed.status, changed.body.version, changed.body.product_code, changed.body.notes],
      [200, 2, 'CH-1', null],
    );
    const [event] = await app.newEvents();
    assert.deepEqual([event?.type, event?.data.changed], ['product.changed', ['ideal_cycle_seconds', 'notes']]);
    const [entry] = await app.newAudit();
    assert.deepEqual(
      [entry?.before, entry?.after],
      [
        { idealCycleMs: 4_000, notes: 'old' },
        { idealCycleMs: 5_000, notes: null },
      ],
    );
    const stale = await as.SUPERVISOR('PATCH', url, { notes: 'late' }, { 'if-match': '"1"' });
    assert.equal(outcomeOf(stale), '409 version-conflict');
    assert.equal(stale.body.current_version, 2);
    const same = await as.SUPERVISOR('PATCH', url, { ideal_rate_per_hour: 720 });
    assert.deepEqual([same.status, same.body.version], [200, 2], 'the same in other words is no change');
    assert.deepEqual(await app.newEvents(), []);
    assert.equal(outcomeOf(await as.SUPERVISOR('PATCH', `${products}/999999`, {})), '404 product-not-found');
  });

  test('out of use it is in no list to choose from, and comes back; a repeat changes nothing', async () => {
    const { as } = app;
    const id = await app.product({ product_name: 'Old hat' });
    await app.newEvents();
    await app.newAudit();
    for (const _ of [1, 2]) {
      const retired = await as.SUPERVISOR('POST', `${products}/${id}/retire`, { reason: 'Nobody buys it' });
      assert.deepEqual([retired.status, retired.body.retired, retired.body.version], [200, true, 2]);
    }
    assert.deepEqual(
      (await app.newEvents()).map(({ type, data }) => [type, data.retired]),
      [['product.retired', true]],
    );
    assert.deepEqual(
      (await app.newAudit()).map(({ action, reason }) => [action, reason]),
      [['product.retired', 'Nobody buys it']],
    );
    const names = async (query: string) =>
      (await as.VIEWER('GET', `${products}/search?${query}`)).body.items.map((item: any) => item.product_name);
    assert.deepEqual(await names('text=old%20h&retired=false'), []);
    assert.deepEqual(await names('text=old%20h&retired=true'), ['Old hat']);
    const picked = await as.OPERATOR('GET', products);
    assert.ok(!picked.body.some((item: any) => item.id === id));
    for (const _ of [1, 2]) {
      const back = await as.SUPERVISOR('POST', `${products}/${id}/reinstate`);
      assert.deepEqual([back.status, back.body.retired, back.body.version], [200, false, 3]);
    }
    assert.deepEqual(await names('text=old%20h&retired=false'), ['Old hat']);
    assert.equal(outcomeOf(await as.SUPERVISOR('POST', `${products}/999999/retire`)), '404 product-not-found');
  });

  test('the search pages by name, finds parts of name and code, and counts when asked', async () => {
    const { as } = app;
    for (const name of ['Needle c', 'needle A', 'Needle b']) await app.product({ product_name: name });
    await app.product({ product_name: 'Other', product_code: 'NEEDLE-9' });
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await as.VIEWER('GET', `${products}/search?text=NEEDLE&limit=2&with_total=true${cursor}`);
      assert.equal(body.total, 4);
      seen.push(...body.items.map((item: any) => item.product_name));
      if (body.next_cursor === null) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    assert.deepEqual(seen, ['needle A', 'Needle b', 'Needle c', 'Other']);
    assert.deepEqual(
      (await as.VIEWER('GET', `${products}/search?text=%25`)).body.items,
      [],
      'a percent sign is a text',
    );
    assert.equal(outcomeOf(await as.VIEWER('GET', `${products}/search?cursor=x`)), '422 cursor-invalid');
  });

  test('supervisors keep products, others read them', async () => {
    const { as } = app;
    const id = await app.product();
    for (const role of ['TECHNICIAN', 'OPERATOR', 'STOREKEEPER', 'VIEWER'] as const) {
      assert.equal(outcomeOf(await as[role]('POST', products, { product_name: role })), '403 forbidden');
      assert.equal(outcomeOf(await as[role]('PATCH', `${products}/${id}`, { notes: role })), '403 forbidden');
      assert.equal((await as[role]('GET', `${products}/${id}`)).body.notes, null);
    }
  });
});
