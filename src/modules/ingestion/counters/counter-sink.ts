/** Values of counters of a batch → cuts, and how far each counter is: both commit, so what was counted is counted once. */
import { CUT_COUNT_MAX, type NewCut, type Production } from '../../production/index.ts';
import { inOrder } from '../signals/order.rules.ts';
import type { Outcome, SignalSink } from '../signals/signals.types.ts';
import type { IngestionTables, MachineCountersTable } from '../tables.ts';
import { stepCounter } from './counter-line.rules.ts';
import { COUNTERS_PER_MACHINE_MAX, type CounterPoint } from './counters.types.ts';
import { holdCounters, writeCounters } from './machine-counters.repository.ts';

export function createCounterSink(production: Pick<Production, 'recordCutsWithin'>): SignalSink<CounterPoint> {
  return {
    async storeWithin(tx, points, { rolloverAt }) {
      const access = tx.access<IngestionTables>();
      const byMachine = Map.groupBy(
        points.map((one, at) => ({ ...one, at })),
        ({ point }) => point.machineId,
      );
      const kept = await holdCounters(access, tx.engine, [...byMachine.keys()]);
      const outcomes: Outcome[] = points.map(() => 'repeated');
      const rows: MachineCountersTable[] = [];
      const bySource = new Map<string, NewCut[]>();
      for (const [machineId, ofMachine] of byMachine) {
        const known = kept.get(machineId) ?? new Map();
        const changed = new Set<string>();
        const sorted = inOrder(
          ofMachine,
          ({ point }) => point,
          ({ point: { counter } }) => ({ key: counter, last: known.get(counter) }),
        );
        for (const { at, point, source } of sorted) {
          const { counter } = point;
          const before = known.get(counter);
          if (before === undefined && known.size >= COUNTERS_PER_MACHINE_MAX) {
            outcomes[at] = { fault: `The machine has ${COUNTERS_PER_MACHINE_MAX} counters already.` };
            continue;
          }
          const step = stepCounter(before, point, rolloverAt);
          if (step === undefined) continue;
          const { line, atMs, pieces } = step;
          // one more than is stored, however often it moves in this batch
          const revision = changed.has(counter) ? (before?.revision ?? 1) : (before?.revision ?? 0) + 1;
          known.set(counter, { ...line, revision });
          changed.add(counter);
          if (pieces > CUT_COUNT_MAX) {
            const fault = `It has grown by ${pieces}, more than ${CUT_COUNT_MAX} at once: it is counted on from here.`;
            outcomes[at] = { fault };
            continue;
          }
          outcomes[at] = 'stored';
          if (pieces === 0) continue;
          const cuts = bySource.get(source) ?? [];
          cuts.push({ machineId, occurredAt: atMs, count: pieces });
          bySource.set(source, cuts);
        }
        for (const counter of changed) {
          const line = known.get(counter);
          if (line === undefined) continue;
          const { value, lastAt, lastSequence, revision } = line;
          rows.push({
            machine_id: machineId,
            counter,
            value,
            last_at: lastAt,
            last_sequence: lastSequence,
            revision,
          });
        }
      }
      await writeCounters(access, tx.engine, rows);
      for (const [source, cuts] of bySource) await production.recordCutsWithin(tx, cuts, source);
      return outcomes;
    },
  };
}
