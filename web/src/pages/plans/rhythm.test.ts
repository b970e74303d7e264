import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rhythmOf, ruleOf } from './rhythm.ts';

describe('the rhythm of a plan', () => {
  for (const rule of [
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=10',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH',
    'FREQ=MONTHLY;INTERVAL=3',
    'FREQ=MONTHLY;BYMONTHDAY=31',
    'FREQ=MONTHLY;BYDAY=1MO',
    'FREQ=MONTHLY;INTERVAL=6;BYDAY=-1FR',
    'FREQ=YEARLY',
    'FREQ=WEEKLY;UNTIL=20271231',
  ]) {
    test(`${rule} has words, and they mean it`, () => {
      const rhythm = rhythmOf(rule);
      assert.ok(rhythm !== undefined);
      assert.equal(ruleOf(rhythm), rule);
    });
  }

  for (const rule of [
    'FREQ=YEARLY;BYMONTH=3',
    'FREQ=MONTHLY;BYMONTHDAY=1,15',
    'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1',
    'FREQ=MONTHLY;BYDAY=5MO',
    'FREQ=WEEKLY;UNTIL=20271231T120000Z',
  ]) {
    test(`${rule} has none, and is left as it is`, () => assert.equal(rhythmOf(rule), undefined));
  }

  test('days of the week stand in the order of the week', () => {
    assert.deepEqual(rhythmOf('FREQ=WEEKLY;BYDAY=TH,MO')?.weekdays, ['MO', 'TH']);
  });

  test('what belongs to another unit is not in the rule', () => {
    const monthDay = { kind: 'date', date: 4 } as const;
    assert.equal(ruleOf({ unit: 'DAILY', every: 2, weekdays: ['MO'], monthDay, until: '' }), 'FREQ=DAILY;INTERVAL=2');
  });
});
