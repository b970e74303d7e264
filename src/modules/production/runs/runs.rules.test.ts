import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CLOCK_DRIFT_MS } from '../../../kernel/clock.ts';
import { endOf, producedOf, requireFitTimes, settledCounts } from './runs.rules.ts';
import { nothingSaid, type RunCounts } from './runs.types.ts';

const counts = (goodCount: number | null, scrapCount: number | null, totalCount: number | null): RunCounts => ({
  goodCount,
  scrapCount,
  totalCount,
});

test('of good, scrap and total two say the third, and one says itself', () => {
  const settled = (given: Partial<RunCounts>) => settledCounts(nothingSaid, given);
  assert.deepEqual(settled({ goodCount: 95, scrapCount: 5 }), counts(95, 5, 100));
  assert.deepEqual(settled({ goodCount: 95, totalCount: 100 }), counts(95, 5, 100));
  assert.deepEqual(settled({ scrapCount: 5, totalCount: 100, goodCount: null }), counts(95, 5, 100));
  assert.deepEqual(settled({ scrapCount: 5 }), counts(null, 5, null));
  assert.deepEqual(settled({ totalCount: 0 }), counts(null, null, 0));
  assert.deepEqual(settled({}), nothingSaid);
});

test('scrap found late makes fewer good ones of the same total; another count given alone moves its fellow', () => {
  const before = counts(95, 5, 100);
  assert.deepEqual(settledCounts(before, { scrapCount: 7 }), counts(93, 7, 100));
  assert.deepEqual(settledCounts(before, { goodCount: 90 }), counts(90, 10, 100));
  assert.deepEqual(settledCounts(before, { totalCount: 110 }), counts(105, 5, 110));
  assert.deepEqual(settledCounts(counts(95, null, null), { scrapCount: 7 }), counts(95, 7, 102));
});

test('null empties a count, unless the two others say it', () => {
  const before = counts(95, 5, 100);
  assert.deepEqual(settledCounts(before, { goodCount: null, scrapCount: null }), counts(null, null, 100));
  assert.deepEqual(settledCounts(before, { goodCount: null, scrapCount: null, totalCount: null }), nothingSaid);
  assert.deepEqual(settledCounts(before, { goodCount: null }), before);
});

test('counts that do not fit together are refused in a sentence', () => {
  const refused = (given: Partial<RunCounts>, message: RegExp) =>
    assert.throws(() => settledCounts(nothingSaid, given), { code: 'validation-failed', message });
  refused({ goodCount: 95, scrapCount: 5, totalCount: 99 }, /95 good and 5 scrap make 100, not 99/);
  refused({ scrapCount: 5, totalCount: 4 }, /5 scrap of 4 produced/);
  refused({ goodCount: 5, totalCount: 4 }, /5 good of 4 produced/);
});

test('whatever is told in whatever order: known counts fit together, and none is negative', () => {
  const anyCount = fc.option(fc.integer({ min: 0, max: 9 }), { nil: null });
  const anyGiven = fc.record({ goodCount: anyCount, scrapCount: anyCount, totalCount: anyCount }, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.array(anyGiven, { maxLength: 6 }), (told) => {
      let now = nothingSaid;
      for (const given of told) {
        try {
          now = settledCounts(now, given);
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'validation-failed');
        }
        const { goodCount: good, scrapCount: scrap, totalCount: total } = now;
        const known = [good, scrap, total].filter((count) => count !== null);
        assert.notEqual(known.length, 2, 'the third follows');
        assert.ok(known.every((count) => count >= 0));
        if (known.length === 3) assert.equal((good ?? 0) + (scrap ?? 0), total);
      }
    }),
  );
});

test('a run begins and ends in the past, after clocks were set, and lasts some time', () => {
  const now = Date.UTC(2026, 0, 15);
  requireFitTimes(now - 1, now, now);
  requireFitTimes(now, null, now);
  const refused = (start: number, end: number | null, code: string) =>
    assert.throws(() => requireFitTimes(start, end, now), { code });
  refused(now + CLOCK_DRIFT_MS + 1, null, 'validation-failed');
  refused(now - 1, now + CLOCK_DRIFT_MS + 1, 'validation-failed');
  refused(0, now, 'validation-failed');
  refused(now - 1, now - 1, 'range-invalid');
  refused(now - 1, now - 2, 'range-invalid');
  assert.equal(endOf(now, now), now + 1);
  assert.equal(endOf(now, now + 5), now + 5);
});

test('produced is what people recorded, else what was counted, unless the counter missed some', () => {
  const produced = (totalCount: number | null, scrapCount: number | null, cutCount: number | null) =>
    producedOf({ totalCount, scrapCount, cutCount });
  assert.equal(produced(100, 5, 90), 100);
  assert.equal(produced(null, 5, 90), 90);
  assert.equal(produced(null, null, 90), 90);
  assert.equal(produced(null, 5, 0), null);
  assert.equal(produced(null, 5, 4), null);
  assert.equal(produced(null, 5, null), null);
  assert.equal(produced(0, 0, 10), 0);
});
