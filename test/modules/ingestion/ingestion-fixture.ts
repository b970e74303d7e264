/** What the tests of ingestion share: the module on a database of its own, and CSV as text. */
import { pino } from 'pino';
import { type Actor, systemActor } from '../../../src/kernel/access.ts';
import { type CsvSource, createIngestion, type Ingestion } from '../../../src/modules/ingestion/index.ts';
import { createMachines, type Machines } from '../../../src/modules/machines/index.ts';
import { createTimeline, type Timeline } from '../../../src/modules/timeline/index.ts';
import { createShiftSlices } from '../../../src/modules/timeline/shifts/shift-slices.ts';
import type { Database } from '../../../src/platform/database/index.ts';
import { createStore, type OutboxTables, type Store } from '../../../src/platform/outbox/index.ts';
import { dayAndNight } from '../../support/calendars.ts';
import { TestClock } from '../../support/clock.ts';

export const columns =
  'name,id,machine_id,downtime_reason_name,end_timestamp,start_timestamp,productivity,classification,duration_seconds,shift,day_of_week,utilisation_category';

export interface LoadedFactory {
  readonly store: Store;
  readonly machines: Machines;
  readonly timeline: Timeline;
  readonly ingestion: Ingestion;
}

export function factoryOn(database: Database, clock = new TestClock()): LoadedFactory {
  const store = createStore(database, clock);
  const log = pino({ level: 'silent' });
  const machines = createMachines({ store, clock, log });
  const timeline = createTimeline({
    store,
    log,
    slices: createShiftSlices('Europe/London'),
    calendarsOf: async (_access, machineIds) => new Map(machineIds.map((id) => [id, dayAndNight])),
  });
  return { store, machines, timeline, ingestion: createIngestion({ store, clock, log, machines, timeline }) };
}

export const loader: Actor = systemActor('load');

/** A line of the real form, ten minutes long, `at` times ten minutes after the start of 2025-05-05. */
export function row(at: number, changes: Record<string, string> = {}): string {
  const instant = (ms: number) => new Date(ms).toISOString().replace('T', ' ').replace('.000Z', '+00:00');
  const startMs = Date.UTC(2025, 4, 5) + at * 600_000;
  const values: Record<string, string> = {
    name: 'Mill 1',
    id: at.toString(16).padStart(24, '0'),
    machine_id: 'mill-1',
    downtime_reason_name: 'Coil Change',
    end_timestamp: instant(startMs + 600_000),
    start_timestamp: instant(startMs),
    productivity: 'unproductive',
    classification: 'DOWNTIME',
    duration_seconds: '600.0',
    shift: 'DAY',
    day_of_week: 'MONDAY',
    utilisation_category: 'UNPRODUCTIVE DOWNTIME',
    ...changes,
  };
  return columns
    .split(',')
    .map((name) => values[name] ?? '')
    .join(',');
}

export function rows(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, at) => row(from + at));
}

/** A file of these lines, which comes in pieces. */
export function csv(lines: readonly string[], name = 'test.csv', header = columns): CsvSource {
  const text = [header, ...lines].join('\n');
  return { name, bytes: piecesOf(Buffer.from(text)) };
}

export async function* piecesOf(bytes: Uint8Array, size = 4_096): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function listEvents(store: Store, type: string): Promise<Record<string, unknown>[]> {
  const events = await store
    .access<OutboxTables>()
    .selectFrom('events')
    .select('data')
    .where('type', '=', `com.milldash.${type}`)
    .orderBy('sequence')
    .execute();
  return events.map(({ data }) => JSON.parse(data) as Record<string, unknown>);
}

/** Every stored period, for comparing what two loads left behind. */
export async function listPeriods(database: Database): Promise<unknown[]> {
  return database.kysely
    .selectFrom('status_periods')
    .select(['id', 'machine_id', 'started_at', 'ended_at', 'classification', 'productivity', 'reason_text', 'revision'])
    .orderBy('id')
    .execute();
}

/** Every sum, likewise. */
export async function listTotals(database: Database): Promise<unknown[]> {
  return database.kysely.selectFrom('shift_totals').selectAll().orderBy('machine_id').orderBy('slice_start').execute();
}
