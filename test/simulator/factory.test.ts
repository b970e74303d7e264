import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DAY_MS, HOUR_MS } from '../../src/kernel/clock.ts';
import { factoryCalendar, type SimulatedPeriod, simulateFactory } from '../../src/simulator/index.ts';

const machines = ['mill-1', 'mill-2', 'mill-3'];
const springMs = Date.parse('2026-03-02T00:00:00Z');
const toMs = Date.parse('2026-06-02T11:23:45Z');

interface Window {
  readonly seed: number;
  readonly fromMs: number;
  readonly lengthMs: number;
}

/** Windows of up to two weeks in a year and a half, whole milliseconds, over both changes of the clocks. */
const windows = fc.record({
  seed: fc.integer(),
  fromMs: fc.integer({ min: Date.parse('2025-06-01T00:00:00Z'), max: Date.parse('2026-12-01T00:00:00Z') }),
  lengthMs: fc.integer({ min: 1, max: 14 * DAY_MS }),
});

function simulated({ seed, fromMs, lengthMs }: Window): SimulatedPeriod[] {
  return [
    ...simulateFactory({
      seed,
      machines,
      fromMs,
      toMs: fromMs + lengthMs,
      zone: 'Europe/London',
      calendar: factoryCalendar,
      improvesFromMs: springMs,
    }),
  ];
}

const quarter = simulated({ seed: 7, fromMs: springMs, lengthMs: toMs - springMs });

function durationMs(period: SimulatedPeriod): number {
  return (period.endMs ?? toMs) - period.startMs;
}

function sumMs(periods: readonly SimulatedPeriod[]): number {
  return periods.reduce((sum, period) => sum + durationMs(period), 0);
}

/** Uptime of everything that is not offline. */
function availability(periods: readonly SimulatedPeriod[]): number {
  const uptime = periods.filter((period) => period.classification === 'UPTIME');
  return sumMs(uptime) / sumMs(periods.filter((period) => period.classification !== 'OFFLINE'));
}

describe('any window of the simulated factory', () => {
  test('is the same for the same seed', () => {
    fc.assert(
      fc.property(windows, (window) => assert.deepEqual(simulated(window), simulated(window))),
      { numRuns: 10 },
    );
  });

  test('has distinct ids, and periods of each machine in order that never overlap or leave the window', () => {
    fc.assert(
      fc.property(windows, (window) => {
        const periods = simulated(window);
        assert.equal(new Set(periods.map(({ id }) => id)).size, periods.length);
        const endsMs = new Map<string, number>();
        for (const { machineId, startMs, endMs } of periods) {
          assert.ok(Number.isInteger(startMs) && startMs >= (endsMs.get(machineId) ?? window.fromMs));
          assert.ok(endMs === null || (Number.isInteger(endMs) && endMs > startMs));
          assert.ok((endMs ?? startMs) < window.fromMs + window.lengthMs);
          endsMs.set(machineId, endMs ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  test('agrees with every other window on the periods that both contain, so a factory can be continued', () => {
    fc.assert(
      fc.property(windows, fc.nat(1_000), (window, share) => {
        const whole = simulated(window);
        const cutMs = window.fromMs + Math.floor((window.lengthMs * share) / 1_000);
        const until = simulated({ ...window, lengthMs: cutMs - window.fromMs });
        const backMs = Math.max(window.fromMs, cutMs - 7 * DAY_MS);
        const onward = simulated({ ...window, fromMs: backMs, lengthMs: window.fromMs + window.lengthMs - backMs });
        const joined = new Map([...until, ...onward].map((period) => [period.id, period]));
        assert.deepEqual(joined, new Map(whole.map((period) => [period.id, period])));
      }),
    );
  });
});

describe('three months of the simulated factory', () => {
  test('differ from seed to seed', () => {
    const other = simulated({ seed: 8, fromMs: springMs, lengthMs: toMs - springMs });
    assert.notDeepEqual(other.slice(0, 100), quarter.slice(0, 100));
  });

  test('leave the period of each machine that runs at the end open, and no other', () => {
    const open = quarter.filter(({ endMs }) => endMs === null);
    assert.deepEqual(
      open.map(({ machineId }) => machineId),
      machines,
    );
  });

  const otherQuarters = [1, 2, 3, 4, 5].map((seed) => simulated({ seed, fromMs: springMs, lengthMs: toMs - springMs }));

  test('run at 40 to 60 percent, the second mill worst, for any seed', () => {
    for (const periods of otherQuarters) {
      const figures = machines.map((id) => availability(periods.filter(({ machineId }) => machineId === id)));
      for (const figure of figures) assert.ok(figure > 0.4 && figure < 0.6, figures.join(', '));
      assert.equal(Math.min(...figures), figures[1]);
    }
  });

  test('get better: the last month runs more than the first', () => {
    const periods = otherQuarters.flat();
    const first = periods.filter(({ startMs }) => startMs < springMs + 30 * DAY_MS);
    const last = periods.filter(({ startMs }) => startMs > toMs - 30 * DAY_MS);
    assert.ok(availability(last) > availability(first) + 0.02, `${availability(first)} ${availability(last)}`);
  });

  test('have some 25 thousand periods, of which most touch their neighbour and a fifth are shorter than a minute', () => {
    assert.ok(quarter.length > 20_000 && quarter.length < 35_000, String(quarter.length));
    const neighbours = quarter.slice(1).map((period, at) => [quarter[at], period] as const);
    const touching = neighbours.filter(([before, period]) => before?.endMs === period.startMs);
    assert.ok(touching.length / neighbours.length > 0.97 && touching.length < neighbours.length - 100);
    const short = quarter.filter((period) => durationMs(period) < 60_000).length / quarter.length;
    assert.ok(short > 0.15 && short < 0.4, String(short));
  });

  test('know uptime without a reason, stops with one, and set-ups whose productivity nobody entered', () => {
    for (const period of quarter) {
      if (period.classification === 'UPTIME') assert.equal(period.reasonText, 'No Reason Required');
      if (period.classification === 'OFFLINE') assert.equal(period.reasonText, 'Not On Shift');
      assert.ok(period.reasonText !== '');
    }
    const unclassified = quarter.filter(({ productivity }) => productivity === null);
    assert.ok(unclassified.length > 50 && unclassified.every(({ classification }) => classification === 'DOWNTIME'));
    const reasons = new Set(quarter.map(({ reasonText }) => reasonText));
    for (const reason of ['Cutoff Tool issue ', 'cutoff tool issue', 'Weld break', 'Break', 'Set Up']) {
      assert.ok(reasons.has(reason), reason);
    }
  });

  test('ask no reason for stops under a minute only', () => {
    const micro = quarter.filter(
      ({ classification, reasonText }) => classification === 'DOWNTIME' && reasonText === 'No Reason Required',
    );
    assert.ok(micro.length > 1_000 && micro.every((period) => durationMs(period) < 60_000));
  });

  test('change the coil after every hour or so of running, for some eleven minutes', () => {
    const changes = quarter.filter(({ reasonText }) => reasonText === 'Coil Change');
    const uptimeMs = sumMs(quarter.filter(({ classification }) => classification === 'UPTIME'));
    assert.ok(uptimeMs / changes.length > 0.6 * HOUR_MS && uptimeMs / changes.length < 1.2 * HOUR_MS);
    const meanMinutes = sumMs(changes) / changes.length / 60_000;
    assert.ok(meanMinutes > 10.5 && meanMinutes < 13.5, String(meanMinutes));
  });

  test('have rare long maintenance of hours', () => {
    const long = quarter.filter(
      (period) => period.reasonText === 'Unplanned Maintenance' && durationMs(period) > 2 * HOUR_MS,
    );
    assert.ok(long.length > 3 && long.length < 40, String(long.length));
  });

  test('stand still on Saturday and Sunday', () => {
    const saturday = Date.parse('2026-03-07T00:00:00Z');
    const weekend = quarter.filter(({ startMs }) => startMs > saturday && startMs < saturday + 2 * DAY_MS);
    assert.deepEqual(weekend, []);
  });

  test('keep to the factory clock: the day shift begins at 06:00 local in winter and in summer', () => {
    const starts = new Set(quarter.map(({ startMs }) => startMs));
    assert.ok(starts.has(Date.parse('2026-03-27T06:00:00Z')));
    assert.ok(starts.has(Date.parse('2026-03-30T05:00:00Z')));
    assert.ok(!starts.has(Date.parse('2026-03-30T06:00:00Z')));
  });
});
