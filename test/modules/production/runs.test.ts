/** Runs over HTTP: started, completed, changed afterwards, told late, listed. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { type ProductionApp, startProductionApp } from './production-app.ts';

const runs = '/api/v1/runs';

onEachEngine('runs', (under) => {
  let app: ProductionApp;
  let mill: string;
  let product: number;
  before(async () => {
    app = await startProductionApp(under);
    product = await app.product({ product_name: 'Strut', product_code: 'ST-1' });
  });
  beforeEach(async () => {
    mill = await app.machine();
    app.clock.set('2026-01-15T12:00:00Z');
    await app.newEvents();
    await app.newAudit();
  });
  const complete = (id: number, body?: object | null, headers = {}) =>
    app.as.OPERATOR('PUT', `${runs}/${id}/complete`, body as object, headers);
  const active = async (machineId = mill) => (await app.as.OPERATOR('GET', `${runs}/active/${machineId}`)).body;

  test('a machine and a product start a run: answered, stored, told, audited, and active from then on', async () => {
    assert.equal(await active(), null);
    const { status, body, headers } = await app.as.OPERATOR('POST', runs, { machine_id: mill, product_id: product });
    assert.equal(status, 201);
    assert.equal(headers['location'], `${runs}/${body.id}`);
    assert.deepEqual(body, {
      id: body.id,
      machine_id: mill,
      product_id: product,
      product: { id: product, product_name: 'Strut', product_code: 'ST-1' },
      start_time: app.at(0),
      end_time: null,
      status: 'ACTIVE',
      good_count: null,
      scrap_count: null,
      total_count: null,
      cut_count: 0,
      produced_count: null,
      target_quantity: null,
      progress: null,
      scrap_length: null,
      note: null,
      started_by: 'operator@factory.example',
      completed_by: null,
      version: 1,
      created_at: app.at(0),
      updated_at: app.at(0),
    });
    assert.deepEqual(await app.run(body.id), body);
    assert.deepEqual(await active(), body);
    assert.deepEqual(await app.newEvents(), [
      {
        type: 'run.started',
        subject: `runs/${body.id}`,
        data: {
          run_id: body.id,
          machine_id: mill,
          product_id: product,
          product_name: 'Strut',
          product_code: 'ST-1',
          target_quantity: null,
          status: 'ACTIVE',
          start_time: app.at(0),
          end_time: null,
          good_count: null,
          scrap_count: null,
          total_count: null,
          scrap_length: null,
          version: 1,
        },
      },
    ]);
    const [entry, ...others] = await app.newAudit();
    assert.deepEqual(others, []);
    assert.deepEqual([entry?.action, entry?.entity, entry?.after.machineId], ['run.started', `run ${body.id}`, mill]);
  });

  test('a start is refused where a run is active, and for what is not there or out of use; nothing is changed', async () => {
    const first = await app.start(mill, product);
    const retired = await app.product();
    await app.as.SUPERVISOR('POST', `/api/v1/products/${retired}/retire`);
    const other = await app.machine();
    await app.newEvents();
    const start = (machine_id: string, product_id: number) => app.as.OPERATOR('POST', runs, { machine_id, product_id });
    const refused = await start(mill, product);
    assert.equal(outcomeOf(refused), '409 run-active');
    assert.match(refused.body.detail, /^Machine Mill \d+ already has an active production run\.$/);
    assert.deepEqual(refused.body.current, {
      run_id: first.id,
      product_id: product,
      status: 'ACTIVE',
      start_time: app.at(0),
      end_time: null,
      version: 1,
    });
    assert.equal(outcomeOf(await start('nosuch', product)), '422 unknown-machine');
    assert.equal(outcomeOf(await start(other, 999_999)), '404 product-not-found');
    const gone = await app.machine();
    await app.services.machines.setMachineRetired(systemActor('test'), gone, true);
    await app.newEvents();
    const onGone = await start(gone, product);
    assert.equal(outcomeOf(onGone), '409 machine-retired');
    assert.match(onGone.body.detail, /is out of use/);
    const old = await start(other, retired);
    assert.equal(outcomeOf(old), '409 product-retired');
    assert.match(old.body.detail, /is out of use/);
    for (const body of [
      {},
      { machine_id: other },
      { machine_id: other, product_id: '1' },
      { machine_id: other, product_id: product, x: 1 },
    ]) {
      assert.equal(outcomeOf(await app.as.OPERATOR('POST', runs, body)), '422 validation-failed');
    }
    assert.deepEqual(await app.newEvents(), []);
    assert.equal(await active(other), null);
  });

  test('a run ends when it is completed, with what came of it, and the machine is free', async () => {
    const { id } = await app.start(mill, product);
    await app.newEvents();
    await app.newAudit();
    app.clock.advance(HOUR_MS);
    const done = await complete(id, { scrap_length: 12.5, good_count: 95, scrap_count: 5, note: ' short coil ' });
    assert.equal(done.status, 200);
    const { end_time, status, good_count, scrap_count, total_count, produced_count, scrap_length, note, version } =
      done.body;
    assert.deepEqual(
      { end_time, status, good_count, scrap_count, total_count, produced_count, scrap_length, note, version },
      {
        end_time: app.at(1),
        status: 'COMPLETED',
        good_count: 95,
        scrap_count: 5,
        total_count: 100,
        produced_count: 100,
        scrap_length: 12.5,
        note: 'short coil',
        version: 2,
      },
    );
    assert.equal(done.body.completed_by, 'operator@factory.example');
    assert.deepEqual(await app.run(id), done.body);
    assert.equal(await active(), null);
    const [event] = await app.newEvents();
    assert.deepEqual([event?.type, event?.data.status, event?.data.total_count], ['run.completed', 'COMPLETED', 100]);
    const [entry] = await app.newAudit();
    assert.deepEqual(
      [entry?.action, entry?.before.status, entry?.after.status],
      ['run.completed', 'ACTIVE', 'COMPLETED'],
    );
    const next = await app.start(mill, product);
    assert.equal(next.start_time, app.at(1), 'the next one begins where the last one ended');
  });

  test('nothing has to be said of a run to complete it: nulls, an empty body and the literal null will do', async () => {
    for (const body of [
      { scrap_length: null },
      {},
      undefined,
      { good_count: null, scrap_count: null, total_count: null, status: null },
    ]) {
      const { id } = await app.start(mill, product);
      app.clock.advance(MINUTE_MS);
      const done = await complete(id, body);
      assert.equal(done.status, 200, JSON.stringify(done.body));
      assert.deepEqual([done.body.scrap_length, done.body.total_count, done.body.status], [null, null, 'COMPLETED']);
    }
    const { id } = await app.start(mill, product);
    const done = await complete(id, { status: 'COMPLETED', scrap_length: 0 });
    assert.deepEqual([done.status, done.body.scrap_length], [200, 0]);
  });

  test('what was written down of a run while it was active stays when it is completed, and follows what is said then', async () => {
    const { id } = await app.start(mill, product);
    const counts = { total_count: 100, scrap_count: 5, scrap_length: 2, reason: 'First coil' };
    assert.equal((await app.as.SUPERVISOR('PATCH', `${runs}/${id}`, counts)).status, 200);
    app.clock.advance(HOUR_MS);
    const silent = await complete(id, { scrap_length: null, good_count: null });
    const said = ({ good_count, scrap_count, total_count, scrap_length }: Record<string, unknown>) => [
      good_count,
      scrap_count,
      total_count,
      scrap_length,
    ];
    assert.deepEqual(said(silent.body), [95, 5, 100, 2]);
    const next = await app.start(mill, product);
    await app.as.SUPERVISOR('PATCH', `${runs}/${next.id}`, counts);
    assert.deepEqual(said((await complete(next.id, { scrap_count: 10 })).body), [90, 10, 100, 2]);
  });

  test('a run is completed once, and not with what cannot be', async () => {
    const { id } = await app.start(mill, product);
    await app.newEvents();
    for (const [body, code] of [
      [{ scrap_length: -1 }, 'validation-failed'],
      [{ scrap_length: '3' }, 'validation-failed'],
      [{ scrap_count: -1 }, 'validation-failed'],
      [{ scrap_count: 5, total_count: 4 }, 'validation-failed'],
      [{ good_count: 1, scrap_count: 1, total_count: 3 }, 'validation-failed'],
      [{ colour: 'red' }, 'validation-failed'],
      [{ status: 'ACTIVE' }, 'unknown-status'],
    ] as const) {
      assert.equal(outcomeOf(await complete(id, body)), `422 ${code}`, JSON.stringify(body));
    }
    assert.deepEqual(await app.newEvents(), []);
    assert.equal((await active()).version, 1);
    assert.equal((await complete(id, {})).status, 200);
    await app.newEvents();
    const again = await complete(id, { scrap_length: 3 });
    assert.equal(outcomeOf(again), '400 run-completed');
    assert.equal(again.body.detail, 'This run is already completed.');
    assert.equal((await app.run(id)).scrap_length, null);
    assert.deepEqual(await app.newEvents(), []);
    assert.equal(outcomeOf(await complete(999_999, {})), '404 run-not-found');
  });

  test('a start and a completion that are sent again with their keys happen once', async () => {
    const body = { machine_id: mill, product_id: product };
    const start = () => app.as.OPERATOR('POST', runs, body, { 'idempotency-key': `start ${mill}`.replace(' ', '-') });
    const started = await Promise.all([start(), start(), start()]);
    assert.deepEqual(started.map(outcomeOf), ['201', '201', '201']);
    const [id, ...same] = new Set(started.map((answer) => answer.body.id));
    assert.deepEqual(same, []);
    const finish = () => complete(id, { scrap_count: 2 }, { 'idempotency-key': `complete-${mill}` });
    const finished = await Promise.all([finish(), finish(), finish()]);
    assert.deepEqual(finished.map(outcomeOf), ['200', '200', '200']);
    assert.deepEqual(
      (await app.newEvents()).map(({ type }) => type),
      ['run.started', 'run.completed'],
    );
    const other = await complete(id, { scrap_count: 3 }, { 'idempotency-key': `complete-${mill}` });
    assert.equal(outcomeOf(other), '422 idempotency-key-reused');
  });

  test('a supervisor changes the past with a reason: times, product, counts, and late scrap', async () => {
    const other = await app.product();
    const { body: run } = await app.past(mill, product, -4, -2, { good_count: 100, total_count: 100 });
    assert.deepEqual([run.scrap_count, run.started_by, run.status], [0, 'supervisor@factory.example', 'COMPLETED']);
    await app.newEvents();
    await app.newAudit();
    const change = (body: object, headers = {}) => app.as.SUPERVISOR('PATCH', `${runs}/${run.id}`, body, headers);
    const late = await change({ scrap_count: 7, reason: 'Found in the store' });
    assert.deepEqual([late.body.good_count, late.body.scrap_count, late.body.total_count], [93, 7, 100]);
    const [event] = await app.newEvents();
    assert.deepEqual([event?.type, event?.data.changed], ['run.changed', ['good_count', 'scrap_count']]);
    assert.deepEqual(await app.newAudit(), [
      {
        action: 'run.changed',
        entity: `run ${run.id}`,
        before: { goodCount: 100, scrapCount: 0 },
        after: { goodCount: 93, scrapCount: 7 },
        reason: 'Found in the store',
      },
    ]);
    const moved = await change({
      start_time: app.at(-5),
      end_time: app.at(-3),
      product_id: other,
      note: 'wrong product',
      version: 2,
      reason: 'Mixed up',
    });
    assert.deepEqual(
      [moved.body.start_time, moved.body.end_time, moved.body.product_id, moved.body.product.id, moved.body.version],
      [app.at(-5), app.at(-3), other, other, 3],
    );
    assert.deepEqual(
      (await app.newEvents()).map(({ data }) => data.changed),
      [['product_id', 'start_time', 'end_time', 'note']],
    );
    const same = await change({ product_id: other, note: 'wrong product', reason: 'Again' });
    assert.deepEqual([same.status, same.body.version], [200, 3]);
    assert.deepEqual(await app.newEvents(), []);
    const stale = await change({ scrap_count: 8, reason: 'Late' }, { 'if-match': '"2"' });
    assert.equal(outcomeOf(stale), '409 version-conflict');
    assert.equal(stale.body.current.version, 3);
  });

  test('the past is refused where it cannot have been: overlaps, the future, ends before starts, no reason', async () => {
    const { body: early } = await app.past(mill, product, -8, -6);
    const { body: late } = await app.past(mill, product, -4, -2);
    const { id: running } = await app.start(mill, product);
    const elsewhere = await app.machine();
    assert.equal((await app.past(elsewhere, product, -8, -2)).status, 201, 'another machine is another matter');
    await app.newEvents();
    const change = async (id: number, body: object) =>
      outcomeOf(await app.as.SUPERVISOR('PATCH', `${runs}/${id}`, { reason: 'x', ...body }));
    assert.equal(await change(early.id, { end_time: app.at(-3.9) }), '409 run-overlap');
    assert.equal(await change(early.id, { start_time: app.at(-9), end_time: app.at(-1) }), '409 run-overlap');
    assert.equal(await change(late.id, { start_time: app.at(-6.1) }), '409 run-overlap');
    assert.equal(await change(running, { start_time: app.at(-2.1) }), '409 run-overlap');
    assert.equal(await change(late.id, { end_time: app.at(1) }), '422 validation-failed', 'the future');
    assert.equal(await change(late.id, { end_time: app.at(-4) }), '422 range-invalid');
    assert.equal(await change(late.id, { start_time: app.at(-1) }), '422 range-invalid');
    assert.equal(await change(late.id, { start_time: '1999-12-31T23:59:59Z' }), '422 validation-failed');
    assert.equal(await change(running, { end_time: app.at(0) }), '422 validation-failed', 'still active');
    assert.equal(await change(late.id, { product_id: 999_999 }), '404 product-not-found');
    assert.equal(await change(late.id, { reason: ' ' }), '422 validation-failed');
    assert.equal(await change(late.id, { reason: undefined }), '422 validation-failed');
    assert.equal(
      await change(late.id, { machine_id: elsewhere }),
      '422 validation-failed',
      'a run stays on its machine',
    );
    assert.equal(await change(999_999, {}), '404 run-not-found');
    assert.equal(outcomeOf(await app.past(mill, product, -7, -5)), '409 run-overlap');
    assert.equal(outcomeOf(await app.past(mill, product, -1, 0)), '201', 'up to where the active one began');
    assert.equal(outcomeOf(await app.past(mill, product, -2, -3)), '422 range-invalid');
    assert.equal(outcomeOf(await app.past(mill, product, -1, 1)), '422 validation-failed');
    assert.equal(outcomeOf(await app.past('nosuch', product, -2, -1)), '422 unknown-machine');
    assert.equal(outcomeOf(await app.past(mill, 999_999, -3, -2)), '404 product-not-found');
    assert.equal(outcomeOf(await app.past(mill, product, -2, -1, { reason: ' ' })), '422 validation-failed');
    assert.deepEqual(
      (await app.newEvents()).map(({ type }) => type),
      ['run.recorded'],
    );
    assert.equal(await change(early.id, { start_time: app.at(-6.5), end_time: app.at(-4) }), '200', 'they may touch');
    assert.equal(await change(running, { start_time: app.at(-0.5) }), '409 run-overlap');
  });

  test('a run that was forgotten is recorded with a reason, of a product out of use too, and a repeat makes one', async () => {
    const retired = await app.product();
    await app.as.SUPERVISOR('POST', `/api/v1/products/${retired}/retire`);
    await app.newEvents();
    await app.newAudit();
    const body = {
      machine_id: mill,
      product_id: retired,
      start_time: app.at(-3),
      end_time: app.at(-1),
      scrap_count: 4,
      total_count: 50,
      scrap_length: 2,
      reason: 'The tablet was down',
    };
    const record = () => app.as.SUPERVISOR('POST', `${runs}/record`, body, { 'idempotency-key': `record-${mill}` });
    const [first, again] = [await record(), await record()];
    assert.equal(first.status, 201);
    assert.deepEqual(again.body, first.body);
    assert.deepEqual([first.body.good_count, first.body.status, first.body.scrap_length], [46, 'COMPLETED', 2]);
    assert.deepEqual(await app.newEvents(), [
      {
        type: 'run.recorded',
        subject: `machines/${mill}`,
        data: {
          machine_id: mill,
          runs: 1,
          first_run_id: first.body.id,
          last_run_id: first.body.id,
          start_time: app.at(-3),
          end_time: app.at(-1),
        },
      },
    ]);
    const [entry] = await app.newAudit();
    assert.deepEqual(
      [entry?.action, entry?.reason, entry?.after.totalCount],
      ['run.recorded', 'The tablet was down', 50],
    );
  });

  test('the list has the latest first, by machine, product, status and time, a page at a time, counted when asked', async () => {
    const other = await app.machine();
    const another = await app.product();
    const ids: number[] = [];
    for (const [machine, made, from, to] of [
      [mill, product, -20, -15],
      [other, product, -14, -12],
      [mill, another, -10, -5],
      [mill, product, -4, -2],
    ] as const) {
      ids.push((await app.past(machine, made, from, to)).body.id);
    }
    const { id: running } = await app.start(other, another);
    const list = async (query: string) => {
      const { status, body } = await app.as.VIEWER('GET', `${runs}?machine_ids=${mill},${other}&${query}`);
      assert.equal(status, 200, JSON.stringify(body));
      return body;
    };
    const found = async (query: string) => (await list(query)).items.map((item: any) => item.id);
    const [a, b, c, d] = ids;
    assert.deepEqual(await found(''), [running, d, c, b, a]);
    assert.deepEqual(await found('status=ACTIVE'), [running]);
    assert.deepEqual(await found('status=COMPLETED'), [d, c, b, a]);
    assert.deepEqual(await found(`product_id=${another}`), [running, c]);
    assert.deepEqual(
      await found(`start_time=${app.at(-7)}&end_time=${app.at(-3)}`),
      [d, c],
      'of which something lies in it',
    );
    assert.deepEqual(await found(`start_time=${app.at(-5)}&end_time=${app.at(-4)}`), [], 'half-open');
    assert.deepEqual(await found(`start_time=${app.at(-6)}`), [running, d, c]);
    assert.deepEqual(await found(`end_time=${app.at(-14)}`), [a]);
    assert.deepEqual(
      (
        await app.as.VIEWER('GET', `${runs}?machine_ids=${mill}&start_time=${app.at(-18)}&end_time=${app.at(-17)}`)
      ).body.items.map((item: any) => item.id),
      [a],
    );
    const seen: number[] = [];
    for (let cursor = ''; ; ) {
      const page = await list(`limit=2&with_total=true${cursor}`);
      assert.equal(page.total, 5);
      seen.push(...page.items.map((item: any) => item.id));
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    assert.deepEqual(seen, [running, d, c, b, a]);
    assert.equal(outcomeOf(await app.as.VIEWER('GET', `${runs}?cursor=x`)), '422 cursor-invalid');
    assert.equal(outcomeOf(await app.as.VIEWER('GET', `${runs}?start_time=x`)), '422 validation-failed');
    const backwards = await app.as.VIEWER('GET', `${runs}?start_time=${app.at(1)}&end_time=${app.at(0)}`);
    assert.equal(outcomeOf(backwards), '422 range-invalid');
    assert.equal(outcomeOf(await app.as.VIEWER('GET', `${runs}?status=Banana`)), '422 validation-failed');
  });

  test('polls of the active run are answered without work while nothing has changed', async () => {
    const url = `${runs}/active/${mill}`;
    const first = await app.as.OPERATOR('GET', url);
    const tag = String(first.headers['etag']);
    assert.equal((await app.as.OPERATOR('GET', url, undefined, { 'if-none-match': tag })).status, 304);
    const { id } = await app.start(mill, product);
    const now = await app.as.OPERATOR('GET', url, undefined, { 'if-none-match': tag });
    assert.deepEqual([now.status, now.body.id], [200, id]);
  });

  test('operators run, supervisors change the past, viewers and storekeepers look on', async () => {
    const { id } = await app.start(mill, product);
    const body = { machine_id: await app.machine(), product_id: product };
    for (const role of ['STOREKEEPER', 'VIEWER'] as const) {
      assert.equal(outcomeOf(await app.as[role]('POST', runs, body)), '403 forbidden');
      assert.equal(outcomeOf(await app.as[role]('PUT', `${runs}/${id}/complete`, {})), '403 forbidden');
    }
    for (const role of ['OPERATOR', 'TECHNICIAN', 'STOREKEEPER', 'VIEWER'] as const) {
      const changed = await app.as[role]('PATCH', `${runs}/${id}`, { note: role, reason: 'x' });
      assert.equal(outcomeOf(changed), '403 forbidden');
      const past = { ...body, start_time: app.at(-2), end_time: app.at(-1), reason: 'x' };
      assert.equal(outcomeOf(await app.as[role]('POST', `${runs}/record`, past)), '403 forbidden');
    }
    assert.deepEqual([(await app.run(id)).note, (await app.run(id)).status], [null, 'ACTIVE']);
    assert.equal((await app.as.TECHNICIAN('PUT', `${runs}/${id}/complete`, {})).status, 200);
  });

  test('a change while the run is active moves its beginning, and its product', async () => {
    const { id } = await app.start(mill, product);
    const other = await app.product();
    const moved = await app.as.SUPERVISOR('PATCH', `${runs}/${id}`, {
      start_time: app.at(-1),
      product_id: other,
      reason: 'Started before the tablet was found',
    });
    assert.deepEqual(
      [moved.status, moved.body.start_time, moved.body.product_id, moved.body.status, moved.body.end_time],
      [200, app.at(-1), other, 'ACTIVE', null],
    );
    assert.equal((await active()).id, id);
  });
});
