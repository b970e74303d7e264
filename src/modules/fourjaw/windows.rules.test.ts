import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DAY_MS, HOUR_MS } from '../../kernel/clock.ts';
import {
  isNightlyDue,
  NIGHTLY_MS,
  nextWidth,
  nextWindow,
  rangeOfPoll,
  splitWindow,
  TRAILING_MS,
  WIDTH_MAX_MS,
  WIDTH_MIN_MS,
  type Window,
} from './windows.rules.ts';

const now = Date.parse('2026-01-15T12:00:00Z');

describe('windows', () => {
  test('of a range follow each other without gap and overlap, whatever is split on the way and however dense it is', () => {
    const rows = fc.array(fc.nat(2_000), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 * DAY_MS }),
        rows,
        fc.array(fc.boolean()),
        (length, densities, full) => {
          const range = { fromMs: now, toMs: now + length };
          const taken: Window[] = [];
          let widthMs = 2 * DAY_MS;
          let left: Window = range;
          for (let window = nextWindow(left, widthMs), turn = 0; window !== undefined; turn++) {
            const halves = full[turn] === true ? splitWindow(window) : undefined;
            if (halves === undefined) {
              taken.push(window);
              left = { fromMs: window.toMs, toMs: range.toMs };
              widthMs = nextWidth(window.toMs - window.fromMs, densities[turn % densities.length] ?? 0, 1_000);
              // a page with a thousand a second is nothing to wait for here
              widthMs = Math.max(widthMs, HOUR_MS);
            } else widthMs = halves[0].toMs - halves[0].fromMs;
            window = nextWindow(left, widthMs);
          }
          assert.equal(taken[0]?.fromMs, range.fromMs);
          assert.equal(taken.at(-1)?.toMs, range.toMs);
          for (const [at, window] of taken.entries()) {
            assert.ok(window.fromMs < window.toMs);
            if (at > 0) assert.equal(window.fromMs, taken[at - 1]?.toMs);
          }
        },
      ),
    );
  });

  test('are split into two that are what they were, until they are a second long', () => {
    fc.assert(
      fc.property(fc.integer({ min: WIDTH_MIN_MS + 1, max: WIDTH_MAX_MS }), (length) => {
        const [first, second] = splitWindow({ fromMs: now, toMs: now + length }) ?? assert.fail();
        assert.deepEqual([first.fromMs, first.toMs, second.toMs], [now, second.fromMs, now + length]);
        assert.ok(first.toMs > first.fromMs && second.toMs > second.fromMs);
      }),
    );
    assert.equal(splitWindow({ fromMs: now, toMs: now + WIDTH_MIN_MS }), undefined);
  });

  test('grow to twice at most, fill half a page, and stay within their bounds', () => {
    assert.equal(nextWidth(DAY_MS, 0, 1_000), 2 * DAY_MS);
    assert.equal(nextWidth(DAY_MS, 500, 1_000), DAY_MS);
    assert.equal(nextWidth(DAY_MS, 1_000, 1_000), DAY_MS / 2);
    assert.equal(nextWidth(6 * DAY_MS, 0, 1_000), WIDTH_MAX_MS);
    assert.equal(nextWidth(WIDTH_MIN_MS, 5_000, 10), WIDTH_MIN_MS);
  });
});

describe('the range of a poll', () => {
  const rereadAtMs = now - HOUR_MS;

  test('goes as far back as was asked for where nothing is known', () => {
    const range = rangeOfPoll({ fetchedToMs: null, rereadAtMs: null, openSinceMs: null }, now, 30 * DAY_MS);
    assert.deepEqual(range, { fromMs: now - 30 * DAY_MS, toMs: now });
  });

  test('holds all since the cursor, and 26 hours before it', () => {
    for (const fetchedToMs of [now, now - 60_000, now - 9 * DAY_MS]) {
      const range = rangeOfPoll({ fetchedToMs, rereadAtMs, openSinceMs: null }, now, DAY_MS);
      assert.deepEqual(range, { fromMs: fetchedToMs - TRAILING_MS, toMs: now });
    }
  });

  test('holds seven days once a day, from two in the morning', () => {
    const at = (time: string) => Date.parse(`2026-01-15T${time}Z`);
    assert.equal(isNightlyDue(at('01:59'), at('02:00')), true);
    assert.equal(isNightlyDue(at('02:00'), at('23:59')), false);
    assert.equal(isNightlyDue(null, now), true);
    const range = rangeOfPoll({ fetchedToMs: now, rereadAtMs: now - DAY_MS, openSinceMs: null }, now, DAY_MS);
    assert.equal(range.fromMs, now - NIGHTLY_MS);
  });

  test('begins with what is open, of the last days always and of the last months by night', () => {
    const open = (openSinceMs: number, reread = rereadAtMs) =>
      rangeOfPoll({ fetchedToMs: now, rereadAtMs: reread, openSinceMs }, now, DAY_MS).fromMs;
    assert.equal(open(now - 5 * DAY_MS), now - 5 * DAY_MS);
    assert.equal(open(now - 20 * DAY_MS), now - TRAILING_MS);
    assert.equal(open(now - 20 * DAY_MS, now - DAY_MS), now - 20 * DAY_MS);
    assert.equal(open(now - 200 * DAY_MS, now - DAY_MS), now - NIGHTLY_MS);
  });

  test('ends now and reaches back where a clock that was ahead has left the cursor in the future', () => {
    const range = rangeOfPoll({ fetchedToMs: now + DAY_MS, rereadAtMs, openSinceMs: null }, now, DAY_MS);
    assert.deepEqual(range, { fromMs: now - TRAILING_MS, toMs: now });
  });
});
