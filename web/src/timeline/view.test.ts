import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  boundView,
  DAY_MS,
  followsNow,
  isSeenIn,
  latest,
  SPAN_MAX_MS,
  SPAN_MIN_MS,
  shown,
  spanOf,
  viewOf,
  zoomed,
} from './view.ts';

const nowMs = 1_000 * DAY_MS;

test('zooming keeps the instant under the pointer where it is', () => {
  const view = { fromMs: 0, toMs: DAY_MS };
  const narrow = zoomed(view, 0.5, DAY_MS / 4);
  assert.deepEqual(narrow, { fromMs: DAY_MS / 8, toMs: (DAY_MS * 5) / 8 });
});

test('a view is never narrower or wider than allowed', () => {
  assert.equal(spanOf(zoomed({ fromMs: 0, toMs: DAY_MS }, 1e-9, 0)), SPAN_MIN_MS);
  assert.equal(spanOf(zoomed({ fromMs: 0, toMs: DAY_MS }, 1e9, 0)), SPAN_MAX_MS);
  assert.equal(spanOf(boundView({ fromMs: 5, toMs: 6 }, nowMs)), SPAN_MIN_MS);
});

test('a view ends a little beyond now at most, and keeps its width', () => {
  const bound = boundView({ fromMs: nowMs, toMs: nowMs + DAY_MS }, nowMs);
  assert.ok(Math.abs(spanOf(bound) - DAY_MS) < 1);
  assert.equal(bound.toMs, nowMs + DAY_MS * 0.04);
  assert.deepEqual(latest(DAY_MS, nowMs), bound);
});

test('a view that reaches now goes along with it', () => {
  assert.equal(followsNow(latest(DAY_MS, nowMs), nowMs), true);
  assert.equal(followsNow({ fromMs: 0, toMs: DAY_MS }, nowMs), false);
});

test('a period is brought into view by moving as little as needed', () => {
  const view = { fromMs: 1_000, toMs: 2_000 };
  assert.deepEqual(shown(view, 1_200, 1_300), view);
  assert.deepEqual(shown(view, 500, 600), { fromMs: 450, toMs: 1_450 });
  assert.deepEqual(shown(view, 2_500, 2_600), { fromMs: 1_650, toMs: 2_650 });
});

test('a period longer than the view is shown from its start, unless some of it is seen already', () => {
  const view = { fromMs: 1_000, toMs: 2_000 };
  assert.deepEqual(shown(view, 1_500, 9_000), view);
  assert.deepEqual(shown(view, 5_000, 9_000), { fromMs: 4_950, toMs: 5_950 });
});

test('what was asked for up to now is seen as long as now is in view, an instant within a second', () => {
  const aDay = { spanMs: DAY_MS };
  assert.ok(isSeenIn(viewOf(aDay, nowMs), aDay, nowMs));
  assert.ok(isSeenIn({ fromMs: nowMs - DAY_MS, toMs: nowMs }, aDay, nowMs), 'what comes after now need not be in view');
  assert.ok(!isSeenIn(viewOf(aDay, nowMs), aDay, nowMs + DAY_MS), 'now has left the view');
  assert.ok(!isSeenIn(viewOf(aDay, nowMs), { spanMs: 2 * DAY_MS }, nowMs));
  const past = { spanMs: DAY_MS, untilMs: nowMs - DAY_MS };
  assert.ok(isSeenIn({ fromMs: nowMs - 2 * DAY_MS + 400, toMs: nowMs - DAY_MS + 400 }, past, nowMs));
  assert.ok(!isSeenIn(viewOf(aDay, nowMs), past, nowMs));
});
