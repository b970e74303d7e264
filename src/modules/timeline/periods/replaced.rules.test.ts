import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { StatusPeriodInput } from './periods.rules.ts';
import { cutReplaced } from './replaced.rules.ts';

function period(id: string, startMs: number, endMs: number | null): StatusPeriodInput {
  return {
    id,
    machineId: 'm',
    startMs,
    endMs,
    classification: 'DOWNTIME',
    productivity: null,
    reasonText: null,
  };
}

const cut = (stored: StatusPeriodInput[], told: StatusPeriodInput[]) =>
  cutReplaced(stored, told).map(({ id, startMs, endMs }) => [id, startMs, endMs]);

describe('a stored period that its source does not tell of any more', () => {
  test('stays where the source says nothing of its time', () => {
    assert.deepEqual(cut([period('a', 10, 20)], []), []);
    assert.deepEqual(cut([period('a', 10, 20)], [period('b', 20, 30), period('c', 5, 10)]), []);
  });

  test('loses its length where another covers its start', () => {
    assert.deepEqual(cut([period('a', 10, 20)], [period('b', 5, 11)]), [['a', 10, 10]]);
    assert.deepEqual(cut([period('a', 10, 20)], [period('b', 10, null)]), [['a', 10, 10]]);
  });

  test('ends where the first other one begins, however many follow', () => {
    assert.deepEqual(cut([period('a', 10, 20)], [period('c', 18, 30), period('b', 15, 16)]), [['a', 10, 15]]);
    assert.deepEqual(cut([period('a', 10, null)], [period('b', 15, 16)]), [['a', 10, 15]]);
  });

  test('is left alone by those without length, and once it has none itself', () => {
    assert.deepEqual(cut([period('a', 10, 20)], [period('b', 15, 15)]), []);
    assert.deepEqual(cut([period('a', 10, 10)], [period('b', 5, 20)]), []);
  });

  test('overlaps nothing that is told when it is cut, and is not cut a second time', () => {
    const periods = (prefix: string) =>
      fc
        .array(fc.tuple(fc.nat(30), fc.nat(8)), { maxLength: 8 })
        .map((spans) => spans.map(([start, length], at) => period(`${prefix}${at}`, start, start + length)));
    fc.assert(
      fc.property(periods('old'), periods('new'), (stored, told) => {
        const changed = cutReplaced(stored, told);
        for (const kept of changed) {
          // what has no length covers nothing
          const lasting = told.filter(({ startMs, endMs }) => (endMs ?? 0) > startMs);
          const overlapping = lasting.filter(
            (other) => (other.endMs ?? 0) > kept.startMs && other.startMs < (kept.endMs ?? Number.POSITIVE_INFINITY),
          );
          assert.ok(kept.endMs === kept.startMs || overlapping.length === 0);
        }
        const byId = new Map(changed.map((kept) => [kept.id, kept]));
        assert.deepEqual(
          cutReplaced(
            stored.map((kept) => byId.get(kept.id) ?? kept),
            told,
          ),
          [],
        );
      }),
    );
  });
});
