import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AccountedTime } from './figures.rules.ts';
import { costliestReasons, trendsOf } from './overview.rules.ts';

const nothing: AccountedTime = {
  windowMs: 0,
  productiveUptimeMs: 0,
  productiveDowntimeMs: 0,
  unproductiveDowntimeMs: 0,
  unclassifiedDowntimeMs: 0,
  offlineMs: 0,
  noDataMs: 0,
  reasons: [],
};
const stop = (reason: string, durationMs: number) => ({ reason, reasonGroup: 'other' as const, durationMs, stops: 1 });

describe('trends', () => {
  test('are percentage points of planned time more than before', () => {
    const now = { ...nothing, productiveUptimeMs: 60, unproductiveDowntimeMs: 40 };
    const before = { ...nothing, productiveUptimeMs: 1, productiveDowntimeMs: 2 };
    assert.deepEqual(trendsOf(now, before), {
      utilization: { current: 60, change: 26.6667 },
      productiveDowntime: { current: 0, change: -66.6667 },
      unproductiveDowntime: { current: 40, change: 40 },
    });
  });

  test('are not known where nothing was planned', () => {
    const now = { ...nothing, productiveUptimeMs: 60 };
    assert.deepEqual(trendsOf(now, nothing).utilization, { current: 100, change: null });
    assert.deepEqual(trendsOf(nothing, now).utilization, { current: null, change: null });
  });
});

describe('the costliest reasons', () => {
  const time = {
    ...nothing,
    productiveUptimeMs: 900,
    unproductiveDowntimeMs: 100,
    reasons: [stop('Set Up', 51), stop('Coil Change', 49)],
  };

  test('are severe from a twentieth of the planned time of their machine on', () => {
    const [first, second] = costliestReasons([{ machineId: 'm', time: { ...time, offlineMs: 5_000 } }], 10);
    assert.deepEqual([first?.severity, second?.severity], ['high', 'medium']);
    const just = { ...time, reasons: [stop('Set Up', 50)] };
    assert.equal(costliestReasons([{ machineId: 'm', time: just }], 10)[0]?.severity, 'high');
  });

  test('are the longest of all machines, in an order of their own where they are equal, and no more than asked for', () => {
    const times = ['b', 'a'].map((machineId) => ({ machineId, time }));
    assert.deepEqual(
      costliestReasons(times, 3).map(({ machineId, reason }) => [machineId, reason]),
      [
        ['a', 'Set Up'],
        ['b', 'Set Up'],
        ['a', 'Coil Change'],
      ],
    );
  });
});
