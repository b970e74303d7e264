/** The long tier of failing requests: the whole three months of the real mills, and a day of polling. */
import { test } from 'node:test';
import { onEachEngine } from '../../support/engines.ts';
import { readRealPeriods, realDataMissing } from '../../support/real-data.ts';
import { compareDisturbed } from './disturbed.ts';
import { pollForHours } from './polled-hours.ts';
import { asTold } from './real-truth.ts';

onEachEngine('a back-fill of three months while FourJaw fails half of all requests', (under) => {
  test('leaves the periods and sums of one that nothing disturbed', {
    skip: realDataMissing,
    timeout: 600_000,
  }, async () => {
    await compareDisturbed(under, readRealPeriods().map(asTold), { pageSize: 100 });
  });
});

onEachEngine('polling for a day while FourJaw fails half of all requests', (under) => {
  test('has stored in the end what FourJaw would tell of that day', { timeout: 600_000 }, () =>
    pollForHours(under, 24),
  );
});
