/** A changed shift calendar: answers are exact at once, from raw periods, and stay so while sums are brought back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, HOUR_MS } from '../../../src/kernel/clock.ts';
import type { StatusPeriodInput } from '../../../src/modules/timeline/index.ts';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';

const actor = systemActor('test');
const begin = Date.UTC(2025, 9, 1, 5);
const machineIds = ['mill-1'];

/** Forty minutes of uptime and twenty of a break in each hour, for two months: what a shift holds is its length. */
const periods = Array.from({ length: 60 * 24 }, (_, hour): StatusPeriodInput[] => {
  const startMs = begin + hour * HOUR_MS;
  const common = { machineId: 'mill-1', reasonText: 'Break' } as const;
  return [
    {
      ...common,
      id: `u${hour}`,
      startMs,
      endMs: startMs + (HOUR_MS * 2) / 3,
      classification: 'UPTIME',
      productivity: 'productive',
    },
    {
      ...common,
      id: `d${hour}`,
      startMs: startMs + (HOUR_MS * 2) / 3,
      endMs: startMs + HOUR_MS,
      classification: 'DOWNTIME',
      productivity: 'unproductive',
    },
  ];
}).flat();

onEachEngine('a changed shift calendar', (under) => {
  test('counts at once for the time from its date on, and the rebuilt sums say the same', async () => {
    const { services } = await startTestApp(under, { environment: { FACTORY_TIMEZONE: 'UTC' } });
    await services.machines.ensureMachines(actor, [{ id: 'mill-1', name: 'Mill 1' }]);
    for (let at = 0; at < periods.length; at += 500) {
      await services.timeline.recordPeriods(actor, periods.slice(at, at + 500), { kind: 'csv', name: 'test' });
    }
    async function uptimeHours(fromMs: number, toMs: number): Promise<[string | null, number][]> {
      const question = { fromMs, toMs, machineIds, groupBy: 'shift' as const, withReasons: true };
      const { groups } = await services.timeline.account(question);
      return Array.from(groups, ([shift, { sums }]): [string | null, number] => {
        const uptime = [...sums.entries()].find((sum) => sum.category === 0);
        return [shift, Math.round((uptime?.durationMs ?? 0) / HOUR_MS)];
      }).sort();
    }
    const [from, to] = [Date.UTC(2025, 9, 10), Date.UTC(2025, 10, 20)];
    const before = await uptimeHours(from, to);
    assert.deepEqual(before, [
      ['DAY', (41 * 12 * 2) / 3],
      ['NIGHT', (41 * 12 * 2) / 3],
    ]);

    const shifts = [
      { code: 'EARLY', startMinute: 360, endMinute: 840 },
      { code: 'LATE', startMinute: 840, endMinute: 1320 },
    ];
    const weekly = { 1: shifts, 2: shifts, 3: shifts, 4: shifts, 5: shifts, 6: shifts, 7: shifts };
    const changedFrom = Date.UTC(2025, 9, 30);
    await services.shiftCalendars.createCalendar(
      actor,
      { placeId: null, machineId: null },
      { validFrom: '2025-10-30', weekly, note: null },
    );
    const known = await services.store
      .access<{ timeline_machines: { stale_from: number | null } }>()
      .selectFrom('timeline_machines')
      .selectAll()
      .execute();
    assert.notEqual(known[0]?.stale_from, null, 'the change has to make sums stale');

    const oldDays = (changedFrom - from) / DAY_MS;
    const newDays = (to - changedFrom) / DAY_MS;
    const expected: [string | null, number][] = [
      ['DAY', oldDays * 8],
      // the last night under the old calendar lasts until 06:00 of the new one's first day
      ['NIGHT', Math.round(((oldDays * 12 + 6) * 2) / 3)],
      ['EARLY', Math.round((newDays * 8 * 2) / 3)],
      ['LATE', Math.round((newDays * 8 * 2) / 3)],
      [null, Math.round(((newDays * 8 - 6) * 2) / 3)],
    ];
    assert.deepEqual(await uptimeHours(from, to), expected.sort());

    // an edit while sums are stale
    const edited = periods[periods.length - 2] as StatusPeriodInput;
    await services.timeline.recordPeriods(actor, [{ ...edited, reasonText: 'Changed' }], { kind: 'csv', name: 'test' });
    assert.ok((await services.timeline.rebuildStale(actor)) >= 2);
    assert.deepEqual(await uptimeHours(from, to), expected.sort());
    const [machine] = await services.store
      .access<{ timeline_machines: { stale_from: number | null } }>()
      .selectFrom('timeline_machines')
      .selectAll()
      .execute();
    assert.equal(machine?.stale_from, null);
    assert.equal(await services.timeline.rebuildStale(actor), 0);
  });

  test('that changes again before its sums are rebuilt loses no month of what is loaded meanwhile', async () => {
    const { services } = await startTestApp(under, { environment: { FACTORY_TIMEZONE: 'UTC' } });
    await services.machines.ensureMachines(actor, [{ id: 'mill-1', name: 'Mill 1' }]);
    const stop = (id: string, startMs: number): StatusPeriodInput => ({
      id,
      machineId: 'mill-1',
      startMs,
      endMs: startMs + 5 * HOUR_MS,
      classification: 'DOWNTIME',
      productivity: 'productive',
      reasonText: 'Break',
    });
    const record = (period: StatusPeriodInput) =>
      services.timeline.recordPeriods(actor, [period], { kind: 'csv', name: 'test' });
    await record(stop('october', Date.UTC(2025, 9, 10, 8)));
    const created = await services.shiftCalendars.createCalendar(
      actor,
      { placeId: null, machineId: 'mill-1' },
      { validFrom: '1970-01-01', weekly: weeklyFrom(300), note: null },
    );
    await services.shiftCalendars.changeCalendar(actor, created.id, {
      validFrom: '1970-01-01',
      weekly: weeklyFrom(420),
      note: null,
    });
    await record(stop('september', Date.UTC(2025, 8, 15, 8)));
    await services.timeline.rebuildStale(actor);
    for (const withReasons of [true, false]) {
      const range = { fromMs: Date.UTC(2025, 8, 1), toMs: Date.UTC(2025, 10, 1) };
      const { groups } = await services.timeline.account({ ...range, machineIds, withReasons });
      assert.equal(groups.get('')?.sums.totalMs(), 10 * HOUR_MS, `with reasons: ${withReasons}`);
    }
  });

  test('by shift shows no shift that lies outside the range, though its month has one', async () => {
    const { services } = await startTestApp(under, { environment: { FACTORY_TIMEZONE: 'UTC' } });
    await services.machines.ensureMachines(actor, [{ id: 'mill-1', name: 'Mill 1' }]);
    const overtime = [{ code: 'OVERTIME', startMinute: 360, endMinute: 1080 }];
    const everywhere = { placeId: null, machineId: null };
    await services.shiftCalendars.createException(actor, everywhere, {
      date: '2025-10-30',
      shifts: overtime,
      note: null,
    });
    for (let at = 0; at < periods.length; at += 500) {
      await services.timeline.recordPeriods(actor, periods.slice(at, at + 500), { kind: 'csv', name: 'test' });
    }
    const range = { fromMs: Date.UTC(2025, 9, 1, 6), toMs: Date.UTC(2025, 9, 25, 6), machineIds };
    for (const withReasons of [true, false]) {
      const { groups } = await services.timeline.account({ ...range, groupBy: 'shift', withReasons });
      assert.deepEqual([...groups.keys()].sort(), ['DAY', 'NIGHT'], `with reasons: ${withReasons}`);
    }
  });
});

/** DAY and NIGHT of twelve hours each, from this minute of the day on. */
function weeklyFrom(startMinute: number) {
  const shifts = [
    { code: 'DAY', startMinute, endMinute: startMinute + 720 },
    { code: 'NIGHT', startMinute: startMinute + 720, endMinute: startMinute },
  ];
  return { 1: shifts, 2: shifts, 3: shifts, 4: shifts, 5: shifts, 6: shifts, 7: shifts };
}
