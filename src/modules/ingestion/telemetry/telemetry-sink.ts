/** Numbers of a batch → the latest of each name, and its history. No event: they come by the thousand, and screens ask. */
import { HOUR_MS } from '../../../kernel/clock.ts';
import type { Outcome, SignalSink } from '../signals/signals.types.ts';
import type { IngestionTables } from '../tables.ts';
import { findNames, writeSamples, writeValues } from './telemetry.repository.ts';
import type { TelemetryPoint } from './telemetry.types.ts';
import { telemetryRows } from './telemetry-rows.rules.ts';

/** A machine with too many names is complained of as often: a letter for each of its points would push out all others. */
const COMPLAIN_EVERY_MS = HOUR_MS;

const LISTED_MAX = 5;

/** With the verb. */
function listed(names: readonly string[]): string {
  const [shown, more] = [names.slice(0, LISTED_MAX).join(', '), names.length - LISTED_MAX];
  if (more > 0) return `${shown} and ${more} more are`;
  return names.length === 1 ? `${shown} is` : `${shown} are`;
}

export function createTelemetrySink(): SignalSink<TelemetryPoint> {
  const complainedAt = new Map<string, number>();

  function isToBeTold(machineId: string, nowMs: number): boolean {
    if (nowMs - (complainedAt.get(machineId) ?? Number.NEGATIVE_INFINITY) < COMPLAIN_EVERY_MS) return false;
    complainedAt.set(machineId, nowMs);
    return true;
  }

  return {
    async storeWithin(tx, points, { telemetry: { namesMax, slotMs } }) {
      const access = tx.access<IngestionTables>();
      const machineIds = [...new Set(points.map(({ point }) => point.machineId))];
      const names = await findNames(access, tx.engine, machineIds);
      const added = new Set<string>();
      const outcomes = points.map(({ point: { machineId, values } }): Outcome => {
        const known = names.get(machineId) ?? new Set();
        const surplus: string[] = [];
        for (const name of Object.keys(values)) {
          if (known.has(name)) continue;
          if (known.size >= namesMax) {
            surplus.push(name);
            continue;
          }
          known.add(name);
          added.add(`${machineId} ${name}`);
        }
        if (surplus.length === 0) return 'stored';
        if (!isToBeTold(machineId, tx.recordedAt)) return 'repeated';
        return { fault: `The machine has ${namesMax} names already, so ${listed(surplus)} not kept.` };
      });
      const rows = telemetryRows(
        points.map(({ point }) => point),
        slotMs,
        (machineId, name) => names.get(machineId)?.has(name) === true,
        (machineId, name) => added.has(`${machineId} ${name}`),
      );
      await writeValues(access, tx.engine, rows.values);
      await writeSamples(access, tx.engine, rows.samples);
      return outcomes;
    },
  };
}
