import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../kernel/clock.ts';
import { isBeyondHope, judgeAttempt, pauseAfter, retryAfterOf } from './retries.rules.ts';

const nowMs = Date.parse('2026-01-15T12:00:00Z');
const judge = (
  status: number | null,
  { attempts = 1, triedForMs = 0, retryAfterMs = undefined as number | undefined },
) => judgeAttempt({ status, retryAfterMs }, { attempts, firstAttemptAt: nowMs - triedForMs, nowMs, chance: 0 });

describe('retries of webhooks', () => {
  test('any 2xx is a delivery, 410 is the end of the webhook, everything else is tried again', () => {
    for (const status of [200, 202, 204, 299]) assert.equal(judge(status, {}).kind, 'delivered');
    assert.equal(judge(410, {}).kind, 'gone');
    for (const status of [null, 100, 199, 300, 302, 400, 401, 404, 429, 500, 503]) {
      assert.equal(judge(status, {}).kind, 'waiting', String(status));
    }
  });

  test('pauses grow from seconds to an hour, and chance makes each up to a quarter shorter', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((attempts) => pauseAfter(attempts, 0) / SECOND_MS);
    assert.deepEqual(pauses, [5, 15, 45, 135, 405, 1_215, 3_600, 3_600, 3_600]);
    assert.equal(pauseAfter(1, 1), 3_750);
  });

  test('the last attempt is a day after the first, and what fails then is dead', () => {
    const late = judge(500, { attempts: 20, triedForMs: DAY_MS - MINUTE_MS });
    assert.deepEqual(late, { kind: 'waiting', nextAttemptAt: nowMs + MINUTE_MS, heldUntil: null });
    assert.deepEqual(judge(500, { attempts: 21, triedForMs: DAY_MS }), { kind: 'dead' });
    assert.equal(judge(204, { triedForMs: 2 * DAY_MS }).kind, 'delivered');
  });

  test('a receiver that asks for more silence than the pause gets it', () => {
    const held = judge(503, { retryAfterMs: 10 * MINUTE_MS });
    assert.deepEqual(held, {
      kind: 'waiting',
      nextAttemptAt: nowMs + 10 * MINUTE_MS,
      heldUntil: nowMs + 10 * MINUTE_MS,
    });
  });

  test('Retry-After is seconds or a date, of 429 and 503 alone, and between a second and an hour', () => {
    assert.equal(retryAfterOf(429, '120', nowMs), 2 * MINUTE_MS);
    assert.equal(retryAfterOf(503, new Date(nowMs + MINUTE_MS).toUTCString(), nowMs), MINUTE_MS);
    assert.equal(retryAfterOf(503, '999999999', nowMs), HOUR_MS);
    assert.equal(retryAfterOf(503, '0', nowMs), SECOND_MS);
    assert.equal(retryAfterOf(503, new Date(0).toUTCString(), nowMs), SECOND_MS);
    assert.equal(retryAfterOf(500, '120', nowMs), undefined);
    assert.equal(retryAfterOf(503, 'soon', nowMs), undefined);
    assert.equal(retryAfterOf(503, undefined, nowMs), undefined);
  });

  test('a webhook is given up for days of failures, not for one failure after days of silence', () => {
    assert.equal(isBeyondHope(10, nowMs - DAY_MS, nowMs, DAY_MS), true);
    assert.equal(isBeyondHope(10, nowMs - DAY_MS + 1, nowMs, DAY_MS), false);
    assert.equal(isBeyondHope(2, nowMs - 30 * DAY_MS, nowMs, DAY_MS), false);
  });
});
