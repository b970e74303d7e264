/** The time by the server's clock, on a device whose own is wrong. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { hearServerTime, presentMs } from './clock.ts';

const SERVER_MS = Date.UTC(2026, 10, 26, 12, 0, 0, 400);

/** An answer of a server whose clock is `aheadMs` of the device's, half way between sending and answering. */
function answer(context: TestContext, aheadMs: number, tookMs: number, atMs = SERVER_MS): number {
  const deviceMs = atMs - aheadMs;
  context.mock.timers.reset();
  context.mock.timers.enable({ apis: ['Date'], now: deviceMs });
  hearServerTime(new Date(atMs).toUTCString(), deviceMs - tookMs / 2, deviceMs + tookMs / 2);
  return presentMs() - deviceMs;
}

test('a clock that may be right is left as it is', (context) => {
  assert.equal(answer(context, 0, 100), 0);
  assert.equal(answer(context, 300, 100), 0);
});

test('one that is wrong is set right to within a second, and better with each answer', (context) => {
  const first = answer(context, 600_000, 4_000);
  assert.ok(Math.abs(first - 600_000) <= 3_000, String(first));
  let off = first;
  for (let each = 0; each < 20; each += 1) off = answer(context, 600_000, 100, SERVER_MS + each * 1_370);
  assert.ok(Math.abs(off - 600_000) <= 200, String(off));
  // a slow answer afterwards tells nothing new
  assert.equal(answer(context, 600_000, 20_000), off);
});

test('a clock that is set meanwhile is followed', (context) => {
  answer(context, -7_200_000, 100);
  assert.ok(Math.abs(answer(context, -7_200_000, 100) + 7_200_000) <= 1_100);
  assert.equal(answer(context, 0, 100), 0);
});

test('an answer without a time changes nothing', (context) => {
  const off = answer(context, 0, 100);
  hearServerTime(null, 0, 10);
  hearServerTime('soon', 0, 10);
  assert.equal(answer(context, 0, 100), off);
});
