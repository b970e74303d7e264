/** The long tier of failing requests: the whole three months of the real mills. */
import { test } from 'node:test';
import { onEachEngine } from '../../support/engines.ts';
import { readRealPeriods, realDataMissing } from '../../support/real-data.ts';
import { compareDisturbed } from './disturbed.ts';
import { asTold } from './real-truth.ts';

onEachEngine('a back-fill of three months while FourJaw fails half of all requests', (under) => {
  test('leaves the periods and sums of one that nothing disturbed', {
    skip: realDataMissing,
    timeout: 600_000,
  }, async () => {
    await compareDisturbed(under, readRealPeriods().map(asTold), { pageSize: 100 });
  });
});
