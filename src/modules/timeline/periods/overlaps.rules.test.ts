import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Category } from './categories.rules.ts';
import { inOrderOfStart, type PeriodSpan, visibleSpans } from './overlaps.rules.ts';

function period(id: string, startMs: number, endMs: number): PeriodSpan {
  return { id, startMs, endMs, category: Category.productiveUptime, aliasId: 1 };
}

function shown(periods: PeriodSpan[]): (string | number)[][] {
  return visibleSpans(periods.toSorted(inOrderOfStart)).map((span) => [span.period.id, span.startMs, span.endMs]);
}

test('a period inside another takes its time and gives the rest back', () => {
  assert.deepEqual(shown([period('long', 0, 100), period('short', 20, 30)]), [
    ['long', 0, 20],
    ['short', 20, 30],
    ['long', 30, 100],
  ]);
});

test('of two periods that start together the greater id wins', () => {
  assert.deepEqual(shown([period('b', 0, 10), period('a', 0, 20)]), [
    ['b', 0, 10],
    ['a', 10, 20],
  ]);
});

test('an open period owns everything after its start that no later one takes', () => {
  assert.deepEqual(
    shown([period('open', 10, Number.POSITIVE_INFINITY), period('early', 0, 50), period('late', 20, 30)]),
    [
      ['early', 0, 10],
      ['open', 10, 20],
      ['late', 20, 30],
      ['open', 30, Number.POSITIVE_INFINITY],
    ],
  );
});

test('every instant belongs to the period that started last of those that cover it', () => {
  const anyPeriods = fc.uniqueArray(
    fc.record({ id: fc.stringMatching(/^[a-d]{1,3}$/), startMs: fc.nat(30), length: fc.nat(15) }),
    { selector: (p) => p.id, maxLength: 12 },
  );
  fc.assert(
    fc.property(anyPeriods, (drawn) => {
      const periods = drawn.map((p) => period(p.id, p.startMs, p.startMs + p.length));
      const spans = visibleSpans(periods.toSorted(inOrderOfStart));
      for (let instant = 0; instant < 50; instant++) {
        const owner = periods
          .filter((p) => p.startMs <= instant && instant < p.endMs)
          .toSorted(inOrderOfStart)
          .at(-1);
        const span = spans.find((s) => s.startMs <= instant && instant < s.endMs);
        assert.equal(span?.period.id, owner?.id);
      }
    }),
  );
});
