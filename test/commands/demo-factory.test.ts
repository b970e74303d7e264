import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { createMills, recordHistory, simulateHistory } from '../../src/commands/demo-factory.ts';
import { systemActor } from '../../src/kernel/access.ts';
import { DAY_MS, HOUR_MS } from '../../src/kernel/clock.ts';
import { createMachines } from '../../src/modules/machines/index.ts';
import { createTimeline, type StatusPeriodInput } from '../../src/modules/timeline/index.ts';
import { createShiftSlices } from '../../src/modules/timeline/shifts/shift-slices.ts';
import { createStore } from '../../src/platform/outbox/index.ts';
import { factoryCalendar, simulateFactory } from '../../src/simulator/index.ts';
import { dayAndNight } from '../support/calendars.ts';
import { TestClock } from '../support/clock.ts';
import { type EngineUnderTest, onEachEngine } from '../support/engines.ts';

const zone = 'Europe/London';
const actor = systemActor('demo');
const startMs = Date.parse('2026-03-02T00:00:00Z');

async function openFactory(under: EngineUnderTest) {
  const { database } = await under.createDatabase();
  const clock = new TestClock();
  const store = createStore(database, clock);
  const log = pino({ level: 'silent' });
  const machines = createMachines({ store, clock, log });
  const calendarsOf = async (_: unknown, ids: readonly string[]) => new Map(ids.map((id) => [id, dayAndNight]));
  const timeline = createTimeline({ store, log, slices: createShiftSlices(zone), calendarsOf });
  await createMills(machines, actor);
  const recordTo = (recordedToMs: number, toMs: number) => {
    const history = { seed: 1, fromMs: startMs, recordedToMs, toMs, zone };
    return recordHistory(timeline, actor, history, simulateHistory(history), () => {});
  };
  const simulatedTo = (toMs: number) => [
    ...simulateFactory({
      seed: 1,
      machines: ['demo-mill-1', 'demo-mill-2', 'demo-mill-3'],
      fromMs: startMs,
      toMs,
      zone,
      calendar: factoryCalendar,
      improvesFromMs: startMs,
    }),
  ];
  /** How many of these periods are stored word for word. */
  async function countStored(periods: readonly StatusPeriodInput[]): Promise<number> {
    let stored = 0;
    for (let at = 0; at < periods.length; at += 500) {
      stored += (await timeline.comparePeriods(periods.slice(at, at + 500))).unchanged;
    }
    return stored;
  }
  return { machines, recordTo, simulatedTo, countStored };
}

onEachEngine("the demo's factory", (under) => {
  test('has three mills at one line, made once, and keeps what people have changed', async () => {
    const { machines } = await openFactory(under);
    await machines.changeMachine(actor, 'demo-mill-2', { name: 'The loud one' });
    await createMills(machines, actor);
    const mills = await machines.listAllMachines();
    assert.deepEqual(mills.map(({ name }) => name).sort(), ['Mill 1', 'Mill 3', 'The loud one']);
    const places = await machines.listPlaces();
    assert.deepEqual(places.map(({ level }) => level).sort(), ['area', 'line', 'site']);
    const line = places.find(({ level }) => level === 'line');
    assert.deepEqual(new Set(mills.map(({ placeId }) => placeId)), new Set([line?.id]));
  });

  test('is recorded as it was simulated, and recording it again changes nothing', async () => {
    const { recordTo, simulatedTo, countStored } = await openFactory(under);
    const toMs = startMs + 4 * DAY_MS + 9 * HOUR_MS;
    const recorded = await recordTo(startMs, toMs);
    const expected = simulatedTo(toMs);
    assert.equal(recorded, expected.length);
    assert.equal(await countStored(expected), expected.length);
    await recordTo(startMs, toMs);
    assert.equal(await countStored(expected), expected.length);
  });

  test('goes on where it stopped: the same in the end as if it had been recorded at once', async () => {
    const { recordTo, simulatedTo, countStored } = await openFactory(under);
    const stops = [startMs, startMs + 3 * DAY_MS, startMs + 3 * DAY_MS + HOUR_MS, startMs + 20 * DAY_MS + 1];
    for (const [at, toMs] of stops.slice(1).entries()) await recordTo(stops[at] ?? startMs, toMs);
    const expected = simulatedTo(stops.at(-1) ?? startMs);
    assert.equal(await countStored(expected), expected.length);
  });
});
