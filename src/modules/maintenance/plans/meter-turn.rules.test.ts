import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { meterTurn } from './meter-turn.rules.ts';

const base = { basis: 'schedule', every: 100, value: 0, lead: 0, pending: false } as const;

test('a step opens at its reading, or earlier by the lead', () => {
  assert.deepEqual(meterTurn({ ...base, value: 99 }), { missed: 0, opens: undefined, carry: 99 });
  assert.deepEqual(meterTurn({ ...base, value: 100 }), { missed: 0, opens: 100, carry: 0 });
  assert.deepEqual(meterTurn({ ...base, value: 90, lead: 10 }), { missed: 0, opens: 100, carry: -10 });
  assert.deepEqual(meterTurn({ ...base, value: -10, lead: 10 }), { missed: 0, opens: undefined, carry: -10 });
});

test('from completion there is one step, however far the meter has gone', () => {
  const completion = { ...base, basis: 'completion', value: 950 } as const;
  assert.deepEqual(meterTurn(completion), { missed: 0, opens: 100, carry: 950 });
  assert.deepEqual(meterTurn({ ...completion, pending: true }), { missed: 0, opens: undefined, carry: 950 });
});

test('at fixed steps no step is lost or decided twice, however it is read', () => {
  const readings = fc.array(fc.record({ more: fc.integer({ min: 0, max: 450 }), finished: fc.boolean() }));
  fc.assert(
    fc.property(readings, fc.integer({ min: 0, max: 90 }), (reads, lead) => {
      let [carry, total, decided, pending] = [0, 0, 0, false];
      for (const { more, finished } of reads) {
        total += more;
        const turn = meterTurn({ ...base, value: carry + more, lead, pending });
        decided += turn.missed + (turn.opens === undefined ? 0 : 1);
        carry = turn.carry;
        assert.equal(decided * 100 + carry, total, 'what was decided and what is left is what the meter had');
        assert.ok(carry < 100);
        assert.ok(turn.opens === undefined || !pending, 'one ticket at a time');
        pending = (pending || turn.opens !== undefined) && !finished;
      }
    }),
  );
});
