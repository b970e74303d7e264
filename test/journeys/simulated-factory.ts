/** A made-up factory as CSV files in the real form, one file a machine, for journeys that need no real data. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { factoryCalendar, simulateFactory } from '../../src/simulator/index.ts';

const columns =
  'name,id,machine_id,downtime_reason_name,end_timestamp,start_timestamp,productivity,classification,duration_seconds';

export interface SimulatedFile {
  readonly path: string;
  readonly machineId: string;
  readonly rows: number;
}

/** @param days from 2025-05-05, at some 100 rows a day and machine */
export function writeSimulatedFactory(folder: string, machines: readonly string[], days: number): SimulatedFile[] {
  const fromMs = Date.UTC(2025, 4, 5);
  const periods = [
    ...simulateFactory({
      seed: 7,
      machines,
      fromMs,
      toMs: fromMs + days * 86_400_000,
      zone: 'Europe/London',
      calendar: factoryCalendar,
    }),
  ];
  return machines.map((machineId) => {
    const own = periods.filter((period) => period.machineId === machineId && period.endMs !== null);
    const lines = own.map((period) =>
      [
        `Mill ${machineId}`,
        period.id,
        machineId,
        period.reasonText ?? '',
        timestamp(period.endMs ?? 0),
        timestamp(period.startMs),
        period.productivity ?? '',
        period.classification,
        ((period.endMs ?? 0) - period.startMs) / 1_000,
      ].join(','),
    );
    const path = join(folder, `${machineId}.csv`);
    writeFileSync(path, [columns, ...lines].join('\n'));
    return { path, machineId, rows: own.length };
  });
}

function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '+00:00');
}
