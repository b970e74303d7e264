/** Three weeks of two mills, and of the real one a month: the long tier has all of it. */
import { test } from 'node:test';
import { DAY_MS } from '../../../src/kernel/clock.ts';
import { onEachEngine } from '../../support/engines.ts';
import { readRealPeriods, realDataMissing } from '../../support/real-data.ts';
import { compareDisturbed } from './disturbed.ts';
import { MACHINE, OTHER, periodsOf } from './fourjaw-fixture.ts';
import { pollForHours } from './polled-hours.ts';
import { asTold } from './real-truth.ts';

onEachEngine('a back-fill while FourJaw fails half of all requests', (under) => {
  test('leaves the periods and sums of one that nothing disturbed', async () => {
    const startMs = Date.parse('2025-05-05T05:00:00Z');
    const truth = [MACHINE, OTHER].flatMap((id) => periodsOf(id, startMs, 250));
    await compareDisturbed(under, truth, { pageSize: 40 });
  });

  test('does so with a month of a real machine', { skip: realDataMissing }, async () => {
    const all = readRealPeriods();
    const endMs = Math.min(...all.map((period) => period.startMs)) + 30 * DAY_MS;
    const machineId = all[0]?.machineId;
    const month = all.filter((period) => period.machineId === machineId && period.startMs < endMs);
    await compareDisturbed(under, month.map(asTold), { pageSize: 200 });
  });
});

onEachEngine('polling while FourJaw fails half of all requests', (under) => {
  test('has stored in the end what FourJaw would tell of those hours', () => pollForHours(under, 2));
});
