/** Contract §1.6 and §1.7: the operator terminal of the old front end, and cuts and stops in its shapes. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { type Asker, serveMilldash, signIn, uploadPeriodsText } from '../support/serving.ts';
import { type OldFrontEnd, openOldFrontEnd } from './old-front-end.ts';

const mill = '6809f67ffc54c40ff1b489cf';
const idle = '6809f8df20e024b627b489eb';
const stop = (number: number) => `6818403f000000000000000${number}`;
const hour = 3_600_000;

onEachEngine('the operator terminal of the old front end', (under) => {
  let page: OldFrontEnd;
  let boss: Asker;
  /** Whole seconds, so that the CSV file says it to the millisecond. */
  let nowMs: number;
  const ago = (hours: number) => new Date(nowMs - hours * hour).toISOString();
  /** As the file has it. */
  const row = (hours: number) => ago(hours).replace('T', ' ').replace('.000Z', '+00:00');

  before(async () => {
    const serving = await serveMilldash({ databaseUrl: await under.createDatabaseUrl() });
    under.atEnd(async () => void (await serving.stop()));
    page = openOldFrontEnd(serving.url);
    await page.signIn();
    boss = await signIn(serving.url);
    nowMs = Math.floor(Date.now() / 1_000) * 1_000;
    const csv = [
      'name,id,machine_id,downtime_reason_name,start_timestamp,end_timestamp,productivity,classification',
      `Mill 1,${stop(1)},${mill},Coil Change ,${row(30)},${row(23.5)},productive,DOWNTIME`,
      `Mill 1,${stop(2)},${mill},No Reason Required,${row(23.5)},${row(3)},productive,UPTIME`,
      `Mill 1,${stop(3)},${mill},,${row(3)},${row(2)},,DOWNTIME`,
      `Mill 1,${stop(4)},${mill},Hydraulic,${row(1)},${row(0.5)},unproductive,DOWNTIME`,
      `Mill 2,${stop(5)},${idle},No Reason Required,${row(3)},${row(2)},productive,UPTIME`,
      // in summer the factory's clocks are an hour ahead
      `Mill 1,${stop(6)},${mill},Set Up,2025-07-07 05:10:00+00:00,2025-07-07 05:20:00+00:00,productive,DOWNTIME`,
    ];
    const loaded = await uploadPeriodsText(serving.url, boss, 'mills.csv', csv.join('\n'));
    assert.equal(loaded.status, 200, JSON.stringify(loaded.body));
  });

  const products = '/api/v1/products';
  const runs = '/api/v1/runs';

  test('the list of products is an empty array at first; programs make products by name and code', async () => {
    for (const address of [products, `${products}/`]) assert.deepEqual((await page.get(address)).body, []);
    const made = await page.send('POST', products, { product_name: 'Strut', product_code: 'ST-1' });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const bare = await page.send('POST', `${products}/`, { product_name: 'Rail' });
    assert.equal(bare.status, 201);
    const { status, body } = await page.get(products, { skip: 0, limit: 100 });
    assert.equal(status, 200);
    assert.deepEqual(body, [
      { id: bare.body.id, product_name: 'Rail', product_code: null },
      { id: made.body.id, product_name: 'Strut', product_code: 'ST-1' },
    ]);
    assert.deepEqual((await page.get(products, { skip: 1, limit: 1 })).body, [body[1]]);
    assert.equal((await page.get(products, { skip: -1 })).status, 422);
  });

  test('no active run is the literal null with 200, which the page can read, for machines that nobody knows too', async () => {
    for (const machine of [mill, idle, 'nosuch']) {
      for (const slash of ['', '/']) {
        const { status, headers, text } = await page.get(`${runs}/active/${machine}${slash}`);
        assert.deepEqual([status, headers.get('content-type'), text], [200, 'application/json; charset=utf-8', 'null']);
      }
    }
  });

  test('a run is started, shown, refused to start twice, and completed, as the terminal does it', async () => {
    const [product] = (await page.get(products)).body;
    const started = await page.send('POST', runs, { machine_id: mill, product_id: product.id });
    assert.equal(started.status, 201, JSON.stringify(started.body));
    const read = ({ id, machine_id, product_id, start_time, end_time, status, scrap_length, product: of }: any) => ({
      id,
      machine_id,
      product_id,
      start_time,
      end_time,
      status,
      scrap_length,
      product: of,
    });
    const expected = {
      id: started.body.id,
      machine_id: mill,
      product_id: product.id,
      start_time: started.body.start_time,
      end_time: null,
      status: 'ACTIVE',
      scrap_length: null,
      product,
    };
    assert.deepEqual(read(started.body), expected);
    assert.match(started.body.start_time, /Z$/);
    assert.ok(Math.abs(Date.parse(started.body.start_time) - Date.now()) < 60_000, 'now, not when the process started');
    const shown = await page.get(`${runs}/active/${mill}`);
    assert.deepEqual([shown.status, read(shown.body)], [200, expected]);

    const twice = await page.send('POST', `${runs}/`, { machine_id: mill, product_id: product.id });
    assert.equal(twice.status, 409);
    assert.equal(twice.body.detail, 'Machine Mill 1 already has an active production run.');
    const lost = await page.send('POST', runs, { machine_id: idle, product_id: 999_999 });
    assert.deepEqual([lost.status, lost.body.code], [404, 'product-not-found']);
    const nowhere = await page.send('POST', runs, { machine_id: 'nosuch', product_id: product.id });
    assert.deepEqual([nowhere.status, nowhere.body.code], [422, 'unknown-machine']);

    // an empty field is NaN in the page, which axios sends as null
    const done = await page.send('PUT', `${runs}/${started.body.id}/complete`, { scrap_length: null });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.deepEqual([done.body.status, done.body.scrap_length], ['COMPLETED', null]);
    assert.ok(Date.parse(done.body.end_time) > Date.parse(done.body.start_time));
    assert.equal((await page.get(`${runs}/active/${mill}`)).text, 'null');
    const again = await page.send('PUT', `${runs}/${started.body.id}/complete`, { scrap_length: 1 });
    assert.deepEqual([again.status, again.body.detail], [400, 'This run is already completed.']);
    const unknown = await page.send('PUT', `${runs}/999999/complete`, { scrap_length: 1 });
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'run-not-found']);

    const next = await page.send('POST', runs, { machine_id: mill, product_id: product.id });
    const scrapped = await page.send('PUT', `${runs}/${next.body.id}/complete/`, {
      scrap_length: 2.75,
      status: 'COMPLETED',
      good_count: null,
      scrap_count: null,
      total_count: null,
    });
    assert.deepEqual([scrapped.status, scrapped.body.scrap_length], [200, 2.75]);
    const negative = await page.send('PUT', `${runs}/${next.body.id}/complete`, { scrap_length: -1 });
    assert.equal(negative.status, 422);
  });

  test('the stops of a machine are those that are stored, with both pairs of names, valid times and a duration, in every form of time that the pages send', async () => {
    // both pages: one writes offsets, the other Z
    for (const [start, end] of [
      [ago(24), new Date(nowMs + 1_000).toISOString()],
      [ago(24).replace('Z', '+00:00'), ago(-1).replace('Z', '+00:00')],
      [ago(24).replace('Z', ''), ago(-1).replace('Z', '')],
    ] as const) {
      const { status, body } = await page.get('/api/v1/fourjaw/downtimes', {
        machine_id: mill,
        start_time: start,
        end_time: end,
      });
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual(
        body.map((one: any) => [one.id, one.downtime_reason_name, one.productivity, one.open]),
        [
          [stop(1), 'Coil Change', 'productive', false],
          [stop(3), '', '', false],
          [stop(4), 'Hydraulic', 'unproductive', false],
        ],
      );
      for (const one of body) {
        assert.equal(one.classification, 'DOWNTIME');
        assert.equal(one.machine_id, mill);
        assert.deepEqual([one.start_time, one.end_time], [one.start_timestamp, one.end_timestamp]);
        assert.ok(!Number.isNaN(Date.parse(one.start_time)) && !Number.isNaN(Date.parse(one.end_time)));
        assert.equal((Date.parse(one.end_time) - Date.parse(one.start_time)) / 1_000, one.duration_seconds);
      }
      assert.equal(body[0].duration_seconds, 6.5 * 3_600, 'the whole stop, where the range cuts it');
    }
  });

  test('a time with minutes only, typed into a date field, is factory time for stops and cuts; with seconds it is UTC', async () => {
    const cut = { machine_id: mill, timestamp_utc: '2025-07-07T05:15:00', cut_count: 2 };
    assert.equal((await boss.ask('POST', '/api/v1/cuts', cut)).status, 200);
    for (const [start_time, end_time, found] of [
      ['2025-07-07T06:00', '2025-07-07T06:30', 1],
      ['2025-07-07T05:00', '2025-07-07T05:30', 0],
      ['2025-07-07T05:00:00.000', '2025-07-07T05:30:00.000', 1],
      ['2025-07-07T06:00:00', '2025-07-07T06:30:00', 0],
      ['2025-07-07T06:00:00+01:00', '2025-07-07T06:30:00+01:00', 1],
    ] as const) {
      for (const slash of ['', '/']) {
        const stops = await page.get(`/api/v1/fourjaw/downtimes${slash}`, { machine_id: mill, start_time, end_time });
        assert.equal(stops.status, 200, JSON.stringify(stops.body));
        const cuts = await page.get(`/api/v1/cuts${slash}`, { machine_ids: mill, start_time, end_time });
        assert.deepEqual([stops.body.length, cuts.body.length], [found, found], `${start_time} to ${end_time}`);
      }
    }
  });

  test('stops are answered on every range: none, empty, the last day by default; and a machine must be named', async () => {
    const path = '/api/v1/fourjaw/downtimes';
    const ids = async (query: any) => {
      const { status, body } = await page.get(path, query);
      return status === 200 ? body.map((one: any) => one.id) : [status, body.code];
    };
    assert.deepEqual(await ids({ machine_id: mill, start_time: ago(50), end_time: ago(40) }), []);
    assert.deepEqual(await ids({ machine_id: mill, start_time: ago(1), end_time: ago(2) }), [], 'backwards');
    assert.deepEqual(await ids({ machine_id: mill }), [stop(1), stop(3), stop(4)]);
    assert.deepEqual(await ids({ machine_id: idle }), []);
    assert.deepEqual(await ids({}), [422, 'validation-failed']);
    assert.deepEqual(await ids({ machine_id: 'nosuch' }), [422, 'unknown-machine']);
    assert.deepEqual(await ids({ machine_id: mill, start_time: 'x' }), [422, 'validation-failed']);
  });

  test('cuts of a range are a bare array, ascending, of the machines that are named in any way', async () => {
    const cuts = '/api/v1/cuts';
    const reported = await boss.ask('POST', cuts, [
      { machine_id: mill, timestamp_utc: ago(2).replace('Z', ''), cut_count: 3 },
      { machine_id: mill, timestamp_utc: ago(4), cut_count: 1 },
      { machine_id: idle, timestamp_utc: ago(3), cut_count: 2 },
      { machine_id: mill, timestamp_utc: ago(1), cut_count: 4 },
    ]);
    assert.equal(reported.status, 200, JSON.stringify(reported.body));
    const range = { start_time: ago(4), end_time: ago(1) };
    const { status, body } = await page.get(cuts, { ...range, machine_ids: [mill, idle] });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      body.map(({ id, ...one }: any) => [typeof id, one]),
      [
        ['number', { machine_id: mill, timestamp_utc: ago(4), cut_count: 1 }],
        ['number', { machine_id: idle, timestamp_utc: ago(3), cut_count: 2 }],
        ['number', { machine_id: mill, timestamp_utc: ago(2), cut_count: 3 }],
      ],
    );
    const counts = async (machines: any) =>
      (await page.get(`${cuts}/`, { ...range, machine_ids: machines })).body.map((one: any) => one.cut_count);
    assert.deepEqual(await counts([mill]), [1, 3]);
    assert.deepEqual(await counts(`${mill},${idle}`), [1, 2, 3]);
    assert.deepEqual(await counts('All'), [1, 2, 3]);
    assert.deepEqual(await counts(undefined), [1, 2, 3]);
    assert.equal((await page.get(cuts, { start_time: ago(4) })).status, 422);
    assert.deepEqual((await page.get(cuts, { start_time: ago(1), end_time: ago(4) })).body, []);
  });

  test('each period in the analytical data names the product whose run it began in', async () => {
    const [rail, strut] = (await page.get(products)).body;
    const past = (product: number, from: number, to: number) =>
      boss.ask('POST', `${runs}/record`, {
        machine_id: mill,
        product_id: product,
        start_time: ago(from),
        end_time: ago(to),
        reason: 'Nobody started it',
      });
    assert.equal((await past(rail.id, 40, 30)).status, 201);
    assert.equal((await past(strut.id, 30, 3)).status, 201);
    const { status, body } = await page.get('/api/v1/dashboard/analytical-data-optimized', {
      start_time: ago(48),
      end_time: ago(0),
      machine_ids: [mill],
    });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      body.records.map(({ id, product_name }: any) => [id, product_name]),
      [
        [stop(1), 'Strut'],
        [stop(2), 'Strut'],
        [stop(3), null],
        [stop(4), null],
      ],
    );
  });
});
