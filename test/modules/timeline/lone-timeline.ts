/** The timeline with nothing beside it but machines, all on the factory's usual shifts: what tests of its reads share. */
import { pino } from 'pino';
import { systemActor } from '../../../src/kernel/access.ts';
import { createMachines } from '../../../src/modules/machines/index.ts';
import { markRollupsStaleWithin } from '../../../src/modules/timeline/accounting/rollups.service.ts';
import { createTimeline, type Timeline } from '../../../src/modules/timeline/index.ts';
import { createShiftSlices } from '../../../src/modules/timeline/shifts/shift-slices.ts';
import { type Database, openDatabase, type QueryObserver } from '../../../src/platform/database/index.ts';
import { createStore } from '../../../src/platform/outbox/index.ts';
import { dayAndNight } from '../../support/calendars.ts';
import { TestClock } from '../../support/clock.ts';
import { addressOf, type EngineUnderTest } from '../../support/engines.ts';

const actor = systemActor('test');

export interface LoneTimeline {
  readonly database: Database;
  readonly timeline: Timeline;
  /** Named like their ids. */
  makeMachines(ids: readonly string[]): Promise<void>;
  /** As a changed calendar does: what there is from then on is to be summed anew. */
  markStale(machineIds: readonly string[], fromMs: number): Promise<void>;
}

/** @param observe told of each statement */
export async function startLoneTimeline(
  under: EngineUnderTest,
  { zone = 'UTC', observe = () => {} }: { readonly zone?: string; readonly observe?: QueryObserver },
): Promise<LoneTimeline> {
  const database = await openDatabase({ address: addressOf(await under.createDatabaseUrl()), observe });
  under.atEnd(() => database.close());
  const clock = new TestClock();
  const store = createStore(database, clock);
  const log = pino({ level: 'silent' });
  const slices = createShiftSlices(zone);
  const calendarsOf = async (_: unknown, ids: readonly string[]) => new Map(ids.map((id) => [id, dayAndNight]));
  const machines = createMachines({ store, clock, log });
  return {
    database,
    timeline: createTimeline({ store, log, slices, calendarsOf }),
    async makeMachines(ids) {
      await machines.ensureMachines(
        actor,
        ids.map((id) => ({ id, name: id })),
      );
    },
    async markStale(machineIds, fromMs) {
      const calendars = await calendarsOf(undefined, machineIds);
      await store.transact(actor, (tx) => markRollupsStaleWithin(tx, slices, calendars, fromMs));
    },
  };
}
