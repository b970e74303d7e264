/** Components as CSV, out and in: what comes out goes in again, good rows are kept, and a dry run says the same. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { csvRowsOf } from '../../support/csv-rows.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf } from '../../support/http-client.ts';
import { type InventoryApp, startInventoryApp } from './inventory-app.ts';

onEachEngine('components as CSV', (under) => {
  let app: InventoryApp;
  let storekeeper: { authorization: string };
  before(async () => {
    app = await startInventoryApp(under);
    storekeeper = await app.started.signIn('STOREKEEPER');
  });
  beforeEach(async () => {
    await app.news();
    await app.audits();
  });

  async function download(path: string, to = app): Promise<{ status: number; text: string; headers: any }> {
    const headers = to === app ? storekeeper : await to.started.signIn('STOREKEEPER');
    const response = await to.started.app.inject({ method: 'GET', url: path, headers });
    return { status: response.statusCode, text: response.body, headers: response.headers };
  }

  async function load(text: string | Buffer, { dryRun = false, to = app, type = 'text/csv' } = {}) {
    const headers = to === app ? storekeeper : await to.started.signIn('STOREKEEPER');
    const response = await to.started.app.inject({
      method: 'POST',
      url: `/api/v1/inventory/components/import${dryRun ? '?dry_run=true' : ''}`,
      headers: { ...headers, 'content-type': type },
      payload: text,
    });
    return { status: response.statusCode, body: response.json() };
  }

  const idOf = (line = '') => Number(line.slice(line.lastIndexOf(',') + 1));
  const notTaken = (line: number, onHand: number, said: number) => ({
    line,
    column: 'current_stock',
    message: `is not taken: ${onHand} are on hand, and the stock of a known component is changed by a stocktake, not by an import`,
    value: String(said),
  });
  const counts = ({ body }: Awaited<ReturnType<typeof load>>) => [
    body.created,
    body.changed,
    body.unchanged,
    body.refused,
  ];

  test('a file makes new components with their opening stock, changes known ones, and keeps the good rows of bad files', async () => {
    const shelf = await app.location('Shelf 1');
    const known = await app.component(7, shelf, { component_name: 'Known', stock_code: 'K-1', supplier: 'Old' });
    await app.news();
    await app.audits();
    const file = [
      'stock_code,component_name,unit_cost,supplier,current_stock,location,colour',
      'k-1,Known part,2.5,,99,,red',
      'N-1,New part,12.40,Northern,8,SHELF 1,',
      ',Nameless stock,,,3,,',
      'N-2,,,,,,',
      'N-3,Costly,12;5,,,,',
      'N-4,Lost,,,5,Nowhere,',
      'N-1,Twice,,,,,',
      '"N-5" x,Broken,,,,,',
      '',
    ].join('\n');
    const { status, body } = await load(file);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body, {
      dry_run: false,
      created: 2,
      changed: 1,
      unchanged: 0,
      refused: 5,
      ignored_columns: ['colour'],
      rejects: [
        { line: 5, column: 'component_name', message: 'is empty: a component needs a name', value: '' },
        {
          line: 6,
          column: 'unit_cost',
          message: 'must be a number from 0 to 1000000000, with a point for decimals',
          value: '12;5',
        },
        { line: 7, column: 'location', message: 'is no location that there is', value: 'Nowhere' },
        { line: 8, column: 'stock_code', message: 'is spoken of in line 3 already', value: 'N-1' },
        { line: 9, column: null, message: 'The row has text behind a closing quote.', value: '' },
      ],
      warnings: [notTaken(2, 7, 99)],
    });
    const changed = await app.read(known);
    assert.deepEqual(
      [changed.component_name, changed.stock_code, changed.unit_cost, changed.supplier, changed.current_stock],
      ['Known part', 'k-1', 2.5, 'Old', 7],
      'an empty cell leaves what is there, and stock of known ones is changed by a stocktake',
    );
    const found = (await app.send('GET', '/api/v1/inventory/components/search?text=New%20part')).body.items[0];
    assert.deepEqual([found.unit_cost, found.supplier, found.current_stock], [12.4, 'Northern', 8]);
    assert.deepEqual(
      (await app.read(found.id)).levels.map((level: any) => level.location_name),
      ['Shelf 1'],
    );
    assert.deepEqual(
      (await app.news()).map(({ type }) => type),
      ['component.changed', 'component.created', 'component.created', 'stock.received', 'stock.received'],
    );
    assert.deepEqual(
      (await app.audits()).map(({ action }) => action),
      ['component.changed', 'component.created', 'component.created', 'stock.received', 'stock.received'],
    );
    const again = await load(file);
    assert.deepEqual(counts(again), [0, 0, 3, 5]);
    assert.deepEqual(again.body.warnings, [notTaken(2, 7, 99)], 'what others have is what the file says');
    assert.deepEqual(await app.news(), [], 'sending it again changes nothing');
    await app.balance();
  });

  test('a dry run says exactly what a run says, also beyond one batch, and writes nothing', async () => {
    const lines = Array.from({ length: 450 }, (_, at) => `Dry ${at},D-${at},${at % 7}`);
    await load(`component_name,stock_code\nDry 3,OLD-3\nDry renamed,D-5\nDry 9,\n`);
    await app.news();
    const odd = ['Dry 3,D-3b,1', 'DRY 440,,2', 'Dry 7,D-449,3', 'Dry renamed,,4', 'Dry fresh,D-5,5', 'Dry 9,D-777,6'];
    const file = `component_name,stock_code,lead_time_days\n${[...lines, ...odd].join('\n')}\n`;
    const dry = await load(file, { dryRun: true });
    assert.deepEqual(await app.news(), []);
    const run = await load(file);
    assert.deepEqual({ ...dry.body, dry_run: false }, run.body);
    assert.deepEqual(counts(run), [447, 2, 0, 7]);
  });

  test('an export has every component with what is where, quotes what a spreadsheet would run, and goes in again', async () => {
    const source = await startInventoryApp(under);
    const [store, van] = [await source.location('Store'), await source.location('=Van')];
    const odd = await source.component(4, van, {
      component_name: '=HYPERLINK("http://x")',
      stock_code: "'+1",
      notes: 'two\nlines, "quoted"',
      unit_cost: 0.1,
      lead_time_days: 3,
      category: '-Cat',
      unit: 'm',
      supplier: '@home',
      supplier_code: 'S;1',
    });
    await source.component(5, store, { component_name: 'Plain' });
    await source.book(odd, 'reserve', { ticket_id: 1, quantity: 1 });
    const spread = await source.component(2, store, { component_name: 'Spread' });
    await source.book(spread, 'transfer', { from_location_id: store, to_location_id: van, quantity: 1 });
    for (let at = 0; at < 3; at++) await source.component(0, undefined, { component_name: `Empty ${at}` });

    const { status, text, headers } = await download('/api/v1/inventory/components.csv', source);
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'text/csv; charset=utf-8');
    assert.equal(headers['content-disposition'], 'attachment; filename="components.csv"');
    for (const line of text.split('\r\n')) assert.doesNotMatch(line, /(^|,)"?[=+@-]/, line);
    const rows = await csvRowsOf(text);
    assert.deepEqual(
      rows.map((row) => [row['component_name'], row['current_stock'], row['location'], row['reserved']]),
      [
        ['=HYPERLINK("http://x")', '4', '=Van', '1'],
        ['Plain', '5', 'Store', '0'],
        ['Spread', '2', undefined, '0'],
        ['Empty 0', '0', undefined, '0'],
        ['Empty 1', '0', undefined, '0'],
        ['Empty 2', '0', undefined, '0'],
      ],
    );

    const target = await startInventoryApp(under);
    await target.location('Store');
    await target.location('=Van');
    const { body } = await load(text, { to: target });
    assert.deepEqual([body.created, body.refused], [6, 0], JSON.stringify(body));
    const second = await csvRowsOf((await download('/api/v1/inventory/components.csv', target)).text);
    const comparable = (cells: any[]) =>
      cells.map(({ id: _id, reserved: _reserved, available: _available, location, ...row }) => ({
        ...row,
        location: row.component_name === 'Spread' ? undefined : location,
      }));
    assert.deepEqual(comparable(second), comparable(rows));
    const again = (await load(text, { to: source })).body;
    assert.deepEqual([again.unchanged, again.warnings, await target.balance()], [6, [], undefined]);
  });

  test('an export takes the filters of the list, and goes on beyond one page', async () => {
    const many = Array.from({ length: 1_030 }, (_, at) => `Paged ${String(at).padStart(4, '0')},Paged`);
    assert.equal((await load(`component_name,category\n${many.join('\n')}\n`)).body.created, 1_030);
    const rows = await csvRowsOf((await download('/api/v1/inventory/components.csv?category=paged')).text);
    assert.deepEqual(
      rows.map((row) => `${row['component_name']},Paged`),
      many,
    );
    const none = await download('/api/v1/inventory/components.csv?text=nosuchthing');
    assert.equal(none.text.split('\r\n').length, 2, 'the header alone');
  });

  test('an export has each component once, however they are renamed between its pages', async () => {
    const { inventory } = app.started.services;
    const pages = inventory.exportComponents({ category: 'paged' })[Symbol.asyncIterator]();
    const [, first] = [await pages.next(), String((await pages.next()).value)];
    // one that was on the first page would come again behind it, one of the last page would be passed over
    await app.send('PATCH', `/api/v1/inventory/components/${idOf(first.split('\r\n')[0])}`, { component_name: 'Zzz' });
    const [last] = (await app.send('GET', '/api/v1/inventory/components/search?category=paged&order=desc')).body.items;
    await app.send('PATCH', `/api/v1/inventory/components/${last.id}`, { component_name: 'Aaa' });
    let rest = '';
    for (let piece = await pages.next(); piece.done !== true; piece = await pages.next()) rest += piece.value;
    const ids = `${first}${rest}`.trim().split('\r\n').map(idOf);
    assert.deepEqual([ids.length, new Set(ids).size, ids.includes(last.id)], [1_030, 1_030, true]);
  });

  test('the ledger goes out whole, by the filters of its list, the latest first', async () => {
    const shelf = await app.location();
    const id = await app.component(20, shelf, { component_name: 'Ledger part' });
    await app.book(id, 'issue', { quantity: 3, ticket_id: 5, reason: '=1+1' });
    const { status, text, headers } = await download(`/api/v1/inventory/movements.csv?component_id=${id}`);
    assert.equal(status, 200);
    assert.equal(headers['content-disposition'], 'attachment; filename="movements.csv"');
    const rows = await csvRowsOf(text);
    assert.deepEqual(
      rows.map((row) => [row['kind'], row['quantity'], row['on_hand_after'], row['ticket_id'], row['reason']]),
      [
        ['issue', '-3', '17', '5', '=1+1'],
        ['opening', '20', '20', undefined, undefined],
      ],
    );
    assert.match(text, /,'=1\+1,/);
    const issues = await csvRowsOf(
      (await download(`/api/v1/inventory/movements.csv?component_id=${id}&kind=issue`)).text,
    );
    assert.equal(issues.length, 1);
  });

  test('a form with one file is read like a body; two files, none, and one that breaks off write nothing', async () => {
    const part = (name: string, text: string) =>
      `--x\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n`;
    const type = 'multipart/form-data; boundary=x';
    const one = await load(`${part('a.csv', 'component_name\nFormed')}--x--\r\n`, { type });
    assert.deepEqual([one.status, one.body.created], [200, 1]);
    await app.news();
    const two = await load(`${part('a.csv', 'component_name\nA1')}${part('b.csv', 'component_name\nB1')}--x--\r\n`, {
      type,
    });
    assert.deepEqual([two.status, two.body.code], [422, 'upload-invalid']);
    const cut = await load(part('a.csv', 'component_name\nA2'), { type });
    assert.ok(['body-malformed', 'upload-invalid'].includes(cut.body.code), JSON.stringify(cut.body));
    const empty = await load('--x--\r\n', { type });
    assert.equal(empty.status >= 400 && empty.status < 500, true, JSON.stringify(empty.body));
    for (const file of ['', 'name\nx', 'component_name,component_name\nx,y']) {
      assert.deepEqual((await load(file)).body.code, 'upload-invalid', file);
    }
    const tooMany = await load(`component_name\n${'x\n'.repeat(50_001)}`);
    assert.deepEqual([tooMany.body.code, /50,000 rows/.test(tooMany.body.detail)], ['upload-invalid', true]);
    const tooLarge = await load(`component_name\n${'x'.repeat(10_485_760)}`);
    assert.equal(tooLarge.body.code, 'body-too-large');
    assert.deepEqual(await app.news(), []);
  });

  test('stock without a location goes to the first one, which a file makes where there is none', async () => {
    const fresh = await startInventoryApp(under);
    assert.deepEqual(counts(await load('component_name,current_stock\nA,1\nB,2\n', { to: fresh })), [2, 0, 0, 0]);
    const { body } = await fresh.send('GET', '/api/v1/inventory/locations');
    assert.deepEqual(
      body.items.map((location: any) => location.name),
      ['Main store'],
    );
    await fresh.send('POST', `/api/v1/inventory/locations/${body.items[0].id}/retire`);
    for (const dryRun of [true, false]) {
      const refused = await load('component_name,current_stock\nC,1\n', { to: fresh, dryRun });
      assert.deepEqual([refused.status, refused.body.code], [409, 'location-retired']);
    }
  });

  test('two who load the same file at once make each component once', async () => {
    const lines = Array.from({ length: 300 }, (_, at) => `Race ${at},R-${at},2`);
    const file = `component_name,stock_code,current_stock\n${lines.join('\n')}\n`;
    const both = await Promise.all([load(file), load(file)]);
    for (const { status, body } of both) assert.equal(status, 200, JSON.stringify(body));
    assert.equal(
      both.reduce((sum, { body }) => sum + body.created, 0),
      300,
    );
    assert.equal(
      both.reduce((sum, { body }) => sum + body.unchanged, 0),
      300,
    );
    await app.balance();
  });

  test('a file that changes components while others change them leaves what both have said', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `Contended ${at}`);
    const ids: number[] = [];
    for (const component_name of names) ids.push(await app.component(0, undefined, { component_name }));
    const file = `component_name,supplier\n${names.map((name) => `${name},Northern`).join('\n')}\n`;
    const [loaded, ...changed] = await Promise.all([
      load(file),
      ...ids.map((id) => app.send('PATCH', `/api/v1/inventory/components/${id}`, { notes: 'Seen' })),
    ]);
    assert.deepEqual([loaded.status, ...counts(loaded)], [200, 0, 20, 0, 0], JSON.stringify(loaded.body));
    for (const { status, body } of changed) assert.equal(status, 200, JSON.stringify(body));
    for (const id of ids) {
      const { supplier, notes, version } = await app.read(id);
      assert.deepEqual([supplier, notes, version], ['Northern', 'Seen', 3]);
    }
  });

  test('only who keeps the store loads components; everybody who reads them takes them out', async () => {
    const technician = await app.started.signIn('TECHNICIAN');
    const response = await app.started.app.inject({
      method: 'POST',
      url: '/api/v1/inventory/components/import',
      headers: { ...technician, 'content-type': 'text/csv' },
      payload: 'component_name\nMine\n',
    });
    assert.equal(response.statusCode, 403);
    const send = clientOf(app.started.app, technician);
    assert.equal((await send('GET', '/api/v1/inventory/components/search?text=Mine')).body.items.length, 0);
    const out = await app.started.app.inject({
      method: 'GET',
      url: '/api/v1/inventory/components.csv',
      headers: technician,
    });
    assert.equal(out.statusCode, 200);
  });
});
