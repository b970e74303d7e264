import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { copyToWorkingDays, emptyWeek, nextShift, shiftsText } from './pattern.ts';

const early = { code: 'EARLY', start: '06:00', end: '14:00' };

describe('a weekly pattern', () => {
  test('the next shift begins where the last one ends, and is as long', () => {
    assert.deepEqual(nextShift([early]), { code: '', start: '14:00', end: '22:00' });
    assert.deepEqual(nextShift([{ code: 'LATE', start: '18:00', end: '06:00' }]), {
      code: '',
      start: '06:00',
      end: '18:00',
    });
    assert.deepEqual(nextShift([{ code: 'N', start: '20:00', end: '04:30' }]).end, '13:00');
  });

  test('a day is copied to the working week and leaves the weekend', () => {
    const week = copyToWorkingDays({ ...emptyWeek, monday: [early] }, 'monday');
    assert.deepEqual([week.friday, week.saturday], [[early], []]);
  });

  test('shifts in words', () => assert.equal(shiftsText([early]), 'EARLY 06:00–14:00'));
});
