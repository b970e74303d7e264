/**
 * Status periods that a source tells of by itself, a window of a machine at a time: read by the rules of a file's rows
 * (`period-cells.ts`), recorded as those are, and in force instead of what the source told of the window before.
 *
 * Repeating a window changes nothing. A machine that nobody has made yet is made with the first period of it.
 */
import type { Actor } from '../../kernel/access.ts';
import { chunksOf } from '../../platform/database/index.ts';
import type { Machines } from '../machines/index.ts';
import type { PeriodSource, StatusPeriodInput, Timeline, ToldWindow } from '../timeline/index.ts';
import { type Patience, withPatience } from './patience.ts';

/** Whatever is in neither was there already, word for word. */
export interface ToldPeriodIds {
  readonly insertedIds: ReadonlySet<string>;
  /** Among them those that were told of earlier and have been cut off. */
  readonly updatedIds: ReadonlySet<string>;
}

export interface ToldPeriods {
  /**
   * On disk when it returns. Several hundred periods are several transactions; after a failure some may be recorded, and
   * repeating the call completes them.
   * @param periods all that the source tells of the window, some of it may have begun before
   * @throws database-busy, database-unavailable
   */
  recordToldPeriods(
    actor: Actor,
    window: ToldWindow,
    periods: readonly StatusPeriodInput[],
    source: PeriodSource,
    patience?: Patience,
  ): Promise<ToldPeriodIds>;
  /** When the first period that has not ended began, of each machine that has one. */
  findOpenSince(machineIds: readonly string[], nowMs: number): Promise<ReadonlyMap<string, number>>;
}

export interface ToldPeriodsDependencies {
  readonly machines: Pick<Machines, 'ensureMachines'>;
  readonly timeline: Pick<Timeline, 'recordPeriods' | 'recordWindow' | 'openSince'>;
}

export function createToldPeriods({ machines, timeline }: ToldPeriodsDependencies): ToldPeriods {
  /** Machines that are there: none is ever deleted. */
  const ensured = new Set<string>();
  return {
    async recordToldPeriods(actor, window, periods, source, patience = {}) {
      const machineIds = new Set(periods.map((period) => period.machineId));
      const unseen = [...machineIds].filter((id) => !ensured.has(id)).map((id) => ({ id, name: id }));
      if (unseen.length > 0) await withPatience(() => machines.ensureMachines(actor, unseen), patience);
      for (const { id } of unseen) ensured.add(id);
      const insertedIds = new Set<string>();
      const updatedIds = new Set<string>();
      const inOrder = periods.toSorted((a, b) => a.startMs - b.startMs);
      const chunks = [...chunksOf(inOrder)];
      // the last transaction sees all of them, so that it can tell what they replace
      for (const chunk of chunks.slice(0, -1)) {
        const { insertedIds: made, updatedIds: changed } = await withPatience(
          () => timeline.recordPeriods(actor, chunk, source),
          patience,
        );
        for (const id of made) insertedIds.add(id);
        for (const id of changed) updatedIds.add(id);
      }
      const last = await withPatience(() => timeline.recordWindow(actor, window, inOrder, source), patience);
      for (const id of last.insertedIds) insertedIds.add(id);
      for (const id of last.updatedIds) updatedIds.add(id);
      return { insertedIds, updatedIds };
    },
    findOpenSince: (machineIds, nowMs) => timeline.openSince(machineIds, nowMs),
  };
}
