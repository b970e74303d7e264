/** CSV files as the factory's monitor exports them, one a mill, of the simulator's periods. */
import { DAY_MS } from '../src/kernel/clock.ts';
import type { CsvSource } from '../src/modules/ingestion/index.ts';
import { factoryCalendar, type SimulatedPeriod, simulateFactory } from '../src/simulator/index.ts';

const HEADER =
  'name,id,machine_id,downtime_reason_name,end_timestamp,start_timestamp,productivity,classification,' +
  'duration_seconds,shift,day_of_week,utilisation_category';
/** What a stream of a file hands on at once. */
const CHUNK_BYTES = 65_536;
const FROM_MS = Date.UTC(2025, 0, 1);
const mills = ['mill-1', 'mill-2', 'mill-3'];

export interface CsvFile {
  readonly name: string;
  readonly rows: number;
  readonly bytes: Buffer;
}

/** At least `rows` closed periods in all, of three mills that work the factory's shifts. */
export function simulatedCsv(rows: number): CsvFile[] {
  for (let days = 60; ; days *= 2) {
    const perMill = Math.ceil(rows / mills.length);
    const files = mills.map((mill) => fileOf(mill, days, perMill));
    if (files.every((file) => file.rows === perMill)) return files;
  }
}

function fileOf(mill: string, days: number, rowsMax: number): CsvFile {
  const lines = [HEADER];
  const periods = simulateFactory({
    seed: mill,
    machines: [mill],
    fromMs: FROM_MS,
    toMs: FROM_MS + days * DAY_MS,
    zone: 'Europe/London',
    calendar: factoryCalendar,
  });
  for (const period of periods) {
    if (period.endMs === null) continue;
    if (lines.length > rowsMax) break;
    lines.push(lineOf(period, period.endMs));
  }
  return { name: `${mill}.csv`, rows: lines.length - 1, bytes: Buffer.from(`${lines.join('\n')}\n`) };
}

function lineOf(period: SimulatedPeriod, endMs: number): string {
  const productivity = period.productivity ?? '';
  return [
    period.machineId,
    period.id,
    period.machineId,
    period.reasonText ?? '',
    stamp(endMs),
    stamp(period.startMs),
    productivity,
    period.classification,
    (endMs - period.startMs) / 1_000,
    'DAY',
    'MONDAY',
    `${productivity.toUpperCase()} ${period.classification}`,
  ].join();
}

/** `2025-05-05 15:00:00.123000+00:00` */
function stamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1).replace('T', ' ')}000+00:00`;
}

export function toSource({ name, bytes }: CsvFile): CsvSource {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
  }
  return { name, bytes: chunks() };
}
