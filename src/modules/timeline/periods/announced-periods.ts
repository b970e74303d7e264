/** What others are told of recorded periods. */
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import { type Change, countsOf, touchedBy } from './period-changes.ts';

export interface PeriodSource {
  readonly kind: 'csv' | 'upload' | 'simulator' | 'fourjaw' | 'mqtt' | 'predecessor' | 'person';
  readonly name: string;
}

/**
 * One event and one audit entry a machine, however many periods: a load of a million rows must not flood either log.
 *
 * The range is all the time that may look different now: also what a period covered before, and on the machine that it
 * was taken from.
 */
export function announcePeriods(tx: Transaction, changes: readonly Change[], source: PeriodSource): void {
  const changesOf = Map.groupBy(changes, ({ period }) => period.machineId);
  for (const [machineId, ranges] of Map.groupBy(changes.flatMap(touchedBy), (range) => range.machineId)) {
    const ofMachine = changesOf.get(machineId) ?? [];
    const counts = countsOf(ofMachine.length, ofMachine);
    const endMs = Math.max(...ranges.map((range) => range.endMs));
    const data = {
      machine_id: machineId,
      inserted: counts.inserted,
      updated: counts.updated,
      /** Periods that another machine has now. */
      removed: changes.filter(
        ({ before, period }) => before?.machine_id === machineId && period.machineId !== machineId,
      ).length,
      start_time: formatInstant(Math.min(...ranges.map((range) => range.startMs))),
      end_time: formatOptionalInstant(endMs === Number.POSITIVE_INFINITY ? null : endMs),
      source: source.kind,
    };
    tx.emit({ type: 'com.milldash.timeline.periods-recorded', subject: `machines/${machineId}`, data });
    // machines report by the hundred: their periods say themselves when and by what they were recorded; what a person
    // has said of a stop has an entry of its own
    if (source.kind === 'mqtt' || source.kind === 'person') continue;
    tx.audit({
      action: 'timeline.periods-recorded',
      entityType: 'machine',
      entityId: machineId,
      after: { ...data, source: `${source.kind}:${source.name}` },
    });
  }
}
