/** Reads of single periods: right where periods overlap, and never dearer than the periods that they are about. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { longestFirst, type StatusPeriodInput, type Timeline } from '../../../src/modules/timeline/index.ts';
import type { Database } from '../../../src/platform/database/index.ts';
import { onEachEngine } from '../../support/engines.ts';
import { tries } from '../../support/tries.ts';
import { type LoneTimeline, startLoneTimeline } from './lone-timeline.ts';

const actor = systemActor('test');
const source = { kind: 'csv', name: 'test' } as const;
const base = Date.UTC(2026, 0, 15, 6);
/** Stops of three are found by an index of their own. */
const STEP_MS = 10 * MINUTE_MS;

onEachEngine('a read of single periods', (under) => {
  let database: Database;
  let timeline: Timeline;
  let queries = 0;
  let rows = 0;
  let machinesMade = 0;
  let makeMachines: LoneTimeline['makeMachines'];

  before(async () => {
    const observe = (report: { readonly rows: number }) => {
      queries++;
      rows += report.rows;
    };
    ({ database, timeline, makeMachines } = await startLoneTimeline(under, { zone: 'Europe/London', observe }));
  });

  beforeEach(() => {
    queries = 0;
    rows = 0;
  });

  async function newMachine(): Promise<string> {
    const id = `machine-${machinesMade++}`;
    await makeMachines([id]);
    return id;
  }

  async function record(periods: readonly StatusPeriodInput[]): Promise<void> {
    for (let at = 0; at < periods.length; at += 500) {
      await timeline.recordPeriods(actor, periods.slice(at, at + 500), source);
    }
    queries = 0;
    rows = 0;
  }

  test('gives of overlapping stops each the time that plain arithmetic gives it', async () => {
    const drawn = fc.record({
      start: fc.integer({ min: -12, max: 12 }),
      length: fc.option(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 30 }))),
      isStop: fc.boolean(),
    });
    const window = fc.record({ from: fc.integer({ min: -8, max: 8 }), length: fc.integer({ min: 1, max: 30 }) });
    const threshold = fc.constantFrom(0, 0, 1, 3, 8);
    await fc.assert(
      fc.asyncProperty(
        fc.array(drawn, { maxLength: 12 }),
        window,
        threshold,
        async (draws, { from, length }, least) => {
          const machineId = await newMachine();
          const periods = draws.map(({ start, length: steps, isStop }, at) =>
            stop(machineId, `${at}`.padStart(2, '0'), {
              startMs: base + start * STEP_MS,
              endMs: steps === null ? null : base + (start + steps) * STEP_MS,
              ...(isStop ? {} : { classification: 'UPTIME', productivity: 'productive', reasonText: null }),
            }),
          );
          await record(periods);
          const question = { fromMs: base + from * STEP_MS, toMs: base + (from + length) * STEP_MS };
          const found = await timeline.listLongStops(
            { ...question, machineIds: [machineId], withReasons: true },
            least * STEP_MS,
          );
          assert.deepEqual(
            new Map(found.map(({ period, clippedMs }) => [period.id, clippedMs])),
            reckon(periods, question, least * STEP_MS),
          );
        },
      ),
      { numRuns: tries(60) },
    );
  });

  test('finds what reaches into the window, however long it is', async () => {
    for (const minutes of [2, 29, 30, 31, 3 * 24 * 60]) {
      const machineId = await newMachine();
      const startMs = base - (minutes - 1) * MINUTE_MS;
      await record([stop(machineId, 'before', { startMs, endMs: base + MINUTE_MS })]);
      const question = { fromMs: base, toMs: base + HOUR_MS, machineIds: [machineId], withReasons: true };
      const found = await timeline.listLongStops(question, 0);
      assert.deepEqual(
        found.map(({ clippedMs }) => clippedMs),
        [MINUTE_MS],
        `${minutes} minutes`,
      );
    }
  });

  test('gives a stop that nobody ended what the periods of a year leave it, a piece of the year after the other', async () => {
    const machineId = await newMachine();
    const others = Array.from({ length: 500 }, (_, day) =>
      stop(machineId, `day-${day}`, { startMs: base + day * DAY_MS, endMs: base + day * DAY_MS + HOUR_MS }),
    );
    await record([stop(machineId, 'forgotten', { startMs: base - DAY_MS, endMs: null }), ...others]);
    const question = { fromMs: base + 50 * DAY_MS, toMs: base + 450 * DAY_MS, machineIds: [machineId] };
    const found = await timeline.listLongStops({ ...question, withReasons: true }, 2 * HOUR_MS);
    assert.deepEqual(
      found.map(({ period, clippedMs }) => [period.id, clippedMs]),
      [[`${machineId}-forgotten`, 400 * 23 * HOUR_MS]],
    );
    // what lies before the window and behind it is not read
    assert.ok(rows < 420, `${rows} rows`);
    assert.ok(queries < 20, `${queries} queries`);
  });

  test('counts what each of two thousand stops that never ended has for itself, and reads each twice at most', async () => {
    const machineId = await newMachine();
    const stops = Array.from({ length: 2_000 }, (_, at) =>
      stop(machineId, `${at}`, { startMs: base + at * MINUTE_MS, endMs: null }),
    );
    await record(stops);
    const toMs = base + 2_100 * MINUTE_MS;
    const question = { fromMs: base, toMs, machineIds: [machineId], withReasons: true };
    const found = (await timeline.listLongStops(question, MINUTE_MS / 2)).sort(longestFirst);
    assert.ok(rows < 2 * 2_000 + 20, `${rows} rows`);
    assert.ok(queries < 20, `${queries} queries`);
    // each is taken over by the next after a minute, but for the last
    assert.equal(found.length, 2_000);
    assert.deepEqual(
      [found[0]?.period.id, found[0]?.clippedMs, found.at(-1)?.clippedMs],
      [`${machineId}-1999`, 101 * MINUTE_MS, MINUTE_MS],
    );
    assert.equal(
      found.reduce((sum, { clippedMs }) => sum + clippedMs, 0),
      toMs - base,
    );

    // eleven times as many are more than one question may have
    const copies = sql.join(
      Array.from({ length: 10 }, (_, at) => sql`select ${sql.lit(at)} as copy`),
      sql` union all `,
    );
    await sql`
      insert into status_periods (id, machine_id, started_at, ended_at, classification, productivity, reason_text,
        alias_id, category, revision, recorded_at, source)
      select id || '/' || copy, machine_id, started_at, ended_at, classification, productivity, reason_text,
        alias_id, category, revision, recorded_at, source
      from status_periods cross join (${copies}) as copies where machine_id = ${machineId}`.execute(database.kysely);
    rows = 0;
    await assert.rejects(timeline.listLongStops(question, MINUTE_MS / 2), { code: 'range-too-long' });
    assert.ok(rows <= 20_001 + 20, `${rows} rows`);
  });

  test('finds what lies behind ten years without any period in a few looks', async () => {
    const machineIds = Array.from({ length: 300 }, (_, at) => `sleeper-${at}`);
    await makeMachines(machineIds);
    const long = { fromMs: Date.UTC(2016, 0), toMs: base + 2 * DAY_MS, machineIds, limit: 100 };
    queries = 0;
    assert.deepEqual(await timeline.listPeriods(long), []);
    assert.ok(queries < 20, `${queries} queries`);

    const last = machineIds.at(-1) as string;
    const periods = [0, 1, 30].map((hour) => stop(last, `${hour}`, { startMs: base + hour * HOUR_MS, endMs: null }));
    await record([...periods, stop(last, 'after', { startMs: long.toMs, endMs: null })]);
    const found = await timeline.listPeriods(long);
    assert.ok(queries < 30, `${queries} queries`);
    assert.deepEqual(
      found.map(({ id }) => id),
      periods.map(({ id }) => id),
    );
    queries = 0;
    assert.deepEqual(await timeline.listPeriods({ ...long, toMs: long.fromMs }), []);
    assert.ok(queries <= 2, `${queries} queries`);
  });
});

function stop(machineId: string, name: string, changes: Partial<StatusPeriodInput>): StatusPeriodInput {
  return {
    id: `${machineId}-${name}`,
    machineId,
    startMs: base,
    endMs: null,
    classification: 'DOWNTIME',
    productivity: 'unproductive',
    reasonText: 'Coil Change',
    ...changes,
  };
}

/** Goes through the window step by step, each of which belongs to the period that began last. */
function reckon(
  periods: readonly StatusPeriodInput[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
  thresholdMs: number,
): Map<string, number> {
  const times = new Map<string, number>();
  for (let atMs = fromMs; atMs < toMs; atMs += STEP_MS) {
    let owner: StatusPeriodInput | undefined;
    for (const period of periods) {
      const isOn = period.startMs <= atMs && atMs < (period.endMs ?? Number.POSITIVE_INFINITY);
      // ids ascend
      if (isOn && (owner === undefined || period.startMs >= owner.startMs)) owner = period;
    }
    if (owner?.classification === 'DOWNTIME') times.set(owner.id, (times.get(owner.id) ?? 0) + STEP_MS);
  }
  return new Map([...times].filter(([, durationMs]) => durationMs > thresholdMs));
}
