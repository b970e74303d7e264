import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Temporal } from 'temporal-polyfill';
import { type DueRule, dueAfter, duesAfter } from './plan-dues.rules.ts';

const weekend = (date: string) => Temporal.PlainDate.from(date).dayOfWeek > 5;
const london: DueRule = {
  rule: 'FREQ=DAILY',
  beginsOn: '2026-01-01',
  dueMinute: 8 * 60,
  offDays: 'keep',
  isWorkingDay: (date) => !weekend(date),
  zone: 'Europe/London',
};
const at = (text: string) => Date.parse(text);
function first(rule: Partial<DueRule>, after: string, count: number): string[] {
  const found: string[] = [];
  for (const ms of duesAfter({ ...london, ...rule }, at(after))) {
    found.push(new Date(ms).toISOString().replace(':00.000Z', 'Z'));
    if (found.length === count) break;
  }
  return found;
}

test('a due is at its local time on both sides of a change of the clocks, and each date has exactly one', () => {
  assert.deepEqual(first({}, '2026-03-27T12:00Z', 3), ['2026-03-28T08:00Z', '2026-03-29T07:00Z', '2026-03-30T07:00Z']);
  // 01:30 does not exist on 29 March, and is there twice on 25 October
  const halfPastOne = { dueMinute: 90 };
  assert.deepEqual(first(halfPastOne, '2026-03-28T12:00Z', 2), ['2026-03-29T01:30Z', '2026-03-30T00:30Z']);
  assert.deepEqual(first(halfPastOne, '2026-10-24T12:00Z', 2), ['2026-10-25T00:30Z', '2026-10-26T01:30Z']);
});

test('a due is after the instant that is asked for, never at it', () => {
  assert.deepEqual(first({}, '2026-01-05T08:00Z', 1), ['2026-01-06T08:00Z']);
  assert.deepEqual(first({}, '2026-01-05T07:59:59.999Z', 1), ['2026-01-05T08:00Z']);
  assert.deepEqual(first({}, '2020-01-05T00:00Z', 1), ['2026-01-01T08:00Z'], 'not before the rule begins');
});

test('dates without work are kept, moved or left out, and two that meet are one', () => {
  const firstOfMonth = { rule: 'FREQ=MONTHLY;BYMONTHDAY=1' };
  const days = (offDays: DueRule['offDays']) =>
    first({ ...firstOfMonth, offDays }, '2026-07-15T00:00Z', 3).map((due) => due.slice(0, 10));
  assert.deepEqual(days('keep'), ['2026-08-01', '2026-09-01', '2026-10-01']);
  assert.deepEqual(days('next'), ['2026-08-03', '2026-09-01', '2026-10-01']);
  assert.deepEqual(days('previous'), ['2026-07-31', '2026-09-01', '2026-10-01']);
  assert.deepEqual(days('skip'), ['2026-09-01', '2026-10-01', '2026-12-01']);
  const daily = first({ offDays: 'next' }, '2026-09-03T12:00Z', 3).map((due) => due.slice(0, 10));
  assert.deepEqual(daily, ['2026-09-04', '2026-09-07', '2026-09-08'], 'Saturday, Sunday and Monday are one Monday');
});

test('a calendar without any work keeps dates where they are, or has no due, and the search ends', () => {
  const idle = { isWorkingDay: () => false };
  assert.deepEqual(first({ ...idle, offDays: 'next' }, '2026-01-05T08:00Z', 1), ['2026-01-06T08:00Z']);
  let looks = 0;
  const counted = () => {
    looks++;
    return false;
  };
  assert.equal(dueAfter({ ...london, offDays: 'skip', isWorkingDay: counted }, at('2026-01-05T08:00Z')), null);
  assert.ok(looks < 500, `${looks} days looked at`);
});

test('a rule that has ended has no due', () => {
  assert.deepEqual(first({ rule: 'FREQ=DAILY;UNTIL=20260102' }, '2025-01-01T00:00Z', 9).length, 2);
  assert.equal(dueAfter({ ...london, rule: 'FREQ=DAILY;UNTIL=20260102' }, at('2026-01-02T08:00Z')), null);
});
