import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CalendarStanding, calendarTurn, MISSED_A_TURN_MAX, type Turn } from './plan-turn.rules.ts';

/** Dues at every multiple of `step`, up to `end`. */
function* every(step: number, after: number, end = Number.POSITIVE_INFINITY) {
  for (let due = (Math.floor(after / step) + 1) * step; due <= end; due += step) yield due;
}
const early = (leadMs: number) => (dueAt: number) => dueAt - leadMs;
const turn = (standing: Partial<CalendarStanding>, nowMs: number, end?: number): Turn => {
  const full = { nextDueAt: 100, opensAt: early(0), pending: false, ...standing };
  return calendarTurn(full, every(100, full.nextDueAt ?? 0, end), nowMs);
};

test('nothing happens before a due, and with a lead its ticket opens early', () => {
  assert.deepEqual(turn({}, 99), { missed: [], opens: undefined, following: null, nextDueAt: 100, checkAt: 100 });
  assert.deepEqual(turn({ opensAt: early(30) }, 69).checkAt, 70);
  assert.deepEqual(turn({ opensAt: early(30) }, 70), {
    missed: [],
    opens: 100,
    following: 200,
    nextDueAt: 200,
    checkAt: 200,
  });
});

test('while a ticket is not done no other one opens: a due that passes is missed', () => {
  assert.deepEqual(turn({ pending: true, opensAt: early(30) }, 99).checkAt, 100);
  assert.deepEqual(turn({ pending: true }, 100), {
    missed: [100],
    opens: undefined,
    following: null,
    nextDueAt: 200,
    checkAt: 200,
  });
});

test('of the dues that passed while nobody looked the last one opens, the others are missed', () => {
  const late = turn({}, 1_250);
  assert.equal(late.opens, 1_200);
  assert.deepEqual(late.missed, [100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000, 1_100]);
  assert.equal(late.nextDueAt, 1_300);
});

test('a rule that has ended opens its last due and then rests', () => {
  const last = turn({}, 1_000, 300);
  assert.deepEqual([last.missed, last.opens, last.nextDueAt, last.checkAt], [[100, 200], 300, null, null]);
  assert.deepEqual(turn({ nextDueAt: null }, 1_000).checkAt, null);
});

test('however long the stop and however often it is looked at: each due is decided once, and one ticket opens', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 9_000 }),
      fc.integer({ min: 0, max: 200 }),
      fc.boolean(),
      (step, nowMs, leadMs, pending) => {
        const decided: number[] = [];
        let standing: CalendarStanding = { nextDueAt: step, opensAt: early(leadMs), pending };
        let opened = 0;
        for (;;) {
          const result = calendarTurn(standing, every(step, standing.nextDueAt as number), nowMs);
          assert.ok(result.missed.length <= MISSED_A_TURN_MAX);
          decided.push(...result.missed);
          if (result.opens !== undefined) decided.push(result.opens);
          opened += result.opens === undefined ? 0 : 1;
          standing = {
            nextDueAt: result.nextDueAt,
            opensAt: early(leadMs),
            pending: standing.pending || result.opens !== undefined,
          };
          if (result.checkAt === null || result.checkAt > nowMs) break;
        }
        const passed = Array.from({ length: Math.floor(nowMs / step) }, (_, at) => (at + 1) * step);
        const ahead = passed.length === 0 && !pending && step - leadMs <= nowMs ? [step] : [];
        assert.deepEqual(decided, [...passed, ...ahead]);
        assert.equal(opened, pending ? 0 : Math.min(1, decided.length));
      },
    ),
  );
});
