import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  addedCounts,
  meanOf,
  mtbfOf,
  noCounts,
  Reliability,
  type ReliabilityCounts,
  shareOf,
} from './reliability.rules.ts';
import type { FaultFact, StopOfTicket } from './ticket-facts.types.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const window = { fromMs: 100 * DAY, toMs: 130 * DAY, nowMs: 400 * DAY, repeatMs: 10 * DAY };

/** With a category, of which only faults without a code are told. */
interface Written extends Omit<FaultFact, 'codelessCategory'> {
  readonly category: string;
}

const told = ({ category, ...rest }: Written): FaultFact => ({
  ...rest,
  codelessCategory: rest.failureCode === null ? category : null,
});

const fault = (beganAt: number, more: Partial<Written> = {}): Written => ({
  beganAt,
  machineId: 'mill-1',
  category: 'Mechanical',
  failureCode: null,
  acknowledgedMs: null,
  restoredAt: null,
  resolvedAt: null,
  machineDown: 0,
  periodId: null,
  reopenedCount: 0,
  ...more,
});

function countsOf(faults: readonly Written[], asked = window): ReliabilityCounts {
  const reliability = new Reliability(asked, () => null);
  for (const one of faults.toSorted((a, b) => a.beganAt - b.beganAt)) reliability.add(told(one));
  return reliability.groups.get(null) ?? noCounts;
}

describe('reliability', () => {
  const first = 110 * DAY;

  test('a failure that is over counts from its beginning until the machine ran again, elapsed', () => {
    const counts = countsOf([
      fault(first, { machineDown: 1, restoredAt: first + 5 * HOUR, resolvedAt: first + 6 * HOUR }),
      fault(first + DAY, { machineDown: 1, restoredAt: first + DAY + HOUR }),
      fault(first + 2 * DAY, { machineDown: 1 }),
    ]);
    assert.deepEqual([counts.failures, counts.restored, counts.longestRestoreMs], [3, 2, 5 * HOUR]);
    assert.equal(meanOf(counts.restoreMs, counts.restored), 3 * HOUR);
  });

  test('a fault that stopped nothing is no failure, and nobody waits for its machine', () => {
    const counts = countsOf([fault(first, { resolvedAt: first + HOUR, restoredAt: first + HOUR })]);
    assert.deepEqual([counts.faults, counts.failures, counts.restored, counts.done], [1, 0, 0, 1]);
  });

  const stop: StopOfTicket = { id: 's', startMs: first, endMs: first + HOUR, reasonGroup: 'maintenance' };

  test('a fault that is only about a stop lasts as the stop did, and until it was resolved while the stop has no end', () => {
    const about = (more: object, of: Partial<StopOfTicket> = {}) => {
      const { failures, restored, restoreMs } = countsOf([
        fault(first + 3 * HOUR, { stop: { ...stop, ...of }, ...more }),
      ]);
      return [failures, restored, restoreMs / HOUR];
    };
    assert.deepEqual(about({}), [1, 1, 1]);
    assert.deepEqual(about({ resolvedAt: first + 4 * HOUR }), [1, 1, 1]);
    assert.deepEqual(about({}, { endMs: null }), [1, 0, 0]);
    assert.deepEqual(about({ resolvedAt: first + 4 * HOUR }, { endMs: null }), [1, 1, 4]);
    assert.deepEqual(about({}, { reasonGroup: 'planned' }), [0, 0, 0]);
    assert.deepEqual(about({}, { reasonGroup: 'operator' }), [0, 0, 0]);
    assert.deepEqual(about({ machineDown: 1 }, { reasonGroup: 'planned' }), [1, 0, 0], 'somebody said so');
  });

  test('what somebody said of a stop goes before what its period says, and a period that ended before it says nothing', () => {
    const down = (more: object) =>
      countsOf([fault(first + HOUR / 2, { machineDown: 1, stop, ...more })]).restoreMs / HOUR;
    assert.equal(down({}), 0.5);
    assert.equal(down({ restoredAt: first + 2 * HOUR }), 1.5);
    assert.equal(down({ stop: { ...stop, endMs: first }, resolvedAt: first + 4.5 * HOUR }), 4);
  });

  test('tickets of one stop are one failure, told as by the first, and neither a repeat nor a return', () => {
    const figuresOf = (...faults: Written[]) => {
      const { faults: n, failures, restoreMs, repeats, fixedFirstTime } = countsOf(faults);
      return [n, failures, restoreMs / HOUR, repeats, fixedFirstTime];
    };
    const fixed = { stop, resolvedAt: first + 2 * HOUR };
    assert.deepEqual(figuresOf(fault(first + HOUR, fixed), fault(first + 5 * HOUR, { stop })), [2, 1, 1, 0, 1]);
    const later = { stop: { ...stop, id: 't', startMs: first + 5 * HOUR, endMs: first + 6 * HOUR } };
    assert.deepEqual(figuresOf(fault(first + HOUR, fixed), fault(first + 6 * HOUR, later)), [2, 2, 2, 1, 0]);
  });

  test('a machine that stands cannot fail: times that overlap are one failure, of one cause also those a minute apart', () => {
    const failuresWith = (beganAt: number, more: Partial<Written> = {}) => {
      const down = { machineDown: 1, restoredAt: first + HOUR };
      return countsOf([fault(first, down), fault(beganAt, { machineDown: 1, ...more })]).failures;
    };
    const other = { category: 'Electrical' };
    assert.equal(failuresWith(first + HOUR - 1, other), 1);
    assert.equal(failuresWith(first + HOUR, other), 2);
    assert.equal(failuresWith(first + HOUR + 59_999), 1);
    assert.equal(failuresWith(first + HOUR + 60_000), 2);
    assert.equal(failuresWith(first + HOUR / 2, { machineId: 'mill-2' }), 2);
    const open = countsOf([
      fault(first, { machineDown: 1, resolvedAt: first + DAY }),
      fault(first + HOUR, { machineDown: 1 }),
    ]);
    assert.equal(open.failures, 2, 'when the ticket was resolved says nothing of the machine');
  });

  test('one that nobody acknowledged is in no mean', () => {
    const counts = countsOf([
      fault(first, { acknowledgedMs: HOUR }),
      fault(first),
      fault(first, { acknowledgedMs: 0 }),
    ]);
    assert.deepEqual([counts.faults, counts.acknowledged, counts.acknowledgeMs], [3, 2, HOUR]);
  });

  test('a fault belongs to the window in which it began: the first instant is in it, the end is not', () => {
    const long = { machineDown: 1, restoredAt: 300 * DAY };
    assert.equal(countsOf([fault(window.fromMs - 1, long)]).faults, 0);
    assert.equal(countsOf([fault(window.fromMs, long)]).restoreMs, 200 * DAY);
    assert.equal(countsOf([fault(window.toMs - 1, long)]).faults, 1);
    assert.equal(countsOf([fault(window.toMs, long)]).faults, 0);
  });

  test('a repeat comes within the days after another of the same machine and cause, also one from before the window', () => {
    const repeatsOf = (...faults: Written[]) => countsOf(faults).repeats;
    assert.equal(repeatsOf(fault(first), fault(first + 10 * DAY)), 1);
    assert.equal(repeatsOf(fault(first), fault(first + 10 * DAY + 1)), 0);
    assert.equal(repeatsOf(fault(first), fault(first)), 1);
    assert.equal(repeatsOf(fault(window.fromMs - 1), fault(window.fromMs)), 1);
    assert.equal(repeatsOf(fault(first), fault(first + 1, { machineId: 'mill-2' })), 0);
    assert.equal(repeatsOf(fault(first), fault(first + 1, { category: 'Electrical' })), 0);
    assert.equal(repeatsOf(fault(first), fault(first + DAY), fault(first + 2 * DAY)), 2);
  });

  test('the cause is the failure code whatever its case, and the category only while there is none', () => {
    const leak = (beganAt: number, more: object = {}) => fault(beganAt, { failureCode: 'LEAK', ...more });
    const repeatsOf = (...faults: Written[]) => countsOf(faults).repeats;
    assert.equal(repeatsOf(leak(first), leak(first + 1, { failureCode: 'leak', category: 'Hydraulic' })), 1);
    assert.equal(repeatsOf(leak(first), fault(first + 1)), 0);
    assert.equal(repeatsOf(leak(first, { failureCode: 'Mechanical' }), fault(first + 1)), 0);
  });

  test('a fix is good while its fault has not come back, and lost when it does within the days', () => {
    const fixed = fault(first, { resolvedAt: first + DAY });
    const againAfter = (days: number) => {
      const { done, fixedFirstTime } = countsOf([fixed, fault(first + days * DAY)]);
      return [done, fixedFirstTime];
    };
    assert.deepEqual(againAfter(300), [1, 1]);
    assert.deepEqual(againAfter(11), [1, 0]);
    assert.deepEqual(againAfter(11.01), [1, 1]);
    assert.deepEqual(againAfter(1), [1, 0]);
    assert.deepEqual(againAfter(0.5), [1, 1], 'what began before the fix is no return');
  });

  test('a return after the end of the window still counts against the fix', () => {
    const fixed = fault(window.toMs - 1, { resolvedAt: window.toMs + 5 * DAY });
    const reliability = new Reliability(window, () => null);
    reliability.add(told(fixed));
    assert.equal(reliability.isComplete(window.toMs + 15 * DAY), false);
    assert.equal(reliability.isComplete(window.toMs + 15 * DAY + 1), true);
    reliability.add(told(fault(window.toMs + 15 * DAY)));
    assert.equal(reliability.groups.get(null)?.fixedFirstTime, 0);
    assert.equal(reliability.groups.get(null)?.faults, 1);
  });

  test('a reopened ticket was not fixed the first time; while it is open again it is not done at all', () => {
    const again = countsOf([fault(first, { reopenedCount: 1, resolvedAt: first + DAY })]);
    assert.deepEqual([again.done, again.fixedFirstTime], [1, 0]);
    const open = countsOf([fault(first, { reopenedCount: 1 })]);
    assert.deepEqual([open.done, open.fixedFirstTime], [0, 0]);
  });

  test('a fix younger than the days is provisional, until it has held or is lost', () => {
    const fixed = fault(first, { resolvedAt: first + DAY });
    const now = (days: number) => ({ ...window, nowMs: first + days * DAY });
    assert.equal(countsOf([fixed], now(10.99)).provisional, 1);
    assert.equal(countsOf([fixed], now(11)).provisional, 0);
    assert.equal(countsOf([fixed, fault(first + 2 * DAY)], now(5)).provisional, 0);
  });

  test('without a base there is no figure, and no run time gives no time between failures', () => {
    assert.equal(meanOf(0, 0), null);
    assert.equal(shareOf(0, 0), null);
    assert.equal(mtbfOf(5 * HOUR, 0), null);
    assert.equal(mtbfOf(0, 3), null);
    assert.equal(mtbfOf(6 * HOUR, 3), 2 * HOUR);
  });

  test('agrees with counting each fault against all others, whatever the faults; windows and groups add up', () => {
    const at = fc.integer({ min: 80, max: 150 }).map((day) => day * DAY);
    const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
    const anyFault = fc
      .record({
        beganAt: at,
        machineId: fc.constantFrom('mill-1', 'mill-2'),
        category: fc.constantFrom('Mechanical', 'Electrical'),
        failureCode: fc.constantFrom(null, 'LEAK', 'leak', 'Wear'),
        acknowledgedMs: optional(fc.nat(DAY)),
        restoreDays: optional(fc.nat(20)),
        resolveDays: optional(fc.nat(20)),
        machineDown: fc.constantFrom(0, 1),
        about: fc.constantFrom(undefined, undefined, ...stopsAbout),
        reopenedCount: fc.constantFrom(0, 0, 0, 2),
      })
      .map(({ restoreDays, resolveDays, about, ...rest }): Written => {
        const resolvedAt = resolveDays === null ? null : rest.beganAt + resolveDays * DAY;
        const restoredAt =
          restoreDays === null || rest.machineDown === 0 ? null : rest.beganAt + restoreDays * (DAY / 4);
        const stop = about && { ...about, id: `${rest.machineId} ${about.id}` };
        return { periodId: null, ...rest, resolvedAt, restoredAt, ...(stop && { stop }) };
      });
    fc.assert(
      fc.property(fc.array(anyFault, { maxLength: 40 }), fc.integer({ min: 100, max: 130 }), (faults, cut) => {
        const ordered = faults.toSorted((a, b) => a.beganAt - b.beganAt);
        assert.deepEqual(countsOf(ordered), plainly(ordered));
        const [before, after] = [
          countsOf(ordered, { ...window, toMs: cut * DAY }),
          countsOf(ordered, { ...window, fromMs: cut * DAY }),
        ];
        assert.deepEqual(addedCounts([before, after]), countsOf(ordered));
        const byMachine = new Reliability(window, ({ machineId }) => machineId);
        for (const one of ordered) byMachine.add(told(one));
        assert.deepEqual(addedCounts(byMachine.groups.values()), countsOf(ordered));
      }),
      { numRuns: 300 },
    );
  });
});

const stopsAbout: readonly StopOfTicket[] = [
  { id: 'short', startMs: 104 * DAY, endMs: 105 * DAY, reasonGroup: 'maintenance' },
  { id: 'lasting', startMs: 120 * DAY, endMs: null, reasonGroup: 'other' },
  { id: 'planned', startMs: 110 * DAY, endMs: 112 * DAY, reasonGroup: 'planned' },
  { id: 'unattended', startMs: 112 * DAY, endMs: 113 * DAY, reasonGroup: 'operator' },
];

/** Each figure by its definition alone. */
function plainly(all: readonly Written[]): ReliabilityCounts {
  const { fromMs, toMs, nowMs, repeatMs } = window;
  const causeOf = ({ machineId, failureCode, category }: Written) =>
    JSON.stringify([machineId, failureCode?.toLowerCase() ?? { category }]);
  const stopOf = ({ stop }: Written) =>
    stop?.reasonGroup === 'planned' || stop?.reasonGroup === 'operator' ? undefined : stop;
  const isFailure = (one: Written) => one.machineDown === 1 || stopOf(one) !== undefined;
  const startOf = (one: Written) => (one.machineDown === 1 ? one.beganAt : (stopOf(one)?.startMs ?? one.beganAt));
  const measuredEndOf = (one: Written) => {
    const end = one.restoredAt ?? stopOf(one)?.endMs ?? null;
    return one.restoredAt === null && end !== null && end < startOf(one) ? null : end;
  };
  const isOfSameFailure = (one: Written, other: Written) => {
    if (one.machineId !== other.machineId) return false;
    if (stopOf(one) !== undefined && stopOf(one)?.id === stopOf(other)?.id) return true;
    const apartMs = causeOf(one) === causeOf(other) ? 60_000 : 0;
    const untilMs = (of: Written) => Math.max(startOf(of) + 1, measuredEndOf(of) ?? 0);
    return startOf(one) < untilMs(other) + apartMs && startOf(other) < untilMs(one) + apartMs;
  };
  const isTold = all.map(
    (one, at) => isFailure(one) && all.slice(0, at).some((other) => isFailure(other) && isOfSameFailure(one, other)),
  );
  const isNewFailure = (one: Written) => isFailure(one) && !isTold[all.indexOf(one)];
  const mine = all.filter(({ beganAt }) => beganAt >= fromMs && beganAt < toMs);
  const failures = mine.filter(isNewFailure);
  const restores = failures.flatMap((one) => {
    const end = measuredEndOf(one) ?? one.resolvedAt;
    return end === null ? [] : [Math.max(0, end - startOf(one))];
  });
  const acknowledged = mine.flatMap(({ acknowledgedMs }) => acknowledgedMs ?? []);
  const done = mine.filter(({ resolvedAt }) => resolvedAt !== null);
  const cameBack = (fixed: Written) =>
    all.some((other, at) => {
      const afterMs = other.beganAt - (fixed.resolvedAt ?? 0);
      return (
        at > all.indexOf(fixed) &&
        !isTold[at] &&
        causeOf(other) === causeOf(fixed) &&
        afterMs >= 0 &&
        afterMs <= repeatMs
      );
    });
  const held = done.filter((fixed) => fixed.reopenedCount === 0 && !cameBack(fixed));
  const isRepeat = (one: Written, at: number) =>
    !isTold[at] &&
    all.slice(0, at).some((other) => causeOf(other) === causeOf(one) && one.beganAt - other.beganAt <= repeatMs);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    faults: mine.length,
    failures: failures.length,
    restored: restores.length,
    restoreMs: sum(restores),
    longestRestoreMs: Math.max(0, ...restores),
    acknowledged: acknowledged.length,
    acknowledgeMs: sum(acknowledged),
    done: done.length,
    fixedFirstTime: held.length,
    provisional: held.filter(({ resolvedAt }) => (resolvedAt ?? 0) + repeatMs > nowMs).length,
    repeats: all.filter((one, at) => mine.includes(one) && isRepeat(one, at)).length,
  };
}
