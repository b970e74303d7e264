/** What reads raw periods: an answer, where sums are stale each period once, elsewhere the window's edges alone; and the rebuild of sums, a month at a time. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, HOUR_MS } from '../../../src/kernel/clock.ts';
import type { StatusPeriodInput, Timeline, TimeQuestion } from '../../../src/modules/timeline/index.ts';
import { type EngineUnderTest, onEachEngine } from '../../support/engines.ts';
import { startLoneTimeline } from './lone-timeline.ts';

const actor = systemActor('test');
const begin = Date.UTC(2024, 0, 1, 6);
const DAYS = 365;
const machineIds = ['fresh', 'stale-1', 'stale-2'];
/** Stale as well, each with the first of the periods alone. */
const crowd = Array.from({ length: 40 }, (_, at) => `crowd-${at}`);

/** Each day a stop of two hours, one in the day shift and one in the night shift. */
const periods = machineIds.flatMap((machineId) =>
  Array.from({ length: DAYS }, (_, day): StatusPeriodInput => {
    const startMs = begin + day * DAY_MS + 11 * HOUR_MS;
    return {
      id: `${machineId}-${day}`,
      machineId,
      startMs,
      endMs: startMs + 2 * HOUR_MS,
      classification: 'DOWNTIME',
      productivity: 'productive',
      reasonText: 'Break',
    };
  }),
);

const ofCrowd = crowd.map((machineId) => ({ ...(periods[0] as StatusPeriodInput), id: machineId, machineId }));

interface Measured {
  readonly totalMs: number;
  /** Rows of each read of raw periods. */
  readonly reads: readonly number[];
  /** Turns that others had meanwhile. */
  readonly turns: number;
}

type PeriodsQuestion = Parameters<Timeline['listPeriods']>[0];

interface World {
  measure(question: Partial<TimeQuestion>): Promise<Measured>;
  /** Lists single periods. */
  measurePeriods(question: PeriodsQuestion): Promise<{ found: number; reads: readonly number[] }>;
  /** Rebuilds what is stale. @returns the months, and the most of them that were made without a turn for others */
  rebuild(): Promise<{ months: number; mostWithoutTurn: number }>;
}

async function startWorld(under: EngineUnderTest): Promise<World> {
  let reads: number[] = [];
  let monthsSinceTurn = 0;
  let mostWithoutTurn = 0;
  const { timeline, makeMachines, markStale } = await startLoneTimeline(under, {
    observe({ sql, rows }) {
      if (sql.includes('join "status_periods" as "p"')) reads.push(rows);
      // once for each month that is rebuilt
      if (sql.startsWith('delete from "month_totals"')) mostWithoutTurn = Math.max(mostWithoutTurn, ++monthsSinceTurn);
    },
  });
  await makeMachines([...machineIds, ...crowd]);
  await timeline.recordPeriods(actor, [...periods, ...ofCrowd], { kind: 'csv', name: 'test' });
  await markStale(['stale-1', 'stale-2', ...crowd], begin);

  async function measure(question: Partial<TimeQuestion>): Promise<Measured> {
    reads = [];
    let turns = 0;
    let isAnswered = false;
    const takeTurn = () => {
      turns++;
      if (!isAnswered) setImmediate(takeTurn);
    };
    setImmediate(takeTurn);
    const window = { fromMs: begin, toMs: begin + DAYS * DAY_MS };
    const { groups } = await timeline.account({ ...window, machineIds, withReasons: true, ...question });
    isAnswered = true;
    return { totalMs: groups.get('')?.sums.totalMs() ?? 0, reads, turns };
  }
  async function rebuild(): Promise<{ months: number; mostWithoutTurn: number }> {
    [monthsSinceTurn, mostWithoutTurn] = [0, 0];
    let isDone = false;
    const takeTurn = () => {
      monthsSinceTurn = 0;
      if (!isDone) setImmediate(takeTurn);
    };
    setImmediate(takeTurn);
    const months = await timeline.rebuildStale(actor);
    isDone = true;
    return { months, mostWithoutTurn };
  }
  async function measurePeriods(question: PeriodsQuestion): Promise<{ found: number; reads: readonly number[] }> {
    reads = [];
    return { found: (await timeline.listPeriods(question)).length, reads };
  }
  return { measure, measurePeriods, rebuild };
}

onEachEngine('Reads of raw periods', (under) => {
  let measure: World['measure'];
  let measurePeriods: World['measurePeriods'];
  let rebuild: World['rebuild'];
  before(async () => {
    ({ measure, measurePeriods, rebuild } = await startWorld(under));
  });

  const stale = ['stale-1', 'stale-2'];
  const filters = [
    { title: 'a shift', filter: { shift: 'DAY' }, hours: DAYS },
    { title: 'a weekday', filter: { weekday: 1 }, hours: 2 * 53 },
    { title: 'a shift of a weekday', filter: { shift: 'NIGHT', weekday: 1 }, hours: 53 },
    { title: 'everything', filter: {}, hours: 2 * DAYS },
  ] as const;
  for (const { title, filter, hours } of filters) {
    test(`of a year of stale sums, asked for ${title}, read a week at a time and no period twice`, async () => {
      const { totalMs, reads, turns } = await measure({ machineIds: stale, ...filter });
      assert.equal(totalMs, stale.length * hours * HOUR_MS);
      assert.ok(reads.length <= 54, `${reads.length} reads`);
      const rows = reads.reduce((sum, count) => sum + count, 0);
      assert.ok(rows <= stale.length * DAYS, `${rows} rows of ${stale.length * DAYS}`);
      // one for each week; the day that is left over at the end is too little for another
      assert.ok(turns >= reads.length - 1, `${turns} turns for ${reads.length} reads`);
    });
  }

  test('where sums are fresh, of a window that cuts slices months apart, read the two slices alone', async () => {
    const window = { fromMs: begin + HOUR_MS, toMs: begin + 300 * DAY_MS + HOUR_MS };
    const { totalMs, reads } = await measure({ machineIds: ['fresh'], ...window });
    assert.equal(totalMs, 300 * 2 * HOUR_MS);
    assert.equal(reads.length, 2);
    assert.ok(
      reads.every((rows) => rows <= 1),
      `${reads.join()} rows`,
    );
  });

  test('where sums are fresh, asked for hours of one weekday, read nothing of the other days', async () => {
    const { reads } = await measure({ machineIds: ['fresh'], groupBy: 'hour', weekday: 1 });
    assert.equal(
      reads.reduce((sum, rows) => sum + rows, 0),
      53,
    );
  });

  test('of many machines with stale sums, where a year before the window is read, take a machine at a time', async () => {
    const window = { fromMs: begin + 12 * HOUR_MS, toMs: begin + 36 * HOUR_MS };
    const { totalMs, reads, turns } = await measure({ machineIds: crowd, ...window });
    assert.equal(totalMs, crowd.length * HOUR_MS, 'what of each period lies behind the beginning of the window');
    assert.equal(reads.length, crowd.length);
    assert.ok(turns >= crowd.length - 1, `${turns} turns`);
    const periodsRead = await measurePeriods({ machineIds: crowd, ...window, limit: 100 });
    assert.deepEqual([periodsRead.found, periodsRead.reads.length], [crowd.length, crowd.length]);
  });

  // last: it makes the stale sums fresh
  test('to rebuild machines over a year let others have their turn after each month', async () => {
    const { months, mostWithoutTurn } = await rebuild();
    assert.ok(months >= 2 * 12, `${months} months`);
    assert.equal(mostWithoutTurn, 1);
    const { reads } = await measure({ machineIds: stale });
    assert.ok(reads.length <= 2, `${reads.length} reads of raw periods where sums are fresh`);
  });
});
