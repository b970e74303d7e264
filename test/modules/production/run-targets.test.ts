/** What a run is to make, and how far it has come: in the run, in its event, and on the floor screen. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { MINUTE_MS } from '../../../src/kernel/clock.ts';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { type ProductionApp, startProductionApp } from './production-app.ts';

const runs = '/api/v1/runs';

onEachEngine('the target of a run', (under) => {
  let app: ProductionApp;
  let product: number;
  before(async () => {
    app = await startProductionApp(under);
    product = await app.product();
  });
  const start = (machine_id: string, more: object = {}) =>
    app.as.OPERATOR('POST', runs, { machine_id, product_id: product, ...more });
  const onScreen = async (machineId: string) => {
    const { body } = await app.as.VIEWER('GET', '/api/v1/dashboard');
    const { active_run: run } = body.machines.find(({ machine_id: id }: { machine_id: string }) => id === machineId);
    return [run.target_quantity, run.produced_count, run.progress];
  };

  test('is told at the start; cuts bring the run along, and what people count has the last word', async () => {
    const mill = await app.machine();
    await app.newEvents();
    const { body: run } = await start(mill, { target_quantity: 800 });
    assert.deepEqual([run.target_quantity, run.progress], [800, null], 'nothing is counted yet');
    const [event] = await app.newEvents();
    assert.equal(event?.data.target_quantity, 800);
    app.clock.advance(MINUTE_MS);
    const cut = { machine_id: mill, timestamp_utc: new Date(app.clock.now()).toISOString(), cut_count: 300 };
    assert.equal((await app.as.ADMIN('POST', '/api/v1/cuts', cut)).status, 200);
    assert.equal((await app.run(run.id)).progress, 37.5);
    assert.deepEqual(await onScreen(mill), [800, 300, 37.5]);
    const { body: done } = await app.as.OPERATOR('PUT', `${runs}/${run.id}/complete`, { total_count: 1_000 });
    assert.deepEqual([done.target_quantity, done.produced_count, done.progress], [800, 1_000, 125]);
  });

  test('can be changed and taken away by a supervisor, with a reason, and comes with runs that are told late', async () => {
    const mill = await app.machine();
    const { body: run } = await start(mill);
    await app.newEvents();
    await app.newAudit();
    const change = (target_quantity: number | null) =>
      app.as.SUPERVISOR('PATCH', `${runs}/${run.id}`, { target_quantity, reason: 'The order has grown' });
    assert.equal((await change(1_200)).body.target_quantity, 1_200);
    const [event] = await app.newEvents();
    assert.deepEqual([event?.data.target_quantity, event?.data.changed], [1_200, ['target_quantity']]);
    const [entry] = await app.newAudit();
    assert.deepEqual([entry?.before, entry?.after], [{ targetQuantity: null }, { targetQuantity: 1_200 }]);
    assert.equal((await change(null)).body.target_quantity, null);
    const late = await app.past(await app.machine(), product, -4, -2, { target_quantity: 50, total_count: 40 });
    assert.deepEqual([late.body.target_quantity, late.body.progress], [50, 80]);
  });

  test('is a whole number of pieces above none', async () => {
    const mill = await app.machine();
    for (const target of [0, -1, 1.5, '10', 2_000_000_000]) {
      assert.equal(outcomeOf(await start(mill, { target_quantity: target })), '422 validation-failed', String(target));
    }
  });
});

onEachEngine('lists of a machine that is not there', (under) => {
  test('are refused, as analytics refuses it, and name those that are', async () => {
    const app = await startProductionApp(under);
    const mill = await app.machine();
    for (const path of ['runs?', 'cuts/search?start_time=2026-01-01T00:00:00Z&end_time=2026-01-02T00:00:00Z&']) {
      const refused = await app.as.VIEWER('GET', `/api/v1/${path}machine_ids=${mill},nosuch`);
      assert.equal(outcomeOf(refused), '422 unknown-machine', path);
      assert.deepEqual([refused.body.unknown, refused.body.allowed], [['nosuch'], [mill]]);
      assert.equal((await app.as.VIEWER('GET', `/api/v1/${path}machine_ids=${mill}`)).status, 200);
    }
  });
});
