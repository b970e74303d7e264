import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShiftCalendar } from './shift-instances.rules.ts';
import { createShiftSlices } from './shift-slices.ts';

test('an instant of the first century leaves alone what is placed in the same month of the twentieth', () => {
  const calendar: ShiftCalendar = { key: 'none', versions: [], exceptions: new Map() };
  const slices = createShiftSlices('Europe/London');
  assert.equal(slices.at(calendar, Date.parse('0099-12-29T12:00:00Z')).productionDay, '0099-12-29');
  assert.equal(slices.at(calendar, Date.parse('1999-12-15T12:00:00Z')).productionDay, '1999-12-15');
});
