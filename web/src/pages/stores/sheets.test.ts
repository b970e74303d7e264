import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LABELS_ON_SHEET, sheetsOf } from './sheets.ts';

test('labels fill sheets, behind what the first one lacks', () => {
  const labels = Array.from({ length: 25 }, (_, at) => `L${at}`);
  const sheets = sheetsOf(labels, 2);
  assert.deepEqual(
    sheets.map((sheet) => sheet.length),
    [LABELS_ON_SHEET, LABELS_ON_SHEET],
  );
  assert.deepEqual(sheets[0]?.slice(0, 3), [undefined, undefined, 'L0']);
  assert.deepEqual(sheets[1]?.slice(0, 4), ['L22', 'L23', 'L24', undefined]);
});

test('no label needs no sheet, and a whole sheet of used labels is none', () => {
  assert.deepEqual(sheetsOf([], 5), []);
  assert.equal(sheetsOf(['A'], LABELS_ON_SHEET)[0]?.[0], 'A');
});
