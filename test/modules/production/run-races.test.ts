/** Many at one machine at once: one run is active, none overlaps, none ends twice. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { HOUR_MS } from '../../../src/kernel/clock.ts';
import { onEachEngine } from '../../support/engines.ts';
import { type Answer, outcomeOf } from '../../support/http-client.ts';
import { type ProductionApp, startProductionApp } from './production-app.ts';

const runs = '/api/v1/runs';

onEachEngine('many at one machine', (under) => {
  let app: ProductionApp;
  let mill: string;
  let product: number;
  before(async () => {
    app = await startProductionApp(under);
    product = await app.product();
  });
  beforeEach(async () => {
    mill = await app.machine();
    app.clock.set('2026-01-15T12:00:00Z');
  });

  async function outcomes(calls: readonly Promise<Answer>[]): Promise<Record<string, number>> {
    const counted: Record<string, number> = {};
    for (const outcome of (await Promise.all(calls)).map(outcomeOf)) counted[outcome] = (counted[outcome] ?? 0) + 1;
    return counted;
  }

  async function requireApart(): Promise<void> {
    const rows = await app.tables
      .selectFrom('production_runs')
      .selectAll()
      .where('machine_id', '=', mill)
      .orderBy('started_at')
      .execute();
    for (const [at, row] of rows.entries()) {
      const next = rows[at + 1];
      if (next !== undefined) assert.ok((row.ended_at ?? Number.POSITIVE_INFINITY) <= next.started_at, `run ${row.id}`);
    }
    assert.ok(rows.filter((row) => row.status === 'ACTIVE').length <= 1);
  }

  test('of twenty who start one wins, and the others are told which run is active', async () => {
    const calls = Array.from({ length: 20 }, () =>
      app.as.OPERATOR('POST', runs, { machine_id: mill, product_id: product }),
    );
    assert.deepEqual(await outcomes(calls), { '201': 1, '409 run-active': 19 });
    const { body } = await app.as.VIEWER('GET', `${runs}?machine_ids=${mill}`);
    assert.equal(body.items.length, 1);
    for (const call of calls) {
      const { status, body: answer } = await call;
      if (status === 409) assert.equal(answer.current.run_id, body.items[0].id);
    }
  });

  test('of ten who complete one wins', async () => {
    const { id } = await app.start(mill, product);
    await app.newEvents();
    const calls = Array.from({ length: 10 }, (_, at) =>
      app.as.OPERATOR('PUT', `${runs}/${id}/complete`, { scrap_count: at }),
    );
    assert.deepEqual(await outcomes(calls), { '200': 1, '400 run-completed': 9 });
    const events = await app.newEvents();
    assert.deepEqual(
      events.map(({ type, data }) => [type, data.scrap_count]),
      [['run.completed', (await app.run(id)).scrap_count]],
    );
  });

  test('runs that are recorded, started, completed and moved at once never overlap', async () => {
    const { body: moving } = await app.past(mill, product, -30, -29);
    const { id } = await app.start(mill, product);
    app.clock.advance(HOUR_MS);
    const calls = Array.from({ length: 30 }, (_, at): Promise<Answer> => {
      const hour = -20 + (at % 10) * 1.5;
      if (at % 3 === 0) return app.past(mill, product, hour, hour + 2);
      if (at % 3 === 1) {
        return app.as.SUPERVISOR('PATCH', `${runs}/${moving.id}`, {
          start_time: app.at(hour),
          end_time: app.at(hour + 1),
          reason: 'moved',
        });
      }
      return at % 2 === 0
        ? app.as.OPERATOR('PUT', `${runs}/${id}/complete`, {})
        : app.as.OPERATOR('POST', runs, { machine_id: mill, product_id: product });
    });
    const counted = await outcomes(calls);
    assert.deepEqual(
      Object.keys(counted).filter(
        (outcome) => !['200', '201', '409 run-overlap', '409 run-active', '400 run-completed'].includes(outcome),
      ),
      [],
    );
    await requireApart();
  });

  test('a run that is completed while its cuts are told keeps every one of them, on whichever side they came', async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await app.start(mill, product);
      app.clock.advance(HOUR_MS);
      const cut = (at: number) => ({
        machine_id: mill,
        timestamp_utc: new Date(app.clock.now() - HOUR_MS / 2 + at).toISOString(),
        cut_count: 1,
      });
      const tell = (at: number) => app.as.SUPERVISOR('POST', '/api/v1/cuts', cut(at));
      const complete = () => app.as.OPERATOR('PUT', `${runs}/${id}/complete`, {});
      const calls = [...[0, 1, 2, 3, 4].map(tell), complete(), ...[5, 6, 7, 8, 9].map(tell)];
      assert.deepEqual(await outcomes(calls), { '200': 11 });
      assert.equal((await app.run(id)).cut_count, 10, `round ${round}`);
    }
  });

  test('of two who change a run on the version that they saw one wins, and the other sees what became of it', async () => {
    const { body: run } = await app.past(mill, product, -3, -1);
    const calls = [1, 2].map((scrap_count) =>
      app.as.SUPERVISOR('PATCH', `${runs}/${run.id}`, { scrap_count, version: 1, reason: 'counted' }),
    );
    assert.deepEqual(await outcomes(calls), { '200': 1, '409 version-conflict': 1 });
    const lost = (await Promise.all(calls)).find(({ status }) => status === 409);
    assert.equal(lost?.body.current.version, 2);
  });

  test('a machine with an active run is not taken out of use; of those who start and retire at once one wins', async () => {
    const retire = (id: string) => app.as.SUPERVISOR('POST', `/api/v1/machines/${id}/retire`);
    const { id } = await app.start(mill, product);
    await app.newEvents();
    const refused = await retire(mill);
    assert.equal(outcomeOf(refused), '409 run-active');
    assert.match(refused.body.detail, new RegExp(`^Run ${id} is active on the machine since .*: complete it first`));
    assert.equal(refused.body.current.run_id, id);
    assert.deepEqual(await app.newEvents(), []);
    assert.equal((await app.as.VIEWER('GET', `/api/v1/machines/${mill}`)).body.retired_at, null);
    assert.equal((await app.as.OPERATOR('PUT', `${runs}/${id}/complete`, {})).status, 200);
    assert.equal((await retire(mill)).status, 200);

    for (let round = 0; round < 8; round++) {
      const machine = await app.machine();
      const start = app.as.OPERATOR('POST', runs, { machine_id: machine, product_id: product });
      const [started, retired] = await Promise.all([start, retire(machine)]);
      const both = [outcomeOf(started), outcomeOf(retired)];
      assert.ok(
        ['201,409 run-active', '409 machine-retired,200'].includes(both.join()),
        `a run on a machine that is out of use: ${both.join()}`,
      );
    }
  });

  test('a product that is taken out of use while runs of it start gets none after it', async () => {
    const made = await app.product();
    const mills = await Promise.all(Array.from({ length: 6 }, () => app.machine()));
    const start = (machine_id: string) => app.as.OPERATOR('POST', runs, { machine_id, product_id: made });
    const [retired, ...started] = await Promise.all([
      app.as.SUPERVISOR('POST', `/api/v1/products/${made}/retire`),
      ...mills.map(start),
    ]);
    assert.equal(retired.status, 200);
    for (const answer of started) assert.ok(['201', '409 product-retired'].includes(outcomeOf(answer)));
    assert.equal(outcomeOf(await start(mill)), '409 product-retired');
  });
});
