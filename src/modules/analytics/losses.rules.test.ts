import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOUR_MS } from '../../kernel/clock.ts';
import type { Machine } from '../machines/index.ts';
import type { AccountedTime } from './figures.rules.ts';
import { lossesOf } from './losses.rules.ts';

const machine = (id: string, hourlyCost: number | null) => ({ id, hourlyCost }) as Machine;

function stopped(...hours: readonly (readonly [reason: string, hours: number])[]): AccountedTime {
  const reasons = hours.map(([reason, length]) => ({
    reason,
    reasonGroup: 'other' as const,
    durationMs: length * HOUR_MS,
    stops: 1,
  }));
  const downtime = reasons.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return {
    windowMs: downtime,
    productiveUptimeMs: 0,
    productiveDowntimeMs: downtime,
    unproductiveDowntimeMs: 0,
    unclassifiedDowntimeMs: 0,
    offlineMs: 0,
    noDataMs: 0,
    reasons,
  };
}

describe('losses', () => {
  const times = [
    { machine: machine('dear', 200), time: stopped(['Coil Change', 3], ['Break', 1.5]) },
    { machine: machine('free', 0), time: stopped(['Coil Change', 2]) },
    { machine: machine('unknown', null), time: stopped(['Break', 4], ['Set Up', 1]) },
  ];

  test('are hours times what an hour of the machine costs, and say how much of the time has a price', () => {
    const { total, reasons } = lossesOf(times);
    assert.deepEqual(total, { durationMs: 11.5 * HOUR_MS, cost: 900, costedMs: 6.5 * HOUR_MS });
    assert.deepEqual(
      reasons.map(({ reason, durationMs, cost, costedMs, stops }) => [
        reason,
        durationMs / HOUR_MS,
        cost,
        costedMs / HOUR_MS,
        stops,
      ]),
      [
        ['Break', 5.5, 300, 1.5, 2],
        ['Coil Change', 5, 600, 5, 2],
        ['Set Up', 1, null, 0, 1],
      ],
    );
  });

  test('have no price where no machine has one, and the price nothing where it is nothing', () => {
    assert.deepEqual(
      lossesOf(times).machines.map(({ cost }) => cost),
      [900, 0, null],
    );
    assert.deepEqual(lossesOf([]), { total: { durationMs: 0, cost: null, costedMs: 0 }, reasons: [], machines: [] });
  });
});
