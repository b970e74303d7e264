import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import type { Database } from '../../../src/platform/database/index.ts';
import { onEachEngine } from '../../support/engines.ts';
import type { FourJawPeriod } from '../../support/fourjaw-server.ts';
import { listEvents } from '../ingestion/ingestion-fixture.ts';
import { type ConnectedFactory, connectFactory, periodsOf } from './fourjaw-fixture.ts';

interface Stored {
  readonly id: string;
  readonly endedAt: number | null;
  readonly reason: string | null;
  readonly revision: number;
}

async function storedPeriods({ kysely }: Database, machineId: string): Promise<Stored[]> {
  const rows = await kysely
    .selectFrom('status_periods')
    .select(['id', 'ended_at', 'reason_text', 'revision'])
    .where('machine_id', '=', machineId)
    .orderBy('started_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ id: row.id, endedAt: row.ended_at, reason: row.reason_text, revision: row.revision }));
}

onEachEngine('polling FourJaw', (under) => {
  const opened: ConnectedFactory[] = [];
  let database: Database;
  let machines = 0;
  before(async () => {
    ({ database } = await under.createDatabase());
  });
  afterEach(async () => {
    for (const factory of opened.splice(0)) await factory.close();
  });

  /** On machines that no other test has. */
  async function open({ both = false, ...changes }: Parameters<typeof connectFactory>[1] & { both?: boolean } = {}) {
    const [machine, other] = [++machines, ++machines].map((number) => number.toString(16).padStart(24, '0')) as [
      string,
      string,
    ];
    const factory = await connectFactory(database, { assetIds: both ? [machine, other] : [machine], ...changes });
    opened.push(factory);
    return {
      ...factory,
      machine,
      other,
      now: () => factory.clock.now(),
      stored: (id = machine) => storedPeriods(database, id),
      cursor: (id = machine) => cursorOf(factory, id),
      status: async () => {
        const status = await factory.fourjaw.readStatus();
        return { ...status, machine: status.machines.find(({ machine_id }) => machine_id === machine) };
      },
      told: async () =>
        (await listEvents(factory.store, 'timeline.periods-recorded')).filter(
          (event) => event['machine_id'] === machine,
        ),
    };
  }

  async function cursorOf({ fourjaw }: ConnectedFactory, id: string): Promise<number | null> {
    const { machines } = await fourjaw.readStatus();
    return machines.find(({ machine_id }) => machine_id === id)?.fetched_to ?? null;
  }

  const at = (period: FourJawPeriod, changes: Partial<FourJawPeriod>): FourJawPeriod => ({ ...period, ...changes });

  test('stores what there is of the first days, moves the cursor to now, and tells one event a batch', async () => {
    const { fourjaw, another, server, machine, other, stored, told, now, cursor } = await open();
    server.periods = periodsOf(machine, now() - 3 * DAY_MS, 300);
    const outcome = await fourjaw.poll();
    assert.deepEqual([outcome?.fetched, outcome?.inserted, outcome?.failure], [1, 300, null]);
    assert.equal((await stored()).length, 300);
    assert.equal(await cursor(), now());
    assert.ok(((await fourjaw.listKnownUntil()).get(machine) ?? 0) >= now(), 'rules on stops go by it');
    const without = await another({ assetIds: [other] }).listKnownUntil();
    assert.equal(without.get(machine), undefined, 'of what is not fetched any more it says nothing');
    const events = await told();
    const windows = server.requests.filter(({ path }) => path.endsWith('/status-periods')).length;
    assert.ok(events.length > 0 && events.length <= windows, `${events.length} events of ${windows} windows`);
    assert.equal(
      events.reduce((sum, { inserted }) => sum + Number(inserted), 0),
      300,
    );
    assert.ok(events.every((event) => event['source'] === 'fourjaw'));
  });

  test('again changes nothing and tells nothing', async () => {
    const { fourjaw, server, told, machine, stored, now, timing } = await open();
    server.periods = periodsOf(machine, now() - DAY_MS, 100);
    await fourjaw.poll();
    const [events, kept] = [await told(), await stored()];
    timing.advance(MINUTE_MS);
    const outcome = await fourjaw.poll();
    assert.deepEqual([outcome?.inserted, outcome?.updated], [0, 0]);
    assert.deepEqual(await told(), events);
    assert.deepEqual(await stored(), kept);
  });

  test('finds a reason that is named 25 hours later, and keeps what it said before', async () => {
    const { fourjaw, server, machine, stored, now, timing } = await open();
    server.periods = periodsOf(machine, now() - 2 * HOUR_MS, 6);
    await fourjaw.poll();
    timing.advance(24 * HOUR_MS);
    // this is the day's reading of seven days; the next poll reads 26 hours
    await fourjaw.poll();
    timing.advance(HOUR_MS);
    server.periods = server.periods.map((period, index) =>
      index === 1 ? at(period, { downtime_reason_name: 'Hydraulic' }) : period,
    );
    const outcome = await fourjaw.poll();
    assert.deepEqual([outcome?.inserted, outcome?.updated], [0, 1]);
    const edited = (await stored())[1];
    assert.deepEqual([edited?.reason, edited?.revision], ['Hydraulic', 2]);
  });

  test('finds once a day what has been changed up to seven days ago', async () => {
    const { fourjaw, server, machine, stored, now, timing } = await open();
    server.periods = periodsOf(machine, now() - HOUR_MS, 6);
    await fourjaw.poll();
    timing.advance(4 * DAY_MS);
    await fourjaw.poll();
    server.periods = server.periods.map((period) => at(period, { downtime_reason_name: 'Late' }));
    timing.advance(HOUR_MS);
    await fourjaw.poll();
    assert.ok(
      (await stored()).every(({ reason }) => reason !== 'Late'),
      'the same day',
    );
    timing.advance(DAY_MS);
    await fourjaw.poll();
    assert.ok(
      (await stored()).every(({ reason }) => reason === 'Late'),
      'the next day',
    );
  });

  test('keeps an open period open, closes it when FourJaw does, and revises it once', async () => {
    const { fourjaw, server, machine, stored, now, timing } = await open();
    const [period] = periodsOf(machine, now() - HOUR_MS, 1) as [FourJawPeriod];
    server.windows = 'beginning';
    server.periods = [at(period, { end_timestamp: null })];
    await fourjaw.poll();
    assert.equal((await stored())[0]?.endedAt, null);
    for (let hour = 0; hour < 40; hour++) {
      timing.advance(HOUR_MS);
      await fourjaw.poll();
    }
    const endedAt = now() - 10 * MINUTE_MS;
    server.periods = [at(period, { end_timestamp: new Date(endedAt).toISOString() })];
    await fourjaw.poll();
    assert.deepEqual(await stored(), [{ id: period.id, endedAt, reason: period.downtime_reason_name, revision: 2 }]);
  });

  test('takes a period whose end grows with the clock for an open one', async () => {
    const { fourjaw, server, machine, stored, now, timing } = await open();
    const [first, second] = periodsOf(machine, now() - 20 * MINUTE_MS, 2) as [FourJawPeriod, FourJawPeriod];
    const growTo = (endMs: number) =>
      (server.periods = [first, at(second, { end_timestamp: new Date(endMs).toISOString() })]);
    for (let minute = 0; minute < 5; minute++) {
      growTo(now() - 20_000);
      await fourjaw.poll();
      timing.advance(MINUTE_MS);
    }
    assert.deepEqual(
      (await stored()).map(({ endedAt, revision }) => [endedAt === null, revision]),
      [
        [false, 1],
        [true, 1],
      ],
    );
    const endedAt = now() - 3 * MINUTE_MS;
    growTo(endedAt);
    await fourjaw.poll();
    assert.equal((await stored())[1]?.endedAt, endedAt);
  });

  test('splits windows that are full until all of it has come', async () => {
    const { fourjaw, server, machine, stored, now } = await open({ pageSize: 10 });
    server.periods = periodsOf(machine, now() - 20 * HOUR_MS, 119);
    const outcome = await fourjaw.poll();
    assert.equal(outcome?.inserted, 119);
    assert.deepEqual(
      (await stored()).map(({ id }) => id),
      server.periods.map(({ id }) => id),
    );
  });

  test('leaves the cursor where it was when a window fails, and fetches that window with the next poll', async () => {
    const { fourjaw, server, machine, status, stored, now, cursor, timing } = await open();
    await fourjaw.poll();
    const before = await cursor();
    timing.advance(4 * DAY_MS);
    server.periods = periodsOf(machine, now() - 4 * DAY_MS, 4 * 144);
    const middleMs = now() - 2 * DAY_MS;
    server.fault = ({ query }) => (Date.parse(query.get('end_timestamp') ?? '') > middleMs ? 'status-500' : undefined);
    const outcome = await fourjaw.poll();
    assert.match(outcome?.failure?.message ?? '', /500/);
    const stuck = await cursor();
    assert.ok(stuck !== null && before !== null && stuck >= before && stuck <= middleMs, String(stuck));
    const { machine: noted, connection, state } = await status();
    assert.match(noted?.last_error ?? '', /500/);
    assert.deepEqual([connection, state.breaker], ['failing', 'open']);
    server.fault = () => undefined;
    timing.advance(HOUR_MS);
    assert.equal((await fourjaw.poll())?.failure, null);
    assert.equal(await cursor(), now());
    assert.equal((await stored()).length, server.periods.length);
    assert.equal((await fourjaw.readStatus()).connection, 'ok');
  });

  test('moves no cursor for a window that could not be recorded', async () => {
    const { fourjaw, server, machine, stored, now, cursor, timing, timeline } = await open();
    await fourjaw.poll();
    const before = await cursor();
    timing.advance(DAY_MS);
    server.periods = periodsOf(machine, now() - DAY_MS, 10);
    let isFailing = true;
    timeline.onPeriodsChangedWithin(async () => {
      if (isFailing) throw new Error('the disk is full');
    });
    await assert.rejects(fourjaw.poll(), /disk is full/);
    assert.equal(await cursor(), before);
    assert.deepEqual(await stored(), []);
    isFailing = false;
    await fourjaw.poll();
    assert.equal(await cursor(), now());
    assert.equal((await stored()).length, 10);
  });

  test('fetches the other machines when FourJaw knows one of them no more', async () => {
    const { fourjaw, server, machine, other, stored, now, cursor } = await open({ both: true, concurrency: 1 });
    server.periods = [machine, other].flatMap((id) => periodsOf(id, now() - HOUR_MS, 6));
    server.fault = ({ query }) => (query.get('asset_ids') === machine ? { status: 404 } : undefined);
    const outcome = await fourjaw.poll();
    assert.deepEqual([outcome?.fetched, outcome?.machines], [1, 2]);
    assert.equal((await stored(other)).length, 6);
    assert.deepEqual([await cursor(), await cursor(other)], [null, now()]);
    assert.equal((await fourjaw.readStatus()).connection, 'ok');
  });

  test('keeps out and counts what has not begun by our clock, and takes it once it has', async () => {
    const { fourjaw, server, machine, status, stored, now, timing } = await open();
    server.nowMs = () => now() + 10 * MINUTE_MS;
    server.periods = periodsOf(machine, now() - 10 * MINUTE_MS, 2).map((period, index) =>
      index === 1
        ? at(period, { start_timestamp: new Date(now() + MINUTE_MS).toISOString(), end_timestamp: null })
        : period,
    );
    server.windows = 'overlapping';
    // as if the window did not end at our now: FourJaw's clock is ahead
    const all = server.periods;
    server.fault = ({ query }) =>
      Date.parse(query.get('end_timestamp') ?? '') === now()
        ? { status: 200, headers: dateOf(server.nowMs()), body: JSON.stringify({ items: all }) }
        : undefined;
    await fourjaw.poll();
    const early = await status();
    assert.equal((await stored()).length, 1);
    assert.equal(early.machine?.future_rows, 1);
    assert.ok(Math.abs((early.state.clock_skew ?? 0) - 10 * MINUTE_MS) <= 1_000);
    timing.advance(2 * MINUTE_MS);
    await fourjaw.poll();
    assert.equal((await stored()).length, 2);
    assert.equal((await status()).machine?.future_rows, 0);
  });

  test('takes no period for one that still runs because a reply says an odd date', async () => {
    for (const oddMs of [0, Date.UTC(9999, 11, 31)]) {
      const { fourjaw, server, machine, stored, now } = await open();
      server.nowMs = () => oddMs;
      server.periods = periodsOf(machine, now() - 3 * HOUR_MS, 6);
      assert.equal((await fourjaw.poll())?.inserted, 6);
      const ends = (await stored()).map(({ endedAt }) => endedAt);
      assert.ok(!ends.includes(null), 'all of them have ended two hours ago');
      assert.equal((await fourjaw.poll())?.updated, 0);
    }
  });

  test('reads ages that would be negative as none', async () => {
    const { fourjaw, clock, status } = await open();
    await fourjaw.poll();
    clock.set(clock.now() - 2 * HOUR_MS);
    assert.equal((await status()).machine?.lagMs, 0);
    // and the poll after a clock that went back still re-reads what it has to
    assert.equal((await fourjaw.poll())?.failure, null);
  });

  test('counts rows that cannot be taken, says why, and takes the others', async () => {
    const { fourjaw, server, machine, status, stored, now } = await open();
    server.periods = periodsOf(machine, now() - HOUR_MS, 6).map((period, index) =>
      index === 2 ? at(period, { classification: 'BANANA' }) : period,
    );
    assert.equal((await fourjaw.poll())?.inserted, 5);
    const { machine: cursor } = await status();
    assert.equal(cursor?.refused_rows, 1);
    assert.match(cursor?.last_refusal ?? '', /classification is none of UPTIME.*BANANA/);
    const { id, start_timestamp: start } = server.periods[2] as FourJawPeriod;
    assert.ok(cursor?.last_refusal?.startsWith(`Period '${id}' of machine '${machine}', starting '${start}': `));
    assert.equal((await stored()).length, 5);
  });

  test('takes what FourJaw reckons anew instead of what it told before, and keeps what it has only lost', async () => {
    const { fourjaw, server, machine, stored, now, timing } = await open();
    const [first, second, third, fourth] = periodsOf(machine, now() - HOUR_MS, 4) as FourJawPeriod[] as [
      FourJawPeriod,
      FourJawPeriod,
      FourJawPeriod,
      FourJawPeriod,
    ];
    server.periods = [first, second, third, fourth];
    await fourjaw.poll();
    timing.advance(MINUTE_MS);
    // the second and the third are one now; the fourth has gone without a successor
    const joined = at(second, { id: 'ffffffffffffffffffffffff', end_timestamp: third.end_timestamp });
    server.periods = [first, joined];
    await fourjaw.poll();
    const lengths = (await stored()).map(({ id, endedAt, revision }) => [id, endedAt, revision]);
    const ms = (text: string | null) => Date.parse(text ?? '');
    assert.deepEqual(
      lengths.toSorted(),
      [
        [first.id, ms(first.end_timestamp), 1],
        [second.id, ms(second.start_timestamp), 2],
        [third.id, ms(third.start_timestamp), 2],
        [fourth.id, ms(fourth.end_timestamp), 1],
        [joined.id, ms(third.end_timestamp), 1],
      ].toSorted(),
    );
    // and when the old ones come back they are what they were
    server.periods = [first, second, third, fourth];
    timing.advance(MINUTE_MS);
    await fourjaw.poll();
    const back = new Map((await stored()).map(({ id, endedAt }) => [id, endedAt]));
    assert.equal(back.get(third.id), ms(third.end_timestamp));
    assert.equal(back.get(joined.id), ms(second.start_timestamp));
  });

  test('by two processes at once leaves what one would', async () => {
    const { fourjaw, another, server, machine, stored, now, cursor } = await open({ pageSize: 50 });
    server.periods = periodsOf(machine, now() - 3 * DAY_MS, 400);
    await Promise.all([fourjaw.poll(), another().poll()]);
    const kept = await stored();
    assert.deepEqual(
      kept.map(({ id, revision }) => [id, revision]),
      server.periods.map(({ id }) => [id, 1]),
    );
    assert.equal(await cursor(), now());
  });

  test('that is stopped ends between two windows and keeps what it has', async () => {
    const { fourjaw, server, now, cursor, machine, stored } = await open({ concurrency: 1 });
    server.periods = periodsOf(machine, now() - 30 * DAY_MS, 30 * 144);
    let asked = 0;
    server.fault = ({ path }) => {
      if (path.endsWith('/status-periods') && ++asked === 3) void fourjaw.close();
      return undefined;
    };
    assert.equal((await fourjaw.poll())?.failure?.kind, 'stopped');
    const fetchedTo = await cursor();
    assert.ok(fetchedTo !== null && fetchedTo < now());
    const kept = await stored();
    const expected = server.periods.filter(({ start_timestamp }) => Date.parse(start_timestamp) < fetchedTo);
    assert.deepEqual(
      kept.map(({ id }) => id),
      expected.map(({ id }) => id),
    );
  });

  test('ends at once when the key is refused, says so, and changes the connection once', async () => {
    const { fourjaw, server, store, timing } = await open({ both: true, concurrency: 1 });
    server.fault = () => ({ status: 401 });
    const before = (await listEvents(store, 'fourjaw.connection-changed')).length;
    await fourjaw.poll();
    const asked = server.requests.filter(({ path }) => path.endsWith('/status-periods'));
    assert.equal(asked.length, 1, 'the second machine is not tried');
    timing.advance(MINUTE_MS);
    await fourjaw.poll();
    assert.equal((await fourjaw.readStatus()).connection, 'key-refused');
    assert.deepEqual(
      (await listEvents(store, 'fourjaw.connection-changed')).slice(before).map(({ connection }) => connection),
      ['key-refused'],
    );
  });
});

function dateOf(ms: number): Record<string, string> {
  return { date: new Date(ms).toUTCString() };
}
