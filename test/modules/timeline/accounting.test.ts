/** Answers held against plain arithmetic over the periods, which knows nothing of sums, slices or databases. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pino } from 'pino';
import { systemActor } from '../../../src/kernel/access.ts';
import { HOUR_MS } from '../../../src/kernel/clock.ts';
import { createMachines } from '../../../src/modules/machines/index.ts';
import { markRollupsStaleWithin } from '../../../src/modules/timeline/accounting/rollups.service.ts';
import {
  createTimeline,
  type Grouping,
  type Ledger,
  normaliseReason,
  type ShiftCalendar,
  type StatusPeriodInput,
  type Timeline,
} from '../../../src/modules/timeline/index.ts';
import { createShiftSlices } from '../../../src/modules/timeline/shifts/shift-slices.ts';
import { createStore } from '../../../src/platform/outbox/index.ts';
import { dayAndNight, earlyAndLate } from '../../support/calendars.ts';
import { TestClock } from '../../support/clock.ts';
import { shiftOnTheClock, weekdayOf, weekOf } from '../../support/clock-face.ts';
import { type EngineUnderTest, onEachEngine } from '../../support/engines.ts';
import { tries } from '../../support/tries.ts';

const zone = 'Europe/London';
const actor = systemActor('test');
const machineIds = ['mill-1', 'mill-2'];
const calendars = new Map([
  ['mill-1', dayAndNight],
  ['mill-2', earlyAndLate],
]);

/** A timeline with two machines that nothing has been recorded for. */
interface World {
  readonly timeline: Timeline;
  readonly machineIds: readonly string[];
  /** The periods as they are for this world's machines. */
  own(periods: readonly StatusPeriodInput[]): StatusPeriodInput[];
  /** Marks its sums as a shift calendar does that changes from `fromMs` on. */
  markStale(fromMs: number): Promise<void>;
}

interface Opened {
  readonly timeline: Timeline;
  ensure(ids: readonly string[]): Promise<unknown>;
  markStale(ids: readonly string[], fromMs: number): Promise<void>;
}

/** One database for all worlds of a suite, each with machines of its own: hundreds of runs need no hundreds of databases. */
function worldsOn(under: EngineUnderTest): () => Promise<World> {
  let opened: Promise<Opened> | undefined;
  let count = 0;
  async function open(): Promise<Opened> {
    const { database } = await under.createDatabase();
    const slices = createShiftSlices(zone);
    const clock = new TestClock();
    const store = createStore(database, clock);
    const log = pino({ level: 'silent' });
    const machines = createMachines({ store, clock, log });
    const calendarsOf = async (_: unknown, ids: readonly string[]) => new Map(ids.map((id) => [id, calendarOf(id)]));
    return {
      timeline: createTimeline({ store, log, slices, calendarsOf }),
      markStale: (ids, fromMs) =>
        store.transact(actor, async (tx) => markRollupsStaleWithin(tx, slices, await calendarsOf(tx, ids), fromMs)),
      ensure: (ids) =>
        machines.ensureMachines(
          actor,
          ids.map((id) => ({ id, name: id })),
        ),
    };
  }
  return async () => {
    opened ??= open();
    const { timeline, ensure, markStale } = await opened;
    const world = `w${count++}-`;
    const ids = machineIds.map((id) => world + id);
    await ensure(ids);
    return {
      timeline,
      machineIds: ids,
      markStale: (fromMs) => markStale(ids, fromMs),
      own: (periods) => periods.map((p) => ({ ...p, id: world + p.id, machineId: world + p.machineId })),
    };
  };
}

function calendarOf(machineId: string): ShiftCalendar {
  return calendars.get(machineId.replace(/^w\d+-/, '')) as ShiftCalendar;
}

const source = { kind: 'csv', name: 'test' } as const;
/** Around the night on which the clocks go back, and around the end of a production month. */
const base = Date.UTC(2025, 9, 24, 20);

const anyPeriod = fc.record({
  id: fc.stringMatching(/^[a-f]{1,2}$/),
  machineId: fc.constantFrom(...machineIds),
  startMs: fc.integer({ min: 0, max: 300 }).map((step) => base + step * HOUR_MS),
  length: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 100, max: 400 }), fc.constant(null)),
  jitterMs: fc.integer({ min: 0, max: HOUR_MS }),
  classification: fc.constantFrom('UPTIME', 'DOWNTIME', 'OFFLINE' as const),
  productivity: fc.constantFrom('productive', 'unproductive', null),
  reasonText: fc.constantFrom('Coil Change', 'coil change ', 'Break', 'Not On Shift', null),
});

/** Ids come again: a later one is an edit of the earlier, which may open, close, move or shift the period. */
const anyPeriods = fc.array(anyPeriod, { minLength: 1, maxLength: 25 }).map((drawn) =>
  drawn.map(({ length, jitterMs, ...period }): StatusPeriodInput => {
    const startMs = period.startMs + jitterMs;
    const extraMs = length === 0 ? 0 : Math.floor(jitterMs / 2);
    return {
      ...period,
      classification: period.classification as StatusPeriodInput['classification'],
      productivity: period.productivity as StatusPeriodInput['productivity'],
      startMs,
      endMs: length === null ? null : startMs + length * HOUR_MS + extraMs,
    };
  }),
);

const anyWindow = fc
  .tuple(fc.integer({ min: -30, max: 900 }), fc.integer({ min: 0, max: 1_500 }), fc.integer({ min: 0, max: HOUR_MS }))
  .map(([start, length, jitterMs]) => {
    const fromMs = base + start * HOUR_MS + jitterMs;
    return { fromMs, toMs: fromMs + length * HOUR_MS };
  });

type Answer = Map<string | null, { windowMs: number; times: Times }>;

async function reasonKeys(timeline: Timeline): Promise<Map<number, string>> {
  const reasons = await timeline.reasonsByAlias();
  const keyOf = (name: string) => (name === 'No reason given' ? '' : normaliseReason(name));
  return new Map(Array.from(reasons, ([aliasId, reason]) => [aliasId, keyOf(reason.name)]));
}

/** Flattens a ledger so that it can be compared: category and normalised reason → ms. */
function answered(ledger: Ledger, reasonKeys: Map<number, string>): Answer {
  const answer: Answer = new Map();
  for (const [key, group] of ledger.groups) {
    const times: Times = new Map();
    for (const sum of group.sums.entries()) {
      addTo(times, `${sum.category}|${reasonKeys.get(sum.aliasId) ?? ''}`, sum.durationMs, sum.stops);
    }
    answer.set(key, { windowMs: group.windowMs, times });
  }
  return answer;
}

/**
 * Cuts time into atoms at every beginning and end and at each half-hour, on which all shifts here change; each atom's
 * shift is read off the clock, and its owner is found by looking at all periods.
 */
function reckon(
  periods: readonly StatusPeriodInput[],
  question: {
    machineIds: readonly string[];
    fromMs: number;
    toMs: number;
    shift?: string | undefined;
    weekday?: number | undefined;
    groupBy?: Exclude<Grouping, 'hour'> | undefined;
  },
): Answer {
  const { fromMs, toMs } = question;
  const answer: Answer = new Map();
  for (const machineId of question.machineIds) {
    const own = periods.filter((p) => p.machineId === machineId);
    const cuts = new Set([fromMs, toMs, ...own.flatMap((p) => [p.startMs, p.endMs ?? toMs])]);
    for (let at = Math.ceil(fromMs / HALF_HOUR_MS) * HALF_HOUR_MS; at < toMs; at += HALF_HOUR_MS) cuts.add(at);
    const sorted = [...cuts].filter((ms) => ms >= fromMs && ms <= toMs).sort((a, b) => a - b);
    for (let at = 0; at + 1 < sorted.length; at++) {
      const [start, end] = [sorted[at] as number, sorted[at + 1] as number];
      const { shift, day } = shiftOnTheClock(calendarOf(machineId), start);
      if (question.shift !== undefined && shift !== question.shift) continue;
      if (question.weekday !== undefined && weekdayOf(day) !== question.weekday) continue;
      const key = { machine: machineId, shift, day, week: weekOf(day), month: day.slice(0, 7), none: '' }[
        question.groupBy ?? 'none'
      ];
      const group = answer.get(key) ?? { windowMs: 0, times: new Map() };
      answer.set(key, group);
      group.windowMs += end - start;
      const owner = own
        .filter((p) => p.startMs <= start && (p.endMs ?? Number.POSITIVE_INFINITY) >= end)
        .sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1))
        .at(-1);
      if (owner === undefined) continue;
      const reason = normaliseReason(owner.reasonText ?? '');
      const name = `${reckonCategory(owner, reason)}|${reason}`;
      addTo(group.times, name, end - start, owner.startMs === start ? 1 : 0);
    }
  }
  return answer;
}

const HALF_HOUR_MS = HOUR_MS / 2;

function reckonCategory(period: StatusPeriodInput, reason: string): number {
  if (period.classification === 'OFFLINE' || reason === 'not on shift') return 4;
  if (period.classification === 'UPTIME') return 0;
  return { productive: 1, unproductive: 2, none: 3 }[period.productivity ?? 'none'];
}

onEachEngine('time accounting', (under) => {
  const freshWorld = worldsOn(under);
  const runs = tries(under.engine === 'sqlite' ? 60 : 20);

  test('answers any window, shift, weekday and grouping as the raw periods do, whatever was edited', async () => {
    const anyQuestion = fc.record({
      window: anyWindow,
      shift: fc.option(fc.constantFrom('DAY', 'NIGHT', 'LATE'), { nil: undefined }),
      weekday: fc.option(fc.constantFrom<1 | 6 | 7>(1, 6, 7), { nil: undefined }),
      groupBy: fc.constantFrom(undefined, 'machine', 'shift', 'day', 'week', 'month' as const),
    });
    await fc.assert(
      fc.asyncProperty(anyPeriods, fc.array(anyQuestion, { minLength: 3, maxLength: 6 }), async (drawn, questions) => {
        const { timeline, machineIds: ids, own } = await freshWorld();
        const periods = own(drawn);
        for (let at = 0; at < periods.length; at += 4) {
          await timeline.recordPeriods(actor, periods.slice(at, at + 4), source);
        }
        const keys = await reasonKeys(timeline);
        for (const { window, ...rest } of questions) {
          const question = { ...window, ...rest, machineIds: ids, withReasons: true };
          const expected = reckon(lastOfEachId(periods), question);
          assert.deepEqual(answered(await timeline.account(question), keys), expected);
          const hourly = await timeline.account({ ...question, groupBy: 'hour' });
          assert.deepEqual(totals(answered(hourly, keys)), totals(expected));
          const plain = await timeline.account({ ...question, withReasons: false });
          assert.deepEqual(categories(answered(plain, keys)), categories(expected));
        }
      }),
      { numRuns: runs },
    );
  });

  test('answers the same while sums are stale, with periods that reach over many slices that were not asked for', async () => {
    const anyQuestion = fc.record({
      window: anyWindow,
      shift: fc.option(fc.constantFrom('DAY', 'NIGHT', 'LATE'), { nil: undefined }),
      weekday: fc.option(fc.constantFrom<1 | 6 | 7>(1, 6, 7), { nil: undefined }),
      groupBy: fc.constantFrom(undefined, 'machine', 'shift', 'month' as const),
    });
    const anyChange = fc.integer({ min: 0, max: 1_500 }).map((hours) => base + hours * HOUR_MS);
    await fc.assert(
      fc.asyncProperty(
        anyPeriods,
        anyChange,
        fc.array(anyQuestion, { minLength: 3, maxLength: 6 }),
        async (drawn, changedMs, questions) => {
          const { timeline, machineIds: ids, own, markStale } = await freshWorld();
          const periods = lastOfEachId(own(drawn).map(fourTimesAsLong));
          await timeline.recordPeriods(actor, periods, source);
          await markStale(changedMs);
          const keys = await reasonKeys(timeline);
          for (const { window, ...rest } of questions) {
            const question = { ...window, ...rest, machineIds: ids, withReasons: true };
            const expected = reckon(periods, question);
            assert.deepEqual(answered(await timeline.account(question), keys), expected);
            const hourly = await timeline.account({ ...question, groupBy: 'hour' });
            assert.deepEqual(totals(answered(hourly, keys)), totals(expected));
          }
        },
      ),
      { numRuns: runs },
    );
  });

  test('loading the same periods again changes nothing, and in another order gives the same answers', async () => {
    await fc.assert(
      fc.asyncProperty(anyPeriods, fc.infiniteStream(fc.double({ noNaN: true })), async (drawn, keys) => {
        const periods = lastOfEachId(drawn);
        const straight = await freshWorld();
        await straight.timeline.recordPeriods(actor, straight.own(periods), source);
        const again = await straight.timeline.recordPeriods(actor, straight.own(periods), source);
        assert.equal(again.unchanged, periods.length);
        const shuffled = await freshWorld();
        const order = shuffled
          .own(periods)
          .map((period) => ({ period, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key);
        for (const { period } of order) await shuffled.timeline.recordPeriods(actor, [period], source);
        const range = { fromMs: base - 100 * HOUR_MS, toMs: base + 900 * HOUR_MS, withReasons: true };
        const answerOf = async ({ timeline, machineIds: ids }: World) =>
          answered(await timeline.account({ ...range, machineIds: ids }), await reasonKeys(timeline));
        assert.deepEqual(await answerOf(shuffled), await answerOf(straight));
      }),
      { numRuns: Math.ceil(runs / 3) },
    );
  });

  test('writers of one machine at the same time leave sums that fit the periods', async () => {
    const { timeline, machineIds: ids, own } = await freshWorld();
    const drawn = Array.from({ length: 120 }, (_, at): StatusPeriodInput => {
      const startMs = base + at * 20 * 60_000;
      return {
        id: `p${at}`,
        machineId: machineIds[at % 2] as string,
        startMs,
        endMs: startMs + HOUR_MS,
        classification: 'DOWNTIME',
        productivity: at % 3 === 0 ? null : 'productive',
        reasonText: at % 5 === 0 ? 'Break' : 'Coil Change',
      };
    });
    const periods = own(drawn);
    await Promise.all(periods.map((period) => timeline.recordPeriods(actor, [period], source)));
    const question = {
      fromMs: base - HOUR_MS,
      toMs: base + 100 * HOUR_MS,
      machineIds: ids,
      groupBy: 'day' as const,
      withReasons: true,
    };
    assert.deepEqual(answered(await timeline.account(question), await reasonKeys(timeline)), reckon(periods, question));
  });

  test('an id that two machines claim at the same time counts for one of them, and the other is told', async () => {
    const { timeline, machineIds: ids, own } = await freshWorld();
    const claimed: StatusPeriodInput = {
      id: 'claimed',
      machineId: 'mill-1',
      startMs: base,
      endMs: base + 36 * HOUR_MS,
      classification: 'DOWNTIME',
      productivity: 'productive',
      reasonText: 'Break',
    };
    const claims = own([claimed, { ...claimed, machineId: 'mill-2' }]);
    await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        timeline.recordPeriods(actor, [claims[at % 2] as StatusPeriodInput], source),
      ),
    );
    const question = { fromMs: base, toMs: base + 100 * HOUR_MS, machineIds: ids, withReasons: true };
    const ledger = await timeline.account(question);
    const downtime = [...(ledger.groups.get('')?.sums.entries() ?? [])].reduce((sum, row) => sum + row.durationMs, 0);
    assert.equal(downtime, 36 * HOUR_MS);
  });

  test('a question sees one state while a writer opens and closes a stop', async () => {
    const { timeline, machineIds: ids, own } = await freshWorld();
    const [stop] = own([
      {
        id: 'stop',
        machineId: 'mill-1',
        startMs: base,
        endMs: null,
        classification: 'DOWNTIME',
        productivity: 'productive',
        reasonText: 'Break',
      },
    ]) as [StatusPeriodInput];
    await timeline.recordPeriods(actor, [stop], source);
    const question = { fromMs: base - 24 * HOUR_MS, toMs: base + 144 * HOUR_MS, machineIds: ids, withReasons: true };
    let writing = true;
    const writer = (async () => {
      for (let at = 0; at < 30; at++) {
        await timeline.recordPeriods(actor, [{ ...stop, endMs: at % 2 === 0 ? base + 55 * HOUR_MS : null }], source);
      }
      writing = false;
    })();
    const seen = new Set<number>();
    while (writing) {
      const ledger = await timeline.account(question);
      seen.add((ledger.groups.get('')?.sums.totalMs() ?? 0) / HOUR_MS);
    }
    await writer;
    for (const hours of seen) assert.ok(hours === 55 || hours === 144, `${hours} h was never true`);
  });

  test('refuses a period that cannot be, and keeps nothing of its call', async () => {
    const { timeline, machineIds: ids } = await freshWorld();
    const good: StatusPeriodInput = {
      id: 'good',
      machineId: ids[0] as string,
      startMs: base,
      endMs: base + HOUR_MS,
      classification: 'UPTIME',
      productivity: 'productive',
      reasonText: null,
    };
    const refused = timeline.recordPeriods(actor, [good, { ...good, id: 'bad', endMs: base - 1 }], source);
    await assert.rejects(refused, { code: 'validation-failed', message: /'bad': the end lies before the start/ });
    assert.equal((await timeline.comparePeriods([good])).inserted, 1);
  });

  test('keeps what a period said before each edit', async () => {
    const { database } = await under.createDatabase();
    const clock = new TestClock();
    const store = createStore(database, clock);
    const log = pino({ level: 'silent' });
    await createMachines({ store, clock, log }).ensureMachines(actor, [{ id: 'mill-1', name: 'Mill 1' }]);
    const timeline = createTimeline({
      store,
      log,
      slices: createShiftSlices(zone),
      calendarsOf: async () => calendars,
    });
    const open: StatusPeriodInput = {
      id: 'edited',
      machineId: 'mill-1',
      startMs: base,
      endMs: null,
      classification: 'DOWNTIME',
      productivity: null,
      reasonText: 'No Reason Provided',
    };
    await timeline.recordPeriods(actor, [open], source);
    await timeline.recordPeriods(actor, [{ ...open, endMs: base + HOUR_MS, reasonText: 'Weld break' }], source);
    const [revision] = await database.kysely.selectFrom('status_period_revisions').selectAll().execute();
    assert.equal(revision?.reason_text, 'No Reason Provided');
    assert.equal(revision?.ended_at, null);
    const moved = { ...open, machineId: 'mill-2', endMs: base + HOUR_MS };
    await createMachines({ store, clock, log }).ensureMachines(actor, [{ id: 'mill-2', name: 'Mill 2' }]);
    await timeline.recordPeriods(actor, [moved], source);
    const told = await database.kysely
      .selectFrom('events')
      .select('subject')
      .where('type', 'like', '%periods-recorded')
      .orderBy('sequence')
      .execute();
    assert.deepEqual(
      told
        .slice(2)
        .map((event: { subject: string }) => event.subject)
        .sort(),
      ['machines/mill-1', 'machines/mill-2'],
    );
    const events = await database.kysely
      .selectFrom('events')
      .select('type')
      .where('type', 'like', '%periods-recorded')
      .execute();
    assert.equal(events.length, 4);
  });
});

/** Up to ten weeks. */
function fourTimesAsLong(period: StatusPeriodInput): StatusPeriodInput {
  const { startMs, endMs } = period;
  return { ...period, endMs: endMs === null ? null : startMs + 4 * (endMs - startMs) };
}

/** What stays of several with one id. */
function lastOfEachId(periods: readonly StatusPeriodInput[]): StatusPeriodInput[] {
  return [...new Map(periods.map((period) => [period.id, period])).values()];
}

type Times = Map<string, { ms: number; stops: number }>;

function addTo(times: Times, name: string, ms: number, stops: number): void {
  const time = times.get(name) ?? { ms: 0, stops: 0 };
  times.set(name, { ms: time.ms + ms, stops: time.stops + stops });
}

/** All groups together. */
function totals(answer: Answer): Times {
  const sum: Times = new Map();
  for (const { times } of answer.values()) {
    for (const [name, { ms, stops }] of times) addTo(sum, name, ms, stops);
  }
  return sum;
}

/** Each group by category alone. */
function categories(answer: Answer): [string | null, number, [string, number][]][] {
  return [...answer].map(([key, { windowMs, times }]) => {
    const sum = new Map<string, number>();
    for (const [name, { ms }] of times) sum.set(name.slice(0, 1), (sum.get(name.slice(0, 1)) ?? 0) + ms);
    return [key, windowMs, [...sum].sort()];
  });
}
