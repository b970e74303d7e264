/** The uptime of many stretches while sums are stale: what it is when they are not, read once a machine, with turns for others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, HOUR_MS } from '../../../src/kernel/clock.ts';
import type { StatusPeriodInput } from '../../../src/modules/timeline/index.ts';
import { onEachEngine } from '../../support/engines.ts';
import { startLoneTimeline } from './lone-timeline.ts';

const actor = systemActor('test');
const begin = Date.UTC(2024, 0, 1, 6);
const machineIds = ['mill-1', 'mill-2', 'mill-3'];

/** Uptime and stops in turn, one that lasts for weeks over the others, and one that has not ended. */
function periodsOf(machineId: string): StatusPeriodInput[] {
  const lasting = (name: string, startMs: number, endMs: number | null, up: boolean): StatusPeriodInput => ({
    id: `${machineId}-${name}`,
    machineId,
    startMs,
    endMs,
    classification: up ? 'UPTIME' : 'DOWNTIME',
    productivity: up ? null : 'productive',
    reasonText: null,
  });
  const daily = Array.from({ length: 60 }, (_, day) => {
    const startMs = begin + day * DAY_MS;
    return lasting(`day-${day}`, startMs, startMs + 5 * HOUR_MS, day % 3 > 0);
  });
  return [
    lasting('long', begin - 2 * HOUR_MS, begin + 40 * DAY_MS, true),
    ...daily,
    lasting('open', begin + 58 * DAY_MS + HOUR_MS, null, true),
  ];
}

/** Also some that are years away, and in no order. */
const stretches = machineIds
  .flatMap((machineId) =>
    Array.from({ length: 20 }, (_, at) => {
      const startMs = begin + ((at * 7) % 20) * 3 * DAY_MS + HOUR_MS;
      return { machineId, startMs, endMs: startMs + (at + 1) * 4 * HOUR_MS };
    }),
  )
  .concat({ machineId: 'mill-1', startMs: begin + 1_500 * DAY_MS, endMs: begin + 1_501 * DAY_MS });

onEachEngine('the uptime of many stretches', (under) => {
  test('is the same while sums are stale, read once for a machine, and others have turns', async () => {
    let reads = 0;
    const { timeline, makeMachines, markStale } = await startLoneTimeline(under, {
      observe: ({ sql }) => void (sql.includes('join "status_periods" as "p"') && reads++),
    });
    await makeMachines(machineIds);
    await timeline.recordPeriods(actor, machineIds.flatMap(periodsOf), { kind: 'csv', name: 'test' });
    const fresh = await timeline.listUptime(stretches);
    assert.ok(fresh.flat().length > 100);
    assert.ok(fresh.at(-1)?.[0]?.open);

    await markStale(machineIds, begin);
    reads = 0;
    let readsWithoutTurn = 0;
    let readsBefore = 0;
    let isDone = false;
    const takeTurn = () => {
      readsWithoutTurn = Math.max(readsWithoutTurn, reads - readsBefore);
      readsBefore = reads;
      if (!isDone) setImmediate(takeTurn);
    };
    setImmediate(takeTurn);
    assert.deepEqual(await timeline.listUptime(stretches), fresh);
    isDone = true;
    takeTurn();
    // one more for the stretch that is years away from the others
    assert.equal(reads, machineIds.length + 1);
    assert.ok(readsWithoutTurn <= 1, `${readsWithoutTurn} reads without a turn`);
  });
});
