/** What goes out as a CSV file says what its JSON list says: the same rows by the same filters, cell by field. */
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { before, test } from 'node:test';
import type { FastifyRequest } from 'fastify';
import Papa from 'papaparse';
import { systemActor } from '../../src/kernel/access.ts';
import { withoutGuard } from '../../src/kernel/csv-writer.ts';
import { ALL_PAGES_ROWS } from '../../src/kernel/paging.ts';
import { onEachEngine } from '../support/engines.ts';
import type { Answer } from '../support/http-client.ts';
import { type MaintenanceApp, mill1, mill2, startMaintenanceApp } from './maintenance/maintenance-app.ts';
import { documentedRoutes } from './users/access-document.ts';

const formula = '=HYPERLINK("http://x"), "now"';

interface Keyed {
  readonly id?: string | number;
  readonly component_id?: string | number;
  readonly location_id?: string | number;
}
type Item = Keyed & Readonly<Record<string, unknown>>;

onEachEngine('lists as CSV', (under) => {
  let app: MaintenanceApp;
  let admin: { authorization: string };
  let ticket: number;
  const at = (hours: number) => new Date(app.clock.now() + hours * 3_600_000).toISOString();

  async function made(method: 'POST' | 'PUT', url: string, body: object): Promise<Answer['body']> {
    const answer = await app.as.SUPERVISOR(method, url, body);
    assert.ok(answer.status < 300, `${url}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  before(async () => {
    app = await startMaintenanceApp(under);
    admin = await app.signIn('ADMIN');
    const products: number[] = [];
    for (const product_name of [formula, 'Purlin', 'Strut']) {
      products.push((await made('POST', '/api/v1/products', { product_name, ideal_cycle_seconds: 1.5 })).id);
    }
    await made('POST', `/api/v1/products/${products[2]}/retire`, {});
    const past = { product_id: products[0], reason: 'Nobody started it', good_count: 5, scrap_count: 1, note: formula };
    for (const [machine_id, from] of [
      [mill1, -9],
      [mill2, -7],
      [mill1, -5],
    ] as const) {
      await made('POST', '/api/v1/runs/record', { ...past, machine_id, start_time: at(from), end_time: at(from + 1) });
    }
    await made('POST', '/api/v1/runs', { machine_id: mill1, product_id: products[1], target_quantity: 10 });
    const cuts = [mill1, mill2, mill1].map((machine_id, n) => ({
      machine_id,
      timestamp_utc: at(-n),
      cut_count: n + 1,
      source_id: `=${n}`,
    }));
    await made('POST', '/api/v1/cuts', cuts);

    ticket = (await app.open({ description: formula })).id;
    const other = (await app.open({ machine_id: mill2 })).id;
    for (const [id, more] of [
      [ticket, { note: formula, started_at: at(-2), user_id: app.ids.TECHNICIAN }],
      [ticket, {}],
      [other, {}],
    ] as const) {
      await made('POST', `/api/v1/tickets/${id}/labour`, { duration_minutes: 30, ...more });
    }

    const location = await made('POST', '/api/v1/inventory/locations', { name: '=Shelf' });
    for (const component_name of ['Belt', '@Chain']) {
      const { id } = await made('POST', '/api/v1/inventory/components', { component_name, current_stock: 3 });
      const { levels } = (await app.as.SUPERVISOR('GET', `/api/v1/inventory/components/${id}`)).body;
      const place = levels[0]?.location_id ?? location.id;
      await made('PUT', `/api/v1/inventory/components/${id}/levels/${place}`, { minimum: 5, maximum: 9 });
      await made('POST', `/api/v1/inventory/components/${id}/reserve`, {
        ticket_id: ticket,
        location_id: place,
        quantity: 1,
      });
    }
  });

  const day = () => `start_time=${at(-24)}&end_time=${at(24)}`;
  const lists: [csv: string, json: string, filters: () => string[]][] = [
    ['/api/v1/products.csv', '/api/v1/products/search', () => ['', 'retired=false', 'text=strut']],
    [
      '/api/v1/runs.csv',
      '/api/v1/runs',
      () => ['', 'status=ACTIVE', `machine_ids=${mill2}`, `start_time=${at(-5.5)}`, `end_time=${at(-6)}`],
    ],
    ['/api/v1/cuts.csv', '/api/v1/cuts/search', () => [day(), `${day()}&machine_ids=${mill1}`]],
    ['/api/v1/inventory/reservations.csv', '/api/v1/inventory/reservations', () => ['', `ticket_id=${ticket}`]],
    ['/api/v1/inventory/low-stock.csv', '/api/v1/inventory/low-stock', () => ['']],
    ['/api/v1/inventory/locations.csv', '/api/v1/inventory/locations', () => ['', 'retired=false', 'text=shelf']],
    ['/api/v1/reasons.csv', '/api/v1/reasons', () => ['', 'group=other', 'text=hydr']],
    ['/api/v1/audit.csv', '/api/v1/audit', () => ['', 'action=ticket.*', `entity=ticket&entity_id=${ticket}`]],
    ['/api/v1/users.csv', '/api/v1/users', () => ['', 'access_role=VIEWER', 'search=technician']],
  ];

  async function fileOf(url: string): Promise<Record<string, string>[]> {
    const { statusCode, body, headers: told } = await app.app.inject({ url, headers: admin });
    assert.equal(statusCode, 200, body);
    assert.equal(told['content-type'], 'text/csv; charset=utf-8');
    const name = url.replace(/\?.*/, '').split('/').at(-1);
    assert.equal(told['content-disposition'], `attachment; filename="${name}"`);
    const { data, errors, meta } = Papa.parse<Record<string, string>>(body, { header: true, skipEmptyLines: true });
    assert.deepEqual(errors, []);
    for (const field of meta.fields ?? []) assert.match(field, /^[a-z_]+$/);
    for (const row of data) {
      for (const [column, cell] of Object.entries(row)) {
        assert.doesNotMatch(cell, /^[=+@-](?!\d+(\.\d+)?$)/, 'a spreadsheet would run it');
        row[column] = withoutGuard(cell);
      }
    }
    return data;
  }

  for (const [csv, json, filters] of lists) {
    test(`${csv} says what ${json} says, by its filters`, async () => {
      for (const filter of filters()) {
        const items: Item[] = (await app.as.ADMIN('GET', `${json}?limit=1000&${filter}`)).body.items;
        const rows = await fileOf(`${csv}?${filter}`);
        assert.ok(items.length > 0, filter);
        const keyOf = ({ id, component_id: component, location_id: location }: Keyed) =>
          `${id ?? `${component} ${location}`}`;
        assert.deepEqual(rows.map(keyOf).toSorted(), items.map(keyOf).toSorted(), filter);
        for (const item of items) {
          const row = rows.find((one) => keyOf(one) === keyOf(item)) ?? {};
          for (const [column, cell] of Object.entries(row)) {
            if (!(column in item)) continue;
            const value = item[column];
            const shown = column === 'actor' ? (value as { readonly name: string }).name : value;
            if (typeof shown === 'object' && shown !== null) assert.deepEqual(JSON.parse(cell), shown);
            else assert.equal(cell, String(shown ?? ''), `${column} of ${keyOf(item)}`);
          }
        }
      }
    });
  }

  test('/api/v1/tickets/labour.csv has the time of all tickets, by its filters', async () => {
    const all = await fileOf('/api/v1/tickets/labour.csv');
    assert.deepEqual(
      all.map((row) => [row['machine_name'], row['user_name'], row['duration_minutes'], row['note']]),
      [
        ['Mill 1', 'Test TECHNICIAN', '30', formula],
        ['Mill 1', 'Test SUPERVISOR', '30', ''],
        ['Mill 2', 'Test SUPERVISOR', '30', ''],
      ],
    );
    const [first] = all;
    assert.deepEqual([first?.['started_at'], first?.['ticket_id']], [at(-2), String(ticket)]);
    for (const [query, found] of [
      [`ticket_id=${ticket}`, 2],
      [`user_id=${app.ids.SUPERVISOR}`, 2],
      [`machine_ids=${mill2}`, 1],
      [`start_time=${at(-1)}`, 2],
      [`end_time=${at(-1)}`, 1],
    ]) {
      assert.equal((await fileOf(`/api/v1/tickets/labour.csv?${query}`)).length, found, String(query));
    }
    const refused = await app.as.VIEWER('GET', '/api/v1/tickets/labour.csv?machine_ids=nowhere');
    assert.deepEqual([refused.status, refused.body.code], [422, 'unknown-machine']);
  });

  test('a file goes on behind its first page, and has each run once although others move meanwhile', async () => {
    const { production } = app.services;
    const { id } = (await app.as.ADMIN('GET', '/api/v1/products/search?text=purlin')).body.items[0];
    const hour = 3_600_000;
    const begin = app.clock.now() - 2_000 * hour;
    const actor = systemActor('test');
    const runs = Array.from({ length: ALL_PAGES_ROWS + 20 }, (_, n) => ({
      machineId: mill2,
      productId: id,
      startedAt: begin + n * hour,
      endedAt: begin + (n + 1) * hour,
      scrapLength: null,
      note: null,
    }));
    await app.services.store.transact(actor, async (tx) => {
      await production.holdRunsWithin(tx, [mill2]);
      await production.takeOverRunsWithin(tx, runs, 0);
    });
    const total = (await app.as.ADMIN('GET', '/api/v1/runs?with_total=true&limit=1')).body.total;
    const pages = (await production.exportRuns({}))[Symbol.asyncIterator]();
    const [, first] = [await pages.next(), String((await pages.next()).value)];
    const idOf = (line: string) => Number(line.slice(0, line.indexOf(',')));
    const seen = first.trim().split('\r\n').map(idOf);
    const last = Math.max(...seen);
    // by their start the one would come again behind the others, the other would be passed over
    await production.changeRun(actor, last, { startedAt: begin - 9 * hour, endedAt: begin - 8 * hour }, 'Wrong day');
    await production.changeRun(
      actor,
      last + 1,
      { startedAt: begin - 7 * hour, endedAt: begin - 6 * hour },
      'Wrong day',
    );
    let rest = '';
    for (let piece = await pages.next(); piece.done !== true; piece = await pages.next()) rest += piece.value;
    const ids = [...seen, ...rest.trim().split('\r\n').map(idOf)];
    assert.deepEqual([ids.length, new Set(ids).size, ids.includes(last + 1)], [total, total, true]);
  });

  test('every file may be read for a quarter of an hour, those of reports too', async () => {
    const files = documentedRoutes().filter(({ method, path }) => method === 'GET' && path.endsWith('.csv'));
    assert.ok(files.length > 20, 'the routes were read');
    const limits = new Map<string, number>();
    const note = (message: unknown) => {
      const { url, handlerTimeout } = (message as { readonly request: FastifyRequest }).request.routeOptions;
      limits.set(url ?? '', handlerTimeout);
    };
    subscribe('tracing:fastify.request.handler:start', note);
    try {
      for (const { path } of files) {
        // some need a range, and the others know none
        const ranges = [`start_time=${at(-1)}&end_time=${at(0)}`, ''];
        for (const range of ranges) await app.app.inject({ url: `${path}?${range}`, headers: admin });
      }
    } finally {
      unsubscribe('tracing:fastify.request.handler:start', note);
    }
    assert.deepEqual(Object.fromEntries(limits), Object.fromEntries(files.map(({ path }) => [path, 900_000])));
  });

  test('a list that is empty is its first line', async () => {
    for (const path of [
      '/api/v1/runs.csv?product_id=999',
      '/api/v1/audit.csv?entity=nothing',
      '/api/v1/users.csv?search=zz9',
    ]) {
      const { body } = await app.app.inject({ url: path, headers: admin });
      assert.match(body, /^id,[a-z_,]+\r\n$/, path);
    }
  });

  test('who may not read a list gets no file of it, and a misspelt filter is told', async () => {
    for (const path of ['/api/v1/users.csv', '/api/v1/audit.csv']) {
      assert.equal((await app.as.TECHNICIAN('GET', path)).status, 403, path);
    }
    for (const [path, code] of [
      ['/api/v1/runs.csv?machine_ids=nowhere', 'unknown-machine'],
      ['/api/v1/runs.csv?limit=5', 'validation-failed'],
      [`/api/v1/cuts.csv?start_time=${at(1)}&end_time=${at(0)}`, 'range-invalid'],
    ]) {
      assert.equal((await app.as.VIEWER('GET', path ?? '')).body.code, code, path);
    }
  });
});
