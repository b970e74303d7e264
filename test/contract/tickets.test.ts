/** Contract §1.5 and §2: the old front end's maintenance pages, request for request. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { onEachEngine } from '../support/engines.ts';
import { plain } from '../support/pictures.ts';
import { administrator, send, serveMilldash, signIn, uploadPeriodsText } from '../support/serving.ts';
import { axiosQuery, type OldFrontEnd, openOldFrontEnd } from './old-front-end.ts';

const path = '/api/v1/tickets';
const mill = '6809f67ffc54c40ff1b489cf';
const period = '6818403f0000000000000001';

onEachEngine('the maintenance pages of the old front end', (under) => {
  let page: OldFrontEnd;
  let url: string;
  before(async () => {
    const serving = await serveMilldash({ databaseUrl: await under.createDatabaseUrl() });
    under.atEnd(async () => void (await serving.stop()));
    url = serving.url;
    page = openOldFrontEnd(url);
    await page.signIn();
    const asker = await signIn(serving.url);
    const csv = [
      'name,id,machine_id,downtime_reason_name,end_timestamp,start_timestamp,productivity,classification',
      `Mill 1,${period},${mill},Hydraulic,2025-05-05 06:00:00+00:00,2025-05-05 05:00:00+00:00,unproductive,DOWNTIME`,
    ].join('\n');
    const loaded = await uploadPeriodsText(serving.url, asker, 'mill.csv', csv);
    assert.equal(loaded.status, 200, loaded.text);
  });

  /** What the detail page reads. */
  const read = (ticket: any) => ({
    id: ticket.id,
    machine_id: ticket.machine_id,
    incident_category: ticket.incident_category,
    priority: ticket.priority,
    status: ticket.status,
    logged_time: ticket.logged_time,
    resolved_time: ticket.resolved_time,
    description: ticket.description,
    work_notes: ticket.work_notes,
    images: ticket.images,
    components_used: ticket.components_used,
  });
  const file = async (body: object = {}) => {
    const { status, body: ticket } = await page.send('POST', path, {
      machine_id: mill,
      incident_category: 'Mechanical',
      description: 'Coil jammed',
      priority: 'High',
      fourjaw_downtime_id: null,
      ...body,
    });
    assert.equal(status, 201, JSON.stringify(ticket));
    return ticket;
  };

  test('the list is an empty array at first, in both forms of the address', async () => {
    for (const address of [path, `${path}/`]) {
      const { status, body } = await page.get(address, { status: 'all' });
      assert.deepEqual([status, body], [200, []]);
    }
  });

  test('the form files a ticket with every category and priority that it offers, with and without a downtime', async () => {
    for (const incident_category of ['Mechanical', 'Electrical', 'Tooling', 'Hydraulic', 'Software', 'Other']) {
      for (const priority of ['Low', 'Medium', 'High']) await file({ incident_category, priority });
    }
    const ticket = await file({ fourjaw_downtime_id: period });
    assert.equal(ticket.fourjaw_downtime_id, period);
    assert.deepEqual(read(ticket), {
      id: ticket.id,
      machine_id: mill,
      incident_category: 'Mechanical',
      priority: 'High',
      status: 'Open',
      logged_time: ticket.logged_time,
      resolved_time: null,
      description: 'Coil jammed',
      work_notes: [],
      images: [],
      components_used: [],
    });
    assert.match(ticket.logged_time, /Z$/);
    assert.ok(Math.abs(Date.parse(ticket.logged_time) - Date.now()) < 60_000, 'now, not when the process started');
    const bare = await page.send('POST', `${path}/`, {
      machine_id: mill,
      incident_category: 'Other',
      description: 'x',
    });
    assert.deepEqual([bare.status, bare.body.priority], [201, 'Medium']);
  });

  test('tickets and notes of one process have each the time at which they were made, in that order', async () => {
    const startedMs = Date.now();
    const tick = async () => {
      const seen = Date.now();
      while (Date.now() === seen) await setImmediate();
    };
    const first = await file();
    await tick();
    const note = await page.send('POST', `${path}/${first.id}/notes`, { note: 'Seen', author: 'Ada' });
    await tick();
    const second = await file();
    const times = [first.logged_time, note.body.created_at, second.logged_time].map((time) => Date.parse(time));
    assert.ok((times[0] ?? 0) >= startedMs && (times[2] ?? 0) <= Date.now());
    assert.ok((times[0] ?? 0) < (times[1] ?? 0) && (times[1] ?? 0) < (times[2] ?? 0), times.join());
    const { body } = await page.get(path, { status: 'all' });
    assert.deepEqual([body[0].id, body[1].id], [second.id, first.id], 'the newest first');
  });

  test('a ticket that is about a stop is named beside it in the analytical data, with its category', async () => {
    const { id } = await file({ fourjaw_downtime_id: period, incident_category: 'Hydraulic' });
    const { body } = await page.get('/api/v1/dashboard/analytical-data-optimized', {
      start_time: '2025-05-05T05:00:00.000',
      end_time: '2025-05-05T06:00:00.000',
    });
    const [row, ...others] = body.records;
    assert.deepEqual(others, []);
    assert.deepEqual([row.id, row.maintenance_ticket_id, row.incident_category], [period, id, 'Hydraulic']);
  });

  test('every path of a ticket is answered with and without the slash, with no body as with the literal null', async () => {
    const belt = { component_name: 'V-belt', current_stock: 10 };
    const component = (await page.send('POST', '/api/v1/inventory/components', belt)).body.id;
    const asker = await signIn(url);
    const photo = await plain({ width: 8, height: 8 }).png().toBuffer();
    for (const slash of ['', '/']) {
      const { id } = await file();
      assert.deepEqual((await page.get(`${path}/${id}${slash}`)).body.id, id);
      for (const [body, status] of [
        [null, 'In+Progress'],
        [undefined, 'Resolved'],
        [{}, 'Open'],
      ] as const) {
        const moved = await page.send('PUT', `${path}/${id}${slash}?status=${status}`, body);
        assert.deepEqual([moved.status, moved.body.status], [200, status.replace('+', ' ')]);
      }
      const note = await page.send('POST', `${path}/${id}/notes${slash}`, { note: 'Seen', author: 'Ada' });
      assert.deepEqual([note.status, note.body.note], [200, 'Seen']);
      const form = new FormData();
      form.append('file', new Blob([photo], { type: 'image/png' }), 'photo.png');
      const sent = await send(`${url}${path}/${id}/upload-image${slash}`, {
        method: 'POST',
        headers: asker.headers,
        body: form,
      });
      assert.equal(sent.status, 200, sent.text);
      for (const body of [null, undefined, {}]) {
        const query = axiosQuery({ component_id: component, quantity_used: 1 });
        const used = await page.send('POST', `${path}/${id}/components${slash}${query}`, body);
        assert.equal(used.status, 200, JSON.stringify(used.body));
      }
      const { body: ticket } = await page.get(`${path}/${id}${slash}`);
      const counts = [ticket.work_notes.length, ticket.images.length, ticket.components_used[0].quantity_used];
      assert.deepEqual(counts, [1, 1, 3]);
    }
  });

  test('a picture is uploaded as the page does, and shown by a plain <img> without a session', async () => {
    const { id } = await file();
    const form = new FormData();
    const picture = await plain({ width: 64, height: 48 }).jpeg().toBuffer();
    form.append('file', new Blob([picture], { type: 'image/jpeg' }), 'photo.jpg');
    const asker = await signIn(url);
    const sent = await send(`${url}${path}/${id}/upload-image`, { method: 'POST', headers: asker.headers, body: form });
    assert.equal(sent.status, 200, sent.text);
    const { id: imageId, image_url, caption } = sent.body;
    assert.deepEqual([typeof imageId, caption], ['number', null]);
    assert.match(image_url, /^uploads\/ticket_images\//);
    const [shown] = (await page.get(`${path}/${id}`)).body.images;
    assert.deepEqual([shown.id, shown.image_url, shown.caption], [imageId, image_url, null]);
    const image = await fetch(`${url}/${image_url}`);
    assert.deepEqual([image.status, image.headers.get('content-type')], [200, 'image/jpeg']);
    assert.equal((await fetch(`${url}/${image_url.split('?')[0]}`)).status, 401);
    const unknown = new FormData();
    unknown.append('file', new Blob([picture]), 'photo.jpg');
    const refused = await send(`${url}${path}/999999/upload-image`, {
      method: 'POST',
      headers: asker.headers,
      body: unknown,
    });
    assert.deepEqual([refused.status, refused.body.code], [404, 'ticket-not-found']);
  });

  test('what the form may not say is refused in a sentence', async () => {
    for (const [body, expected] of [
      [{ machine_id: 'nosuch' }, '422 unknown-machine'],
      [{ machine_id: undefined }, '422 validation-failed'],
      [{ incident_category: 'Banana' }, '422 unknown-category'],
      [{ priority: 'Banana' }, '422 validation-failed'],
      [{ description: '' }, '422 validation-failed'],
      [{ description: undefined }, '422 validation-failed'],
      [{ fourjaw_downtime_id: 'nosuch' }, '404 period-not-found'],
    ] as const) {
      const given = { machine_id: mill, incident_category: 'Other', description: 'x', ...body };
      const { status, body: refusal } = await page.send('POST', path, given);
      assert.equal(`${status} ${refusal.code}`, expected, JSON.stringify(body));
    }
  });

  test('the list has more than a hundred tickets, the newest first, with all that its counters read', async () => {
    for (let at = 0; at < 100; at++) await file({ description: `Number ${at}` });
    const { body } = await page.get(path, { status: 'all' });
    assert.ok(body.length > 100, `${body.length}`);
    assert.equal(body[0].description, 'Number 99');
    for (const member of [
      'id',
      'machine_id',
      'incident_category',
      'description',
      'priority',
      'status',
      'logged_time',
    ]) {
      assert.ok(
        body.every((ticket: any) => ticket[member] != null),
        member,
      );
    }
    assert.ok(body.every((ticket: any) => ticket.resolved_time === null));
    assert.deepEqual((await page.get(path)).body, body);
    assert.equal((await page.get(`${path}/`, { skip: 1, limit: 2 })).body[0].description, 'Number 98');
  });

  test('the detail page sets each status that it offers, with a plus in the query and a literal null as body', async () => {
    const { id } = await file();
    for (const status of ['In Progress', 'Resolved', 'Open', 'Resolved', 'In Progress', 'Closed']) {
      const query = `?status=${status.replace(' ', '+')}`;
      const { status: code, body } = await page.send('PUT', `${path}/${id}${query}`, null);
      assert.equal(code, 200, JSON.stringify(body));
      assert.equal(body.status, status);
      if (status !== 'Resolved' && status !== 'Closed') assert.equal(body.resolved_time, null);
      else assert.ok(Math.abs(Date.parse(body.resolved_time) - Date.now()) < 60_000, body.resolved_time);
      assert.deepEqual(read((await page.get(`${path}/${id}`)).body), read(body));
    }
    const banana = await page.send('PUT', `${path}/${id}?status=Banana`, null);
    assert.equal(banana.status, 422);
    assert.match(banana.body.detail, /Allowed: Open, In Progress, Resolved, Closed/);
    assert.equal((await page.send('PUT', `${path}/${id}`, null)).status, 422, 'no status is none');
    const missing = await page.send('PUT', `${path}/999999?status=Open`, null);
    assert.equal(missing.status, 404);
    assert.match(missing.body.detail, /^Ticket not found/);
  });

  test('the detail page reads one ticket, and says what is not there', async () => {
    const { id } = await file();
    const { status, body } = await page.get(`${path}/${id}/`);
    assert.deepEqual([status, body.id], [200, id]);
    const missing = await page.get(`${path}/999999`);
    assert.equal(missing.status, 404);
    assert.match(missing.body.detail, /^Ticket not found/);
  });

  test('a note comes back as the page shows it, by whoever is signed in', async () => {
    const { id } = await file();
    const { status, body } = await page.send('POST', `${path}/${id}/notes`, { note: 'Waiting', author: 'The boss' });
    assert.equal(status, 200);
    const { body: ticket } = await page.get(`${path}/${id}`);
    assert.deepEqual(ticket.work_notes, [body]);
    assert.equal(body.note, 'Waiting');
    assert.ok(Number.isInteger(body.id));
    assert.match(body.created_at, /Z$/);
    assert.ok(Math.abs(Date.parse(body.created_at) - Date.now()) < 60_000, 'now');
    assert.notEqual(body.author, 'The boss');
    assert.ok(body.author.length > 0, `by name, or by address: ${administrator.email}`);
    assert.equal((await page.send('POST', `${path}/999999/notes`, { note: 'x', author: 'y' })).status, 404);
  });

  test('components are booked from the query with a literal null as body, and shown on the ticket', async () => {
    const { id } = await file();
    const made = await page.send('POST', '/api/v1/inventory/components', {
      id: 1,
      component_name: 'Roller bearing',
      stock_code: 'RB-1',
      current_stock: 5,
    });
    const component = made.body.id;
    const book = (ticket: number, component_id: number, quantity_used: number) =>
      page.send('POST', `${path}/${ticket}/components${axiosQuery({ component_id, quantity_used })}`, null);
    const { status, body } = await book(id, component, 2);
    assert.equal(status, 200, JSON.stringify(body));
    const used = [
      {
        quantity_used: 2,
        component: { id: component, component_name: 'Roller bearing', stock_code: 'RB-1', current_stock: 3 },
      },
    ];
    assert.deepEqual(body.components_used, used);
    assert.deepEqual((await page.get(`${path}/${id}`)).body.components_used, used);
    assert.deepEqual((await page.get(path, { status: 'all' })).body[0].components_used, used);
    assert.equal((await page.get('/api/v1/inventory/components')).body[0].current_stock, 3);

    const short = await book(id, component, 4);
    assert.deepEqual([short.status, short.body.status, short.body.code], [400, 400, 'stock-insufficient']);
    assert.match(short.body.detail, /^Not enough components in stock/);
    const strange = await book(999_999, component, 1);
    assert.deepEqual([strange.status, strange.body.code], [404, 'ticket-not-found']);
    const unknown = await book(id, 999_999, 1);
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'component-not-found']);
    for (const quantity of [0, -5, 1.5]) assert.equal((await book(id, component, quantity)).status, 422);
    assert.equal((await page.send('POST', `${path}/${id}/components`, null)).status, 422, 'neither part nor quantity');
    assert.equal((await page.get('/api/v1/inventory/components')).body[0].current_stock, 3);
  });
});
