import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockText, instantOfClock } from './inputs.ts';

test('a field holds the clock of the factory, in summer and winter, and gives the same instant back', () => {
  for (const [instant, clock] of [
    ['2026-07-01T13:05:00.000Z', '2026-07-01T15:05'],
    ['2026-11-26T13:05:00.000Z', '2026-11-26T14:05'],
  ] as const) {
    assert.equal(clockText(Date.parse(instant), 'Europe/Berlin'), clock);
    assert.equal(instantOfClock(clock, 'Europe/Berlin'), Date.parse(instant));
  }
});

test('a field that is empty or half filled holds no instant', () => {
  assert.equal(instantOfClock('', 'UTC'), undefined);
  assert.equal(instantOfClock('2026-11', 'UTC'), undefined);
  assert.equal(instantOfClock('2026-13-40T10:00', 'UTC'), undefined);
});
