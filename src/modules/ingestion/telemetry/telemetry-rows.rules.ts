/** Points of a batch → one row a name, and one a name and slot of time. Pure. */
import type { TelemetrySamplesTable, TelemetryValuesTable } from '../tables.ts';
import type { TelemetryPoint } from './telemetry.types.ts';

export interface TelemetryRows {
  readonly values: readonly TelemetryValuesTable[];
  readonly samples: readonly TelemetrySamplesTable[];
}

/**
 * In the order of machine, name and slot, so that two who write wait for each other.
 *
 * @param isKept whether a machine's name is kept
 * @param isNew whether nothing is known of it yet: then the latest is what there is, also from before
 */
export function telemetryRows(
  points: readonly TelemetryPoint[],
  slotMs: number,
  isKept: (machineId: string, name: string) => boolean,
  isNew: (machineId: string, name: string) => boolean = () => false,
): TelemetryRows {
  const values = new Map<string, TelemetryValuesTable>();
  const samples = new Map<string, TelemetrySamplesTable>();
  for (const { machineId, occurredAt, isHistorical = false, values: named } of points) {
    const slotStart = Math.floor(occurredAt / slotMs) * slotMs;
    for (const [name, value] of Object.entries(named)) {
      if (!isKept(machineId, name)) continue;
      const key = `${machineId} ${name}`;
      const known = values.get(key);
      const isLive = !isHistorical || isNew(machineId, name);
      if (isLive && (known === undefined || occurredAt >= known.occurred_at)) {
        values.set(key, { machine_id: machineId, name, occurred_at: occurredAt, value });
      }
      const slotKey = `${key} ${slotStart}`;
      const sample = samples.get(slotKey);
      const isNewest = sample === undefined || occurredAt >= sample.occurred_at;
      samples.set(slotKey, {
        machine_id: machineId,
        name,
        slot_start: slotStart,
        occurred_at: isNewest ? occurredAt : sample.occurred_at,
        value: isNewest ? value : sample.value,
        least: Math.min(value, sample?.least ?? value),
        greatest: Math.max(value, sample?.greatest ?? value),
      });
    }
  }
  return { values: inKeyOrder(values), samples: inKeyOrder(samples) };
}

function inKeyOrder<Row>(rows: ReadonlyMap<string, Row>): Row[] {
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
