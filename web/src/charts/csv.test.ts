import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvOf } from './csv.ts';

test('numbers are plain and say in the heading what they are in; what is not known is empty', () => {
  const csv = csvOf({
    columns: [
      { title: 'Day' },
      { title: 'OEE', unit: { kind: 'percent' } },
      { title: 'Down', unit: { kind: 'hours' } },
      { title: 'Mean', unit: { kind: 'duration' } },
      { title: 'Lost', unit: { kind: 'money', currency: 'GBP' } },
      { title: 'Stops', unit: { kind: 'count' } },
    ],
    rows: [
      ['2026-11-26', 61.5, 5_400, 90, 1_234.5, 12],
      ['2026-11-27', null, 0, null, null, 0],
    ],
  });
  assert.equal(
    csv,
    '\uFEFFDay,OEE (%),Down (h),Mean (h),Lost (GBP),Stops\r\n' +
      '2026-11-26,61.5,1.5,0.025,1234.5,12\r\n' +
      '2026-11-27,,0,,,0\r\n',
  );
});

test('quotes, commas and line breaks are kept, and nothing is run as a formula but a negative number stays one', () => {
  const csv = csvOf({
    columns: [{ title: 'Reason, "raw"' }, { title: 'Change', unit: { kind: 'count' } }],
    rows: [
      ['=cmd()', -5],
      ['two\nlines', 0.1 + 0.2],
    ],
  });
  assert.equal(csv, '\uFEFF"Reason, ""raw""",Change\r\n\'=cmd(),-5\r\n"two\nlines",0.3\r\n');
});
