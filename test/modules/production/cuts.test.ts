/** Cuts over HTTP: recorded once, counted exactly, listed. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { systemActor } from '../../../src/kernel/access.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/kernel/clock.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf } from '../../support/http-client.ts';
import { tries } from '../../support/tries.ts';
import { type ProductionApp, startProductionApp } from './production-app.ts';

const cuts = '/api/v1/cuts';
const noon = Date.UTC(2026, 0, 15, 12);

onEachEngine('cuts', (under) => {
  let app: ProductionApp;
  let mill: string;
  let product: number;
  before(async () => {
    app = await startProductionApp(under);
    product = await app.product();
  });
  beforeEach(async () => {
    mill = await app.machine();
    app.clock.set(noon);
    await app.newEvents();
    await app.newAudit();
  });
  const cut = (more: object = {}) => ({ machine_id: mill, timestamp_utc: app.at(0), ...more });
  const record = (body: object, headers = {}) => app.as.SUPERVISOR('POST', cuts, body, headers);
  const stored = () =>
    app.tables.selectFrom('cut_events').selectAll().where('machine_id', '=', mill).orderBy('id').execute();
  const sum = async (fromMs: number, toMs: number) => {
    const [found] = await app.services.production.sumCuts([{ machineId: mill, fromMs, toMs }]);
    return found;
  };

  test('one cut is stored, counted, told and audited', async () => {
    const { status, body } = await record(cut({ source_id: 'plc/1', source_sequence: 1 }));
    assert.equal(status, 200);
    const [row] = await stored();
    assert.deepEqual(body, { recorded: 1, duplicates: 0, results: [{ result: 'new', id: row?.id }] });
    const listed = await app.as.VIEWER(
      'GET',
      `${cuts}/search?start_time=${app.at(0)}&end_time=${app.at(1)}&machine_ids=${mill}`,
    );
    assert.deepEqual(listed.body.items, [
      {
        id: row?.id,
        machine_id: mill,
        timestamp_utc: app.at(0),
        cut_count: 1,
        source_id: 'plc/1',
        source_sequence: 1,
        source: 'user:supervisor@factory.example',
        recorded_at: app.at(0),
      },
    ]);
    assert.deepEqual(await sum(noon, noon + 1), { cuts: 1, events: 1 });
    const told = {
      machine_id: mill,
      cut_count: 1,
      events: 1,
      duplicates: 0,
      first_cut_at: app.at(0),
      last_cut_at: app.at(0),
      source: 'user:supervisor@factory.example',
    };
    assert.deepEqual(await app.newEvents(), [{ type: 'cuts.recorded', subject: `machines/${mill}`, data: told }]);
    assert.deepEqual(await app.newAudit(), [
      { action: 'cuts.recorded', entity: `machine ${mill}`, before: null, after: told, reason: null },
    ]);
  });

  test('what programs of the predecessor send is taken: no offset means UTC, and a fraction of any length', async () => {
    const { body } = await record({ machine_id: mill, timestamp_utc: '2026-01-15T11:59:58.250999', cut_count: 3 });
    assert.equal(body.recorded, 1);
    const [row] = await stored();
    assert.deepEqual([row?.occurred_at, row?.cut_count], [noon - 2 * SECOND_MS + 250, 3]);
  });

  test('a cut is known by the id or the sequence of its source on its machine; the first one stays', async () => {
    const other = await app.machine();
    await app.newEvents();
    const first = await record([
      cut({ source_id: 'a', source_sequence: 1 }),
      cut({ source_id: 'b' }),
      cut({ source_id: 'a', cut_count: 9 }),
      cut({ source_sequence: 1, source_id: 'c' }),
      { ...cut({ source_id: 'a', source_sequence: 1 }), machine_id: other },
    ]);
    const results = (body: any) => body.results.map((one: any) => one.result);
    assert.deepEqual(results(first.body), ['new', 'new', 'duplicate', 'duplicate', 'new']);
    assert.deepEqual(
      (await app.newEvents()).map(({ subject, data }) => [subject, data.events, data.duplicates]).sort(),
      [
        [`machines/${mill}`, 2, 2],
        [`machines/${other}`, 1, 0],
      ].sort(),
    );
    const again = await record([cut({ source_id: 'b', cut_count: 5 }), cut({ source_sequence: 1 })]);
    assert.deepEqual([again.body.recorded, results(again.body)], [0, ['duplicate', 'duplicate']]);
    assert.deepEqual(await app.newEvents(), [], 'a repeat is no news');
    assert.deepEqual(await sum(noon, noon + 1), { cuts: 2, events: 2 });
  });

  test('cuts without id and sequence are never taken for repeats: two in one second are two', async () => {
    const { body } = await record([cut(), cut()]);
    assert.deepEqual([body.recorded, new Set(body.results.map((one: any) => one.id)).size], [2, 2]);
    assert.equal((await record(cut())).body.recorded, 1);
    assert.equal((await stored()).length, 3);
    const headers = { 'idempotency-key': `once-${mill}` };
    const [first, again] = [await record(cut(), headers), await record(cut(), headers)];
    assert.deepEqual(again.body, first.body, 'unless the request says that it is one');
    assert.equal((await stored()).length, 4);
  });

  test('of twenty equal batches at once each cut is counted once', async () => {
    const batch = Array.from({ length: 40 }, (_, at) =>
      cut({ source_sequence: at, timestamp_utc: app.at(-at / 10), cut_count: (at % 3) + 1 }),
    );
    const answers = await Promise.all(Array.from({ length: 20 }, () => record(batch.toReversed())));
    assert.deepEqual(new Set(answers.map(outcomeOf)), new Set(['200']));
    assert.equal(
      answers.reduce((total, { body }) => total + body.recorded, 0),
      40,
    );
    assert.deepEqual(await sum(0, noon + HOUR_MS), { cuts: 79, events: 40 });
    assert.equal((await app.newEvents()).length, 1);
  });

  test('many who report cuts of several machines at once, in opposite orders, all get through', async () => {
    const other = await app.machine();
    const batch = Array.from({ length: 20 }, (_, at) => ({ ...cut(), machine_id: at % 2 === 0 ? mill : other }));
    const calls = Array.from({ length: 20 }, (_, at) => record(at % 2 === 0 ? batch : batch.toReversed()));
    assert.deepEqual(new Set((await Promise.all(calls)).map(outcomeOf)), new Set(['200']));
    assert.deepEqual(await sum(noon, noon + 1), { cuts: 200, events: 200 });
  });

  test('what cannot be a cut is refused with its place, and nothing of the batch is kept', async () => {
    const good = cut({ source_id: 'good' });
    for (const [body, detail] of [
      [{ ...good, machine_id: 'nosuch' }, /Unknown machine 'nosuch'/],
      [[good, { ...good, machine_id: 'nosuch' }], /Unknown machine 'nosuch'/],
      [cut({ timestamp_utc: 'yesterday' }), /timestamp_utc is 'yesterday'/],
      [[good, cut({ timestamp_utc: '2026-02-30T00:00:00Z' })], /1\.timestamp_utc/],
      [
        [good, cut({ timestamp_utc: new Date(noon + 301 * SECOND_MS).toISOString() })],
        /Cut 2 of 2.*lies in the future/,
      ],
      [cut({ timestamp_utc: '1970-01-01T00:00:05Z' }), /before the year 2000/],
      [cut({ cut_count: 0 }), /cut_count/],
      [cut({ cut_count: '1' }), /cut_count/],
      [cut({ cut_count: 1_000_001 }), /cut_count/],
      [cut({ source_id: '' }), /source_id/],
      [cut({ source_sequence: -1 }), /source_sequence/],
      [cut({ colour: 'red' }), /colour/],
      [{ machine_id: mill }, /timestamp_utc/],
      [Array.from({ length: 1_001 }, () => good), /1000/],
    ] as const) {
      const refused = await record(body);
      assert.equal(refused.status, 422, JSON.stringify(refused.body));
      assert.match(refused.body.detail, detail);
    }
    assert.deepEqual(await stored(), []);
    assert.deepEqual(await app.newEvents(), []);
    assert.deepEqual((await record([])).body, { recorded: 0, duplicates: 0, results: [] });
  });

  test('how far a clock may be ahead is a setting', async () => {
    const ahead = (seconds: number) => cut({ timestamp_utc: new Date(noon + seconds * SECOND_MS).toISOString() });
    assert.equal((await record(ahead(300))).status, 200);
    await app.as.ADMIN('PUT', '/api/v1/settings/cuts.future_seconds', { value: 10 });
    assert.equal((await record(ahead(10))).status, 200);
    assert.equal((await record(ahead(11))).status, 422);
    await app.as.ADMIN('DELETE', '/api/v1/settings/cuts.future_seconds');
  });

  test('a program with a key for cuts records them in its name, unaudited, and nothing else', async () => {
    const { body } = await app.as.ADMIN('POST', '/api/v1/api-keys', { name: 'Line 1', scopes: ['cuts:record'] });
    const send = clientOf(app.app, { 'x-api-key': body.key });
    await app.newAudit();
    assert.equal((await send('POST', cuts, cut())).status, 200);
    assert.deepEqual(
      (await stored()).map(({ source }) => source),
      ['api-key:Line 1'],
    );
    assert.deepEqual(await app.newAudit(), []);
    assert.equal(outcomeOf(await send('GET', `${cuts}/search?start_time=2026&end_time=2026`)), '403 forbidden');
    for (const role of ['TECHNICIAN', 'OPERATOR', 'STOREKEEPER', 'VIEWER'] as const) {
      assert.equal(outcomeOf(await app.as[role]('POST', cuts, cut())), '403 forbidden');
    }
    assert.equal((await stored()).length, 1);
  });

  test('any window has exactly the cuts that lie in it, whatever quarter-hours it cuts', async () => {
    const other = await app.machine();
    const minutes = (value: number) => Math.round(value * MINUTE_MS);
    const anyCut = fc.record({
      machineId: fc.constantFrom(mill, other),
      occurredAt: fc.integer({ min: -minutes(90), max: 0 }).map((ms) => noon + ms),
      count: fc.integer({ min: 1, max: 9 }),
    });
    const recorded: { machineId: string; occurredAt: number; count: number }[] = [];
    const anyWindow = fc.record({
      machineId: fc.constantFrom(mill, other),
      fromMs: fc.oneof(
        fc.integer({ min: -minutes(100), max: minutes(10) }),
        fc.integer({ min: -7, max: 1 }).map((n) => n * minutes(15)),
      ),
      length: fc.oneof(
        fc.integer({ min: 0, max: minutes(100) }),
        fc.integer({ min: 0, max: 6 }).map((n) => n * minutes(15)),
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyCut, { maxLength: 20 }),
        fc.array(anyWindow, { minLength: 1, maxLength: 8 }),
        async (fresh, drawn) => {
          await app.services.production.recordCuts(systemActor('test'), fresh);
          recorded.push(...fresh);
          const windows = drawn.map(({ machineId, fromMs, length }) => ({
            machineId,
            fromMs: noon + fromMs,
            toMs: noon + fromMs + length,
          }));
          const expected = windows.map(({ machineId, fromMs, toMs }) => {
            const inside = recorded.filter(
              (one) => one.machineId === machineId && one.occurredAt >= fromMs && one.occurredAt < toMs,
            );
            return { cuts: inside.reduce((total, { count }) => total + count, 0), events: inside.length };
          });
          assert.deepEqual(await app.services.production.sumCuts(windows), expected);
        },
      ),
      { numRuns: tries(under.engine === 'sqlite' ? 60 : 20) },
    );
  });

  test('what dashboards ask: the last cut of each machine, and first, last and sum of a window', async () => {
    const [other, silent] = [await app.machine(), await app.machine()];
    const { production } = app.services;
    await record([
      cut({ timestamp_utc: app.at(-1), cut_count: 2 }),
      cut({ timestamp_utc: app.at(-3) }),
      cut({ timestamp_utc: app.at(-2) }),
      { ...cut({ timestamp_utc: app.at(-4) }), machine_id: other },
    ]);
    await record(cut({ timestamp_utc: app.at(-5) }));
    const last = await production.lastCuts([mill, other, silent]);
    assert.deepEqual(
      [...last].sort(),
      [
        [mill, noon - HOUR_MS],
        [other, noon - 4 * HOUR_MS],
      ].sort(),
    );
    assert.equal((await production.lastCuts()).get(mill), noon - HOUR_MS);
    const activity = await production.cutActivity([mill, other, silent], noon - 3 * HOUR_MS, noon);
    assert.deepEqual(activity.get(mill), {
      cuts: 4,
      events: 3,
      firstAt: noon - 3 * HOUR_MS,
      lastAt: noon - HOUR_MS,
    });
    const none = { cuts: 0, events: 0, firstAt: null, lastAt: null };
    assert.deepEqual([activity.get(other), activity.get(silent)], [none, none]);
  });

  test('cuts belong to the run that lasted when they happened, however late they are told', async () => {
    await record(cut({ timestamp_utc: app.at(-3) }));
    const { body: past } = await app.past(mill, product, -3, -2);
    assert.equal(past.cut_count, 1);
    const { id } = await app.start(mill, product);
    await record([
      cut({ timestamp_utc: app.at(-2.5), cut_count: 4 }),
      cut({ timestamp_utc: app.at(-2), cut_count: 100 }),
      cut({ cut_count: 7 }),
    ]);
    assert.deepEqual([(await app.run(past.id)).cut_count, (await app.run(past.id)).version], [5, 1]);
    assert.equal((await app.run(id)).cut_count, 7);
    app.clock.advance(HOUR_MS);
    await record(cut({ timestamp_utc: app.at(0.5), cut_count: 2 }));
    const done = await app.as.OPERATOR('PUT', `/api/v1/runs/${id}/complete`, { scrap_count: 3 });
    assert.deepEqual([done.body.cut_count, done.body.total_count, done.body.produced_count], [9, null, 9]);
    await record([cut({ timestamp_utc: app.at(1) }), cut({ timestamp_utc: app.at(0.9), cut_count: 1 })]);
    assert.equal((await app.run(id)).cut_count, 10, 'the end itself is not in it');
    const moved = await app.as.SUPERVISOR('PATCH', `/api/v1/runs/${past.id}`, {
      end_time: app.at(-1.5),
      reason: 'Went on longer',
    });
    assert.equal(moved.body.cut_count, 105);
    const { body } = await app.as.VIEWER('GET', `/api/v1/runs?machine_ids=${mill}`);
    assert.deepEqual(
      body.items.map((item: any) => item.cut_count),
      [10, 105],
    );
  });

  test('cuts that come while runs are completed and moved are counted in the end, all of them', async () => {
    const { body: past } = await app.past(mill, product, -3, -2);
    const { id } = await app.start(mill, product);
    app.clock.advance(HOUR_MS);
    await Promise.all([
      ...Array.from({ length: 20 }, (_, at) =>
        record([cut({ timestamp_utc: app.at(-2.9 + at / 100) }), cut({ timestamp_utc: app.at(0.1 + at / 100) })]),
      ),
      app.as.OPERATOR('PUT', `/api/v1/runs/${id}/complete`, {}),
      ...[-1.9, -1.8, -2].map((end) =>
        app.as.SUPERVISOR('PATCH', `/api/v1/runs/${past.id}`, { end_time: app.at(end), reason: 'x' }),
      ),
    ]);
    assert.deepEqual([(await app.run(past.id)).cut_count, (await app.run(id)).cut_count], [20, 20]);
  });

  test('the search pages by time, of all machines or of some, counts when asked, and needs a range', async () => {
    const other = await app.machine();
    const early = Date.UTC(2020, 0, 1);
    const time = (seconds: number) => new Date(early + seconds * SECOND_MS).toISOString();
    await record(
      [5, 1, 3, 3, 2, 4].map((seconds, at) => ({
        machine_id: at % 2 === 0 ? mill : other,
        timestamp_utc: time(seconds),
        cut_count: at + 1,
      })),
    );
    const range = `start_time=${time(1)}&end_time=${time(5)}`;
    const all = async (query: string) => {
      const seen: number[] = [];
      for (let cursor = ''; ; ) {
        const { status, body } = await app.as.VIEWER('GET', `${cuts}/search?${query}&limit=2&with_total=true${cursor}`);
        assert.equal(status, 200, JSON.stringify(body));
        seen.push(...body.items.map((item: any) => item.cut_count));
        if (body.next_cursor === null) return { seen, total: body.total };
        cursor = `&cursor=${body.next_cursor}`;
      }
    };
    assert.deepEqual(await all(range), { seen: [2, 5, 3, 4, 6], total: 5 });
    assert.deepEqual(await all(`${range}&machine_ids=${mill}`), { seen: [5, 3], total: 2 });
    assert.deepEqual(await all(`${range}&machine_ids=${mill},${other}`), { seen: [2, 5, 3, 4, 6], total: 5 });
    const outcome = async (query: string) => outcomeOf(await app.as.VIEWER('GET', `${cuts}/search?${query}`));
    assert.equal(await outcome(''), '422 validation-failed');
    assert.equal(await outcome(`start_time=${time(1)}`), '422 validation-failed');
    assert.equal(await outcome(`${range}&machine_ids=nosuch`), '422 unknown-machine');
    assert.equal(await outcome(`start_time=${time(5)}&end_time=${time(1)}`), '422 range-invalid');
    assert.equal(await outcome('start_time=x&end_time=y'), '422 validation-failed');
    assert.equal(await outcome(`${range}&cursor=x`), '422 cursor-invalid');
  });
});
