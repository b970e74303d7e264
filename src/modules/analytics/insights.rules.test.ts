import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fleetInsightsOf, insightsOf, performanceScore } from './insights.rules.ts';

const usual = { utilization: 70, stops: 10, cutsPerHour: 30 };
const told = (figures: Partial<typeof usual> | { cutsPerHour: null }) =>
  insightsOf({ ...usual, ...figures }).map(({ type, category, severity }) => `${type} ${category} ${severity}`);

describe('insights', () => {
  test('say nothing of what is as usual', () => {
    assert.deepEqual(told({}), []);
    assert.deepEqual(told({ utilization: 50 }), []);
    assert.deepEqual(told({ utilization: 90 }), []);
  });

  for (const [figures, expected] of [
    [{ utilization: 49.9 }, ['warning utilization medium']],
    [{ utilization: 30 }, ['warning utilization medium']],
    [{ utilization: 29.9 }, ['warning utilization high']],
    [{ utilization: 90.1 }, ['success utilization info']],
    [{ stops: 11 }, ['warning downtime medium']],
    [{ stops: 20 }, ['warning downtime medium']],
    [{ stops: 21 }, ['warning downtime high']],
    [{ cutsPerHour: 29.9 }, ['info productivity low']],
    [{ cutsPerHour: null }, []],
    [
      { utilization: 0, stops: 21, cutsPerHour: 0 },
      ['warning utilization high', 'warning downtime high', 'info productivity low'],
    ],
  ] as const) {
    test(`of ${JSON.stringify(figures)} are ${expected.join(', ') || 'none'}`, () => {
      assert.deepEqual(told(figures), expected);
    });
  }

  test('score a machine by its utilisation and its stops, 100 at most', () => {
    assert.equal(performanceScore({ utilization: 80, stops: 10 }), 80);
    assert.equal(performanceScore({ utilization: 100, stops: 0 }), 100);
    assert.equal(performanceScore({ utilization: 0, stops: 60 }), -10);
  });

  test('of the factory look at its utilisation and at five stops a machine', () => {
    const types = (...args: Parameters<typeof fleetInsightsOf>) =>
      fleetInsightsOf(...args).map(({ severity }) => severity);
    assert.deepEqual(types(60, 15, 3), []);
    assert.deepEqual(types(59.9, 15, 3), ['medium']);
    assert.deepEqual(types(null, 16, 3), ['medium']);
    assert.deepEqual(types(null, 0, 0), []);
  });
});
