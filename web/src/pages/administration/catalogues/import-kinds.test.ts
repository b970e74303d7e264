import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reportOf } from './import-kinds.ts';

const refused = { line: 3, column: 'id', value: '', message: 'is missing' };

describe('what came of an import', () => {
  test('status periods and the rest are told alike', () => {
    const periods = reportOf({ dry_run: true, inserted: 2, updated: 1, unchanged: 4, refused: 1, refusals: [refused] });
    const machines = reportOf({ dry_run: true, created: 2, changed: 1, unchanged: 4, refused: 1, rejects: [refused] });
    assert.deepEqual(periods, machines);
    assert.deepEqual(periods.rejects, [refused]);
  });

  test('tickets are never changed', () => {
    assert.equal(reportOf({ dry_run: false, created: 2, unchanged: 0, refused: 0, rejects: [] }).changed, 0);
  });
});
