/** What machines report beside cuts: their status, absolute counters and numbers; and what comes of a lost connection. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/kernel/clock.ts';
import { createMessages } from '../../../src/modules/ingestion/index.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, type Send } from '../../support/http-client.ts';
import { type ProductionApp, startProductionApp } from '../production/production-app.ts';

const actor = systemActor('test');
const noon = Date.UTC(2026, 0, 15, 12);
const at = (minutes: number) => new Date(noon + minutes * MINUTE_MS).toISOString();

onEachEngine('what machines report beside cuts', (under) => {
  let app: ProductionApp;
  let admin: Send;
  let mill: string;
  before(async () => {
    app = await startProductionApp(under);
    admin = clientOf(app.app, await app.signIn('ADMIN'));
  });
  beforeEach(async () => {
    mill = await app.machine();
    app.clock.set(noon);
    await admin('DELETE', '/api/v1/dead-letters');
    await app.newEvents();
    await app.newAudit();
  });

  const report = (kind: string, payload: unknown) =>
    app.services.signals.receive({
      topic: `milldash/v1/machines/${mill}/${kind}`,
      payload: Buffer.from(JSON.stringify(payload)),
      sender: null,
      patienceMs: 10_000,
    });
  const counted = (kind: 'status' | 'counters' | 'telemetry') => ({ ...app.services.signals.counts().byKind[kind] });
  const details = async () =>
    (await admin('GET', '/api/v1/dead-letters')).body.items.map(({ detail }: { detail: string }) => detail);
  /** Minutes from noon, category and reason, by start. */
  async function periods() {
    const rows = await app.services.timeline.listPeriods({
      machineIds: [mill],
      fromMs: noon - DAY_MS,
      toMs: noon + DAY_MS,
      limit: 100,
    });
    const minutes = (ms: number) => (ms - noon) / MINUTE_MS;
    return rows.map((row) => [
      minutes(row.startMs),
      row.endMs === null ? null : minutes(row.endMs),
      `${row.classification} ${row.productivity}`,
      row.reasonText,
    ]);
  }
  const cuts = async () =>
    (
      await app.tables
        .selectFrom('cut_events')
        .select(['cut_count'])
        .where('machine_id', '=', mill)
        .orderBy('id')
        .execute()
    ).map(({ cut_count }) => cut_count);

  test('statuses become periods: each lasts until the next, the same again changes nothing, and OEE is there', async () => {
    await report('status', { status: 'running', timestamp_utc: at(-60) });
    await report('status', [
      { status: 'stopped', reason: 'Coil jam', timestamp_utc: at(-30) },
      { status: 'stopped', reason: 'Coil jam', timestamp_utc: at(-20) },
      { status: 'running', timestamp_utc: at(-10) },
    ]);
    const before = counted('status');
    await report('status', { status: 'running', timestamp_utc: at(-5) });
    assert.deepEqual(counted('status'), { ...before, repeated: before.repeated + 1 });
    const line = [
      [-60, -30, 'UPTIME productive', null],
      [-30, -10, 'DOWNTIME unproductive', 'Coil jam'],
      [-10, null, 'UPTIME productive', null],
    ];
    assert.deepEqual(await periods(), line);
    const query = `start_time=${at(-60)}&end_time=${at(0)}&machine_ids=${mill}`;
    assert.equal((await admin('GET', `/api/v1/analytics/oee?${query}`)).body.availability, 66.6667);
    const audited = (await app.newAudit()).filter(({ action }) => action !== 'reason.added');
    assert.deepEqual(audited, [], 'no person did that');
    const told = (await app.newEvents()).filter(({ type }) => type === 'timeline.periods-recorded');
    assert.deepEqual([told.length, told[0]?.data.source], [2, 'mqtt']);
    await report('status', [
      { status: 'stopped', reason: 'Coil jam', timestamp_utc: at(-30) },
      { status: 'running', timestamp_utc: at(-60) },
    ]);
    assert.deepEqual(await periods(), line, 'repeats');
  });

  test('what comes late is put where it belongs, and the last will is the newest although its time is ours', async () => {
    await report('status', { status: 'running', timestamp_utc: at(-60) });
    await report('status', { status: 'running', timestamp_utc: at(1) });
    await report('status', { status: 'planned_stop', timestamp_utc: at(-30) });
    await report('status', { status: 'idle', timestamp_utc: at(-90) });
    await report('status', { status: 'offline' });
    assert.deepEqual(await periods(), [
      [-90, -60, 'DOWNTIME unproductive', 'Idle'],
      [-60, -30, 'UPTIME productive', null],
      [-30, 1, 'DOWNTIME productive', null],
      [1, null, 'OFFLINE null', null],
    ]);
    app.clock.set(noon + 2 * MINUTE_MS);
    const { machines } = await app.services.floor.currentFloor();
    assert.equal(machines.find(({ machine }) => machine.id === mill)?.state.status, 'offline');
    await report('status', { status: 'idle' });
    app.clock.advance(SECOND_MS);
    const now = (await app.services.floor.currentFloor()).machines.find(({ machine }) => machine.id === mill);
    assert.deepEqual([now?.state.status, now?.state.reason], ['idle', 'Idle']);
  });

  test('a device whose last will must not be said any more has gone all the same; other wills say nothing of it', async () => {
    await report('status', { status: 'running', timestamp_utc: at(-60) });
    const lost = (kind: string) =>
      app.services.signals.lost({ topic: `milldash/v1/machines/${mill}/${kind}`, patienceMs: 10_000 });
    await lost('cuts');
    await lost('status');
    assert.deepEqual(await periods(), [
      [-60, 0, 'UPTIME productive', null],
      [0, null, 'OFFLINE null', null],
    ]);
    assert.deepEqual([await details(), await cuts()], [[], []]);
  });

  test('statuses in turns that two processes took one after the other are in turns still', async () => {
    const everyOther = (from: number, status: string) =>
      Array.from({ length: 5 }, (_, nth) => ({ status, timestamp_utc: at(from + 2 * nth) }));
    await report('status', everyOther(-30, 'running'));
    await report('status', everyOther(-29, 'stopped'));
    const line = Array.from({ length: 10 }, (_, nth) => [
      nth - 30,
      nth === 9 ? null : nth - 29,
      nth % 2 === 0 ? 'UPTIME productive' : 'DOWNTIME null',
      null,
    ]);
    assert.deepEqual(await periods(), line);
    await report('status', [...everyOther(-29, 'stopped'), ...everyOther(-30, 'running')]);
    assert.deepEqual(await periods(), line, 'repeats');
  });

  test('many at once from several senders leave one line of time, and a wrong clock or word is set aside', async () => {
    const words = ['running', 'stopped'];
    await Promise.all(
      Array.from({ length: 60 }, (_, nth) =>
        report('status', { status: words[nth % 2], timestamp_utc: at(nth - 60), source_sequence: nth }),
      ),
    );
    const line = await periods();
    assert.equal(line.length, 60);
    for (const [nth, [, endMin]] of line.entries()) assert.equal(endMin, line[nth + 1]?.[0] ?? null);
    await report('status', [{ status: 'asleep' }, { status: 'running', timestamp_utc: at(60) }]);
    const [wrongClock, word] = await details();
    assert.match(wrongClock, /too far in the future/);
    assert.match(word, /^status must be/);
    assert.equal((await periods()).length, 60);
  });

  test('two processes that share the messages of one machine keep one line, and count each piece once', async () => {
    const { services } = app;
    const other = createMessages({ ...services, sharedCutTopics: new Set(), sparkplugSubscribed: false }).signals;
    const both = [services.signals, other];
    await Promise.all(
      Array.from({ length: 80 }, async (_, nth) => {
        const message = (kind: string, point: object) => ({
          topic: `milldash/v1/machines/${mill}/${kind}`,
          payload: Buffer.from(JSON.stringify({ ...point, timestamp_utc: at(nth - 90) })),
          sender: null,
          patienceMs: 10_000,
        });
        const status = (['running', 'stopped', 'idle'] as const)[nth % 3];
        await both[nth % 2]?.receive(message('status', { status }));
        await both[nth % 2]?.receive(message('counters', { value: 10 * nth }));
      }),
    );
    const line = await periods();
    assert.ok(line.length > 1);
    for (const [nth, [, endMin]] of line.entries()) assert.equal(endMin, line[nth + 1]?.[0] ?? null);
    assert.deepEqual(line.at(-1)?.slice(0, 3), [-11, null, 'DOWNTIME null']);
    const total = (await cuts()).reduce((sum, count) => sum + count, 0);
    // what came before the first value that was taken was never counted
    assert.ok(total <= 790 && total % 10 === 0, `${total} pieces`);
  });

  test('counters become cuts: rises, a reset, a rollover; repeats and older values change nothing', async () => {
    const value = (number: number, minutes: number, more = {}) =>
      report('counters', { value: number, timestamp_utc: at(minutes), ...more });
    await value(1_000, -60);
    await value(1_007, -50);
    await value(1_007, -50);
    await value(1_003, -55);
    await value(4, -40);
    await value(65_530, -30, { counter: 'lane-2', rollover_at: 65_536 });
    await value(2, -20, { counter: 'lane-2', rollover_at: 65_536 });
    assert.deepEqual(await cuts(), [7, 4, 8]);
    await app.newEvents();
    await Promise.all(Array.from({ length: 50 }, (_, nth) => value(5 + nth, nth / 60 - 19)));
    assert.equal(
      (await cuts()).reduce((sum, count) => sum + count, 0),
      7 + 4 + 8 + 50,
    );
    await value(9_000_000, 2);
    await value(9_000_001, 3);
    assert.equal((await cuts()).at(-1), 1, 'counted on from the jump');
    assert.match((await details())[0], /grown by 8999946, more than 1000000/);
    for (let nth = 0; nth < 19; nth++) await value(nth, 4, { counter: `more-${nth}` });
    assert.match((await details())[0], /20 counters already/);
    assert.match((await app.newEvents())[0]?.type ?? '', /^cuts\.recorded$/);
  });

  test('a setting says where counters turn over', async () => {
    await admin('PUT', '/api/v1/settings/counters.rollover_at', { value: 1_000 });
    await report('counters', { value: 998, source_sequence: 1 });
    await report('counters', { value: 3, source_sequence: 2 });
    await admin('DELETE', '/api/v1/settings/counters.rollover_at');
    assert.deepEqual(await cuts(), [5]);
  });

  test('a letter that is tried again is of the time at which it came, and changes nothing that is newer', async () => {
    const known = mill;
    mill = `later-${known}`;
    await report('status', { status: 'offline' });
    await app.services.machines.createMachine(actor, { id: mill, name: mill });
    app.clock.advance(10 * MINUTE_MS);
    await report('status', { status: 'running' });
    const [letter] = (await admin('GET', '/api/v1/dead-letters')).body.items;
    assert.equal((await admin('POST', `/api/v1/dead-letters/${letter.id}/replay`)).body.accepted, true);
    assert.deepEqual(await periods(), [
      [0, 10, 'OFFLINE null', null],
      [10, null, 'UPTIME productive', null],
    ]);
  });

  test('of numbers the latest is kept, and a history of slots that a repeat does not change; no event tells of them', async () => {
    const sample = (seconds: number, load: number) => ({
      timestamp_utc: new Date(noon - HOUR_MS + seconds * SECOND_MS).toISOString(),
      values: { spindle_load: load, 'oil.temperature': 48 },
    });
    const points = [sample(0, 70), sample(3, 80.5), sample(1, 60), sample(10, 71.2)];
    await report('telemetry', points);
    await report('telemetry', points.slice(0, 3));
    const time = (seconds: number) => new Date(noon - HOUR_MS + seconds * SECOND_MS).toISOString();
    assert.deepEqual((await app.as.VIEWER('GET', `/api/v1/machines/${mill}/telemetry`)).body.items, [
      { name: 'oil.temperature', value: 48, timestamp_utc: time(10) },
      { name: 'spindle_load', value: 71.2, timestamp_utc: time(10) },
    ]);
    const range = `start_time=${at(-60)}&end_time=${at(0)}`;
    const url = `/api/v1/machines/${mill}/telemetry/spindle_load?${range}`;
    const { items } = (await app.as.VIEWER('GET', url)).body;
    assert.deepEqual(items, [
      { timestamp_utc: time(3), value: 80.5, least: 60, greatest: 80.5 },
      { timestamp_utc: time(10), value: 71.2, least: 71.2, greatest: 71.2 },
    ]);
    const first = (await app.as.VIEWER('GET', `${url}&limit=1`)).body;
    const second = (await app.as.VIEWER('GET', `${url}&limit=1&cursor=${first.next_cursor}`)).body;
    assert.deepEqual([...first.items, ...second.items, second.next_cursor], [...items, null]);
    assert.equal((await app.as.VIEWER('GET', '/api/v1/machines/nobody/telemetry')).status, 404);
    assert.deepEqual(await app.newEvents(), []);
  });

  test('a machine has so many names, is complained of once, and loses what is too old', async () => {
    await admin('PUT', '/api/v1/settings/telemetry.names_max', { value: 2 });
    await report('telemetry', { values: { a: 1, b: 2, c: 3 } });
    await report('telemetry', { values: { b: 4, d: 5 } });
    await admin('DELETE', '/api/v1/settings/telemetry.names_max');
    const names = async () =>
      (await admin('GET', `/api/v1/machines/${mill}/telemetry`)).body.items.map(
        ({ name, value }: { name: string; value: number }) => `${name} ${value}`,
      );
    assert.deepEqual(await names(), ['a 1', 'b 4']);
    const told = await details();
    assert.deepEqual([told.length, /has 2 names already, so c is not kept/.test(told[0])], [1, true]);
    app.clock.advance(HOUR_MS);
    await admin('PUT', '/api/v1/settings/telemetry.names_max', { value: 2 });
    const many = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`n${at}`, at]));
    await report('telemetry', { values: many });
    await admin('DELETE', '/api/v1/settings/telemetry.names_max');
    assert.match((await details())[0], /so n0, n1, n2, n3, n4 and 5 more are not kept\.$/);
    await app.services.telemetry.prune();
    assert.deepEqual(await names(), ['a 1', 'b 4']);
    app.clock.advance(15 * DAY_MS);
    assert.ok((await app.services.telemetry.prune()) >= 2);
    // signed in anew: sessions do not last that long
    admin = clientOf(app.app, await app.signIn('ADMIN'));
    assert.deepEqual(await names(), []);
  });
});
