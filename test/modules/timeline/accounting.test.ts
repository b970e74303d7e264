/** Answers held against plain arithmetic over the periods, which knows nothing of sums, slices or databases. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pino } from 'pino';
import { systemActor } from '../../../src/kernel/access.ts';
import { HOUR_MS } from '../../../src/kernel/clock.ts';
import { createMachines } from '../../../src/modules/machines/index.ts';
import {
  createTimeline,
  type Grouping,
  type Ledger,
  normaliseReason,
  type ShiftCalendar,
  type StatusPeriodInput,
  type Timeline,
} from '../../../src/modules/timeline/index.ts';
import { createShiftSlices } from '../../../src/modules/timeline/shift-slices.ts';
import { createStore } from '../../../src/platform/outbox/index.ts';
import { dayAndNight, earlyAndLate } from '../../support/calendars.ts';
import { TestClock } from '../../support/clock.ts';
import { type EngineUnderTest, onEachEngine } from '../../support/engines.ts';

const zone = 'Europe/London';
const actor = systemActor('test');
const machineIds = ['mill-1', 'mill-2'];
const calendars = new Map([
  ['mill-1', dayAndNight],
  ['mill-2', earlyAndLate],
]);

async function openTimeline(under: EngineUnderTest): Promise<Timeline> {
  const { database } = await under.createDatabase();
  const clock = new TestClock();
  const store = createStore(database, clock);
  const log = pino({ level: 'silent' });
  await createMachines({ store, clock, log }).ensureMachines(
    actor,
    machineIds.map((id) => ({ id, name: id })),
  );
  return createTimeline({ store, log, zone, calendarsOf: async () => calendars });
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

const anyPeriods = fc
  .uniqueArray(anyPeriod, { selector: (period) => period.id, minLength: 1, maxLength: 25 })
  .map((drawn) =>
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

type Answer = Map<string | null, { windowMs: number; times: Map<string, number> }>;

async function reasonKeys(timeline: Timeline): Promise<Map<number, string>> {
  const reasons = await timeline.reasonsByAlias();
  const keyOf = (name: string) => (name === 'No reason given' ? '' : normaliseReason(name));
  return new Map(Array.from(reasons, ([aliasId, reason]) => [aliasId, keyOf(reason.name)]));
}

/** Flattens a ledger so that it can be compared: category and normalised reason → ms. */
function answered(ledger: Ledger, reasonKeys: Map<number, string>): Answer {
  const answer: Answer = new Map();
  for (const [key, group] of ledger.groups) {
    const times = new Map<string, number>();
    for (const sum of group.sums.entries()) {
      const name = `${sum.category}|${reasonKeys.get(sum.aliasId) ?? ''}`;
      times.set(name, (times.get(name) ?? 0) + sum.durationMs);
    }
    answer.set(key, { windowMs: group.windowMs, times });
  }
  return answer;
}

/** Every boundary cuts time into atoms; each atom's owner is found by looking at all periods. */
function reckon(
  periods: readonly StatusPeriodInput[],
  question: { fromMs: number; toMs: number; shift?: string; weekday?: number; groupBy?: Grouping },
): Answer {
  const slices = createShiftSlices(zone);
  const answer: Answer = new Map();
  for (const machineId of machineIds) {
    const calendar = calendars.get(machineId) as ShiftCalendar;
    const own = periods.filter((p) => p.machineId === machineId);
    for (const slice of slices.overlapping(calendar, question.fromMs, question.toMs)) {
      if (question.shift !== undefined && slice.shift !== question.shift) continue;
      if (question.weekday !== undefined && slice.weekday !== question.weekday) continue;
      const from = Math.max(slice.startMs, question.fromMs);
      const to = Math.min(slice.endMs, question.toMs);
      const cuts = [from, to, ...own.flatMap((p) => [p.startMs, p.endMs ?? to])].filter((ms) => ms >= from && ms <= to);
      const sorted = [...new Set(cuts)].sort((a, b) => a - b);
      const key = {
        machine: machineId,
        shift: slice.shift,
        day: slice.productionDay,
        month: slice.productionDay.slice(0, 7),
        none: '',
      }[(question.groupBy ?? 'none') as 'none'];
      const group = answer.get(key) ?? { windowMs: 0, times: new Map() };
      answer.set(key, group);
      group.windowMs += to - from;
      for (let at = 0; at + 1 < sorted.length; at++) {
        const [start, end] = [sorted[at] as number, sorted[at + 1] as number];
        const owner = own
          .filter((p) => p.startMs <= start && (p.endMs ?? Number.POSITIVE_INFINITY) >= end)
          .sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1))
          .at(-1);
        if (owner === undefined) continue;
        const reason = normaliseReason(owner.reasonText ?? '');
        const name = `${reckonCategory(owner, reason)}|${reason}`;
        group.times.set(name, (group.times.get(name) ?? 0) + end - start);
      }
    }
  }
  return answer;
}

function reckonCategory(period: StatusPeriodInput, reason: string): number {
  if (period.classification === 'OFFLINE' || reason === 'not on shift') return 4;
  if (period.classification === 'UPTIME') return 0;
  return { productive: 1, unproductive: 2, none: 3 }[period.productivity ?? 'none'];
}

onEachEngine('time accounting', (under) => {
  const runs = under.engine === 'sqlite' ? 60 : 12;

  test('answers any window, shift, weekday and grouping as the raw periods do, whatever the order of loading', async () => {
    const anyQuestion = fc.record({
      window: anyWindow,
      shift: fc.option(fc.constantFrom('DAY', 'NIGHT', 'LATE'), { nil: undefined }),
      weekday: fc.option(fc.constantFrom(1, 6, 7), { nil: undefined }),
      groupBy: fc.constantFrom(undefined, 'machine', 'shift', 'day', 'month'),
    });
    await fc.assert(
      fc.asyncProperty(
        anyPeriods,
        fc.array(anyQuestion, { minLength: 3, maxLength: 6 }),
        async (periods, questions) => {
          const timeline = await openTimeline(under);
          for (let at = 0; at < periods.length; at += 4) {
            await timeline.recordPeriods(actor, periods.slice(at, at + 4), source);
          }
          for (const { window, groupBy, shift, weekday } of questions) {
            const question = {
              ...window,
              machineIds,
              withReasons: true,
              groupBy,
              shift,
              weekday: weekday as 1 | undefined,
            };
            const expected = reckon(periods, {
              ...window,
              ...(shift && { shift }),
              ...(weekday && { weekday }),
              ...(groupBy && { groupBy: groupBy as Grouping }),
            });
            const keys = await reasonKeys(timeline);
            assert.deepEqual(
              answered(await timeline.account({ ...question, groupBy: groupBy as Grouping }), keys),
              expected,
            );
            const hourly = await timeline.account({ ...question, groupBy: 'hour' });
            assert.deepEqual(totals(answered(hourly, keys)), totals(expected));
            const plain = await timeline.account({ ...question, groupBy: groupBy as Grouping, withReasons: false });
            assert.deepEqual(categories(answered(plain, keys)), categories(expected));
          }
        },
      ),
      { numRuns: runs },
    );
  });
});

/** All groups together. */
function totals(answer: Answer): Map<string, number> {
  const sum = new Map<string, number>();
  for (const { times } of answer.values()) {
    for (const [name, ms] of times) sum.set(name, (sum.get(name) ?? 0) + ms);
  }
  return new Map([...sum].sort());
}

/** Each group by category alone. */
function categories(answer: Answer): [string | null, number, [string, number][]][] {
  return [...answer].map(([key, { windowMs, times }]) => {
    const sum = new Map<string, number>();
    for (const [name, ms] of times) sum.set(name.slice(0, 1), (sum.get(name.slice(0, 1)) ?? 0) + ms);
    return [key, windowMs, [...sum].sort()];
  });
}
