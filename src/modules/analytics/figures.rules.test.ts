import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Category } from '../timeline/index.ts';
import { toAccountedTime } from './figures.rules.ts';

describe('accounted time', () => {
  const reasons = new Map([[7, { name: 'Coil Change', group: 'operator' as const }]]);
  const sumsOf = (aliasId: number) => ({
    entries: () =>
      [
        { category: Category.productiveUptime, aliasId: 0, durationMs: 500, stops: 1 },
        { category: Category.unproductiveDowntime, aliasId, durationMs: 300, stops: 2 },
      ].values(),
    totalMs: () => 800,
  });

  test('has the downtime by the names of its reasons', () => {
    const { reasons: rows, noDataMs } = toAccountedTime(1_000, sumsOf(7), reasons);
    assert.deepEqual(rows, [{ reason: 'Coil Change', reasonGroup: 'operator', durationMs: 300, stops: 2 }]);
    assert.equal(noDataMs, 200);
  });

  test('without reasons has the same time and no name for it', () => {
    const time = toAccountedTime(1_000, sumsOf(0), undefined);
    assert.deepEqual([time.unproductiveDowntimeMs, time.reasons], [300, []]);
  });

  test('fails for a reason that the catalogue does not have, and invents none', () => {
    assert.throws(() => toAccountedTime(1_000, sumsOf(8), reasons), /no reason for the alias 8/);
  });
});
