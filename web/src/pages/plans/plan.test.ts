import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bodyOf, formOf, freshCheck } from './plan.ts';

const fresh = formOf(undefined, '2026-11-26');

describe('a plan as it is typed', () => {
  test('one by calendar has a rule and a first date, and no meter', () => {
    const body = bodyOf({ ...fresh, title: 'Oil' });
    assert.deepEqual([body.rule, body.begins_on, body.every], ['FREQ=MONTHLY', '2026-11-26', null]);
  });

  test('one by a meter has nothing of a calendar', () => {
    const body = bodyOf({ ...fresh, trigger: 'run_hours', every: '250,5' });
    assert.deepEqual(
      [body.rule, body.begins_on, body.due_time, body.off_days, body.every],
      [null, null, null, null, 250.5],
    );
  });

  test('a rule without words goes back as it came', () => {
    assert.equal(bodyOf({ ...fresh, rhythm: undefined, rule: 'FREQ=YEARLY;BYMONTH=3' }).rule, 'FREQ=YEARLY;BYMONTH=3');
  });

  test('limits are of numbers alone', () => {
    const check = { ...freshCheck(), instruction: 'Gap', minimum: '0,05', unit: 'mm' };
    const [number, tick] = bodyOf({ ...fresh, checklist: [{ ...check, kind: 'number' }, check] }).checklist;
    assert.deepEqual(number, {
      kind: 'number',
      instruction: 'Gap',
      required: true,
      minimum: 0.05,
      maximum: null,
      unit: 'mm',
    });
    assert.deepEqual(tick, { kind: 'check', instruction: 'Gap', required: true });
  });
});
