import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Category } from '../ui/categories.ts';
import { eachRun, kinds, type Lane, makeLane, NO_KIND, type Period, periodAt } from './lane.ts';

const uptime = kinds.indexOf('productive_uptime');
const downtime = kinds.indexOf('unproductive_downtime');

function period(startMs: number, endMs: number | null, category: Category = 'productive_uptime'): Period {
  return {
    id: `${startMs}`,
    machineId: 'mill-1',
    startMs,
    endMs: endMs ?? Number.POSITIVE_INFINITY,
    category,
    reason: '',
    ticketId: null,
  };
}

type Run = [from: number, to: number, kind: number];

function runsOf(lane: Lane, columnMs: number, columns: number, more: { fromMs?: number; nowMs?: number } = {}): Run[] {
  const runs: Run[] = [];
  const range = { fromMs: 0, nowMs: Number.MAX_SAFE_INTEGER, columnMs, columns, ...more };
  eachRun(lane, range, (from, to, kind) => runs.push([from, to, kind]));
  return runs;
}

test('a period wider than a column is one run, and what is not known is none', () => {
  const lane = makeLane([period(100, 300), period(500, 600, 'unproductive_downtime')]);
  assert.deepEqual(runsOf(lane, 100, 8), [
    [1, 3, uptime],
    [5, 6, downtime],
  ]);
});

test('what falls on one column is drawn as what lasted longest in it', () => {
  const lane = makeLane([
    period(0, 20),
    period(20, 60, 'unproductive_downtime'),
    period(60, 75),
    period(75, 90, 'unproductive_downtime'),
    period(90, 100),
  ]);
  assert.deepEqual(runsOf(lane, 100, 1), [[0, 1, downtime]]);
});

test('a column in which nothing is known for most of the time stays empty', () => {
  assert.deepEqual(runsOf(makeLane([period(0, 40)]), 100, 2), []);
  assert.deepEqual(runsOf(makeLane([period(0, 60)]), 100, 2), [[0, 1, uptime]]);
});

test('a period that lasts ends now, and nothing is drawn after it', () => {
  const lane = makeLane([period(0, null)]);
  assert.deepEqual(runsOf(lane, 100, 10, { nowMs: 450 }), [[0, 5, uptime]]);
  assert.deepEqual(runsOf(lane, 100, 10, { fromMs: 200, nowMs: 400 }), [[0, 2, uptime]]);
});

test('an open period ends where the next one begins', () => {
  const lane = makeLane([period(0, null), period(200, 300, 'unproductive_downtime')]);
  assert.equal(lane.ends[0], 200);
});

test('a period holds its start and not its end', () => {
  const lane = makeLane([period(100, 200), period(300, 400)]);
  assert.deepEqual(
    [99, 100, 199, 200, 300, 400].map((at) => periodAt(lane, at)),
    [-1, 0, 0, -1, 1, -1],
  );
});

/** By looking at every period for every column. */
function slowly(lane: Lane, columnMs: number, columns: number, nowMs: number): number[] {
  return Array.from({ length: columns }, (_, column) => {
    const fromMs = column * columnMs;
    const toMs = Math.min(fromMs + columnMs, nowMs);
    const totals = kinds.map(() => 0);
    for (let at = 0; at < lane.count; at++) {
      const lengthMs = Math.min(lane.ends[at] ?? 0, toMs) - Math.max(lane.starts[at] ?? 0, fromMs);
      totals[lane.kindOf[at] ?? 0] = (totals[lane.kindOf[at] ?? 0] ?? 0) + Math.max(0, lengthMs);
    }
    const known = totals.reduce((sum, total) => sum + total, 0);
    const longest = Math.max(...totals);
    if (toMs <= fromMs || longest === 0 || longest < toMs - fromMs - known) return NO_KIND;
    return totals.lastIndexOf(longest);
  });
}

test('columns are of the kind that adding everything up says, whatever periods there are', () => {
  const lengths = fc.array(fc.record({ gap: fc.nat(30), length: fc.nat(90), kind: fc.nat(kinds.length - 1) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(
      lengths,
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 0, max: 4_000 }),
      (parts, columnMs, nowMs) => {
        let atMs = 0;
        const lane = makeLane(
          parts.map(({ gap, length, kind }) => {
            const startMs = atMs + gap;
            atMs = startMs + length;
            return period(startMs, atMs, kinds[kind]);
          }),
        );
        const columns = 64;
        const drawn = Array.from({ length: columns }, () => NO_KIND);
        for (const [from, to, kind] of runsOf(lane, columnMs, columns, { nowMs })) drawn.fill(kind, from, to);
        assert.deepEqual(drawn, slowly(lane, columnMs, columns, nowMs));
      },
    ),
  );
});
