import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Breaker, type BreakerState, FAILURES_IN_A_ROW, FIRST_OPEN_MS, LONGEST_OPEN_MS } from './breaker.rules.ts';
import { pauseAfter, readRetryAfter } from './retry.rules.ts';

describe('the breaker', () => {
  function failing(breaker: Breaker, times: number, atMs = 0): void {
    for (let time = 0; time < times; time++) breaker.failed(atMs, atMs);
  }

  test('opens at the fifth failure in a row and not before, and a success in between begins anew', () => {
    const breaker = new Breaker();
    failing(breaker, FAILURES_IN_A_ROW - 1);
    assert.equal(breaker.state, 'closed');
    breaker.succeeded();
    failing(breaker, FAILURES_IN_A_ROW - 1);
    assert.equal(breaker.admits(0), true);
    failing(breaker, 1);
    assert.deepEqual([breaker.state, breaker.admits(0), breaker.waitMs(0)], ['open', false, FIRST_OPEN_MS]);
  });

  test('opens at the failure that comes five seconds after the first of the row began', () => {
    const slow = new Breaker();
    slow.failed(0, 5_000);
    assert.equal(slow.state, 'open');
    const spread = new Breaker();
    spread.failed(0, 1_000);
    spread.failed(2_000, 4_999);
    assert.equal(spread.state, 'closed');
    spread.failed(4_999, 5_000);
    assert.equal(spread.state, 'open');
  });

  test('lets one request try when its time has come, and stays open for longer each time', () => {
    const states: BreakerState[] = [];
    const breaker = new Breaker((state) => states.push(state));
    let nowMs = 0;
    failing(breaker, FAILURES_IN_A_ROW);
    for (let openMs = FIRST_OPEN_MS, time = 0; time < 8; time++, openMs = Math.min(openMs * 2, LONGEST_OPEN_MS)) {
      assert.equal(breaker.waitMs(nowMs), openMs);
      nowMs += openMs;
      assert.deepEqual([breaker.admits(nowMs - 1), breaker.admits(nowMs), breaker.admits(nowMs)], [false, true, false]);
      breaker.failed(nowMs, nowMs);
    }
    nowMs += LONGEST_OPEN_MS;
    assert.equal(breaker.admits(nowMs), true);
    breaker.succeeded();
    assert.deepEqual([breaker.admits(nowMs), breaker.admits(nowMs), states.at(-1)], [true, true, 'closed']);
    assert.ok(
      states.every((state, at) => state !== states[at - 1]),
      'a change is told once',
    );
  });

  test('gives the try of a request that was given up to the next one', () => {
    const breaker = new Breaker();
    failing(breaker, FAILURES_IN_A_ROW);
    assert.equal(breaker.admits(FIRST_OPEN_MS), true);
    breaker.abandoned(FIRST_OPEN_MS);
    assert.deepEqual([breaker.state, breaker.admits(FIRST_OPEN_MS)], ['open', true]);
  });

  test('stays open for as long as FourJaw says, and what fails meanwhile changes nothing', () => {
    const breaker = new Breaker();
    breaker.holdFor(60_000, 0);
    breaker.failed(0, 1_000);
    assert.equal(breaker.waitMs(1_000), 59_000);
  });

  test('is not closed by the answer to a request that was under way, and a later row is not held for longer than usual', () => {
    const breaker = new Breaker();
    breaker.holdFor(3_600_000, 0);
    breaker.succeeded();
    assert.deepEqual([breaker.state, breaker.waitMs(0)], ['open', 3_600_000]);
    assert.equal(breaker.admits(3_600_000), true);
    breaker.succeeded();
    failing(breaker, FAILURES_IN_A_ROW, 3_600_000);
    assert.equal(breaker.waitMs(3_600_000), FIRST_OPEN_MS);
  });
});

describe('the pause before a request is sent again', () => {
  test('grows, is spread over its whole length, and is never shorter than FourJaw asks for', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 9].map((attempt) => pauseAfter(attempt, undefined, 1)),
      [500, 1_000, 2_000, 4_000, 15_000],
    );
    assert.equal(pauseAfter(4, undefined, 0), 0);
    assert.equal(pauseAfter(1, 7_000, 0.5), 7_000);
  });

  test('is read from seconds and dates, at most an hour, and from nothing else', () => {
    const nowMs = Date.parse('2026-01-15T12:00:00Z');
    assert.equal(readRetryAfter('120', nowMs), 120_000);
    assert.equal(readRetryAfter('99999999', nowMs), 3_600_000);
    assert.equal(readRetryAfter('Thu, 15 Jan 2026 12:00:30 GMT', nowMs), 30_000);
    assert.equal(readRetryAfter('Thu, 15 Jan 2026 11:00:00 GMT', nowMs), 0);
    for (const odd of [undefined, '', '-1', '1.5', 'soon', '2026-01-15'])
      assert.equal(readRetryAfter(odd, nowMs), undefined);
  });
});
