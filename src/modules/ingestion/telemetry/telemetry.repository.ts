/** Reads and writes of the tables `telemetry_values` and `telemetry_samples`. */
import { setImmediate } from 'node:timers/promises';
import { type SqlBool, sql } from 'kysely';
import {
  chunksOf,
  compiledOnce,
  type Engine,
  isAnyOf,
  jsonRows,
  type SlotOf,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { IngestionTables, TelemetrySamplesTable, TelemetryValuesTable } from '../tables.ts';
import type { LatestValue, Sample } from './telemetry.types.ts';

type Access = TableAccess<IngestionTables>;

const names = compiledOnce((access: Access, slot: SlotOf<{ readonly machineIds: readonly string[] }>, engine: Engine) =>
  access
    .selectFrom('telemetry_values')
    .select(['machine_id', 'name'])
    .where(isAnyOf(engine, 'machine_id', slot('machineIds'))),
);

/** The names of each machine; machines without any have an empty set. */
export async function findNames(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
): Promise<Map<string, Set<string>>> {
  const byMachine = new Map(machineIds.map((id) => [id, new Set<string>()]));
  for (const { machine_id, name } of await names(access, { machineIds }, engine)) byMachine.get(machine_id)?.add(name);
  return byMachine;
}

const valueColumns = {
  machine_id: 'text',
  name: 'text',
  occurred_at: 'integer',
  value: 'real',
} as const satisfies Record<keyof TelemetryValuesTable, string>;

const moveValues = compiledOnce(
  (access: Access, slot: SlotOf<{ readonly rows: readonly TelemetryValuesTable[] }>, engine: Engine) =>
    access
      .insertInto('telemetry_values')
      .columns(Object.keys(valueColumns) as (keyof TelemetryValuesTable)[])
      .expression(jsonRows(engine, slot('rows'), valueColumns))
      .onConflict((conflict) =>
        conflict
          .columns(['machine_id', 'name'])
          .doUpdateSet((eb) => ({ occurred_at: eb.ref('excluded.occurred_at'), value: eb.ref('excluded.value') }))
          .where(sql<SqlBool>`excluded.occurred_at >= telemetry_values.occurred_at`),
      ),
);

/** Moves the latest value of each name forward, never back. @param rows one a machine and name, in this order */
export async function writeValues(
  access: Access,
  engine: Engine,
  rows: readonly TelemetryValuesTable[],
): Promise<void> {
  for (const chunk of chunksOf(rows)) await moveValues(access, { rows: chunk }, engine);
}

const sampleColumns = {
  machine_id: 'text',
  name: 'text',
  slot_start: 'integer',
  occurred_at: 'integer',
  value: 'real',
  least: 'real',
  greatest: 'real',
} as const satisfies Record<keyof TelemetrySamplesTable, string>;

const isNewer = sql`excluded.occurred_at >= telemetry_samples.occurred_at`;
const newer = <Type>(column: 'occurred_at' | 'value') =>
  sql<Type>`case when ${isNewer} then excluded.${sql.ref(column)} else telemetry_samples.${sql.ref(column)} end`;
const chosen = (column: 'least' | 'greatest', operator: '<' | '>') =>
  sql<number>`case when excluded.${sql.ref(column)} ${sql.raw(operator)} telemetry_samples.${sql.ref(column)}
    then excluded.${sql.ref(column)} else telemetry_samples.${sql.ref(column)} end`;

const mergeSamples = compiledOnce(
  (access: Access, slot: SlotOf<{ readonly rows: readonly TelemetrySamplesTable[] }>, engine: Engine) =>
    access
      .insertInto('telemetry_samples')
      .columns(Object.keys(sampleColumns) as (keyof TelemetrySamplesTable)[])
      .expression(jsonRows(engine, slot('rows'), sampleColumns))
      .onConflict((conflict) =>
        conflict.columns(['machine_id', 'name', 'slot_start']).doUpdateSet({
          occurred_at: newer<number>('occurred_at'),
          value: newer<number>('value'),
          least: chosen('least', '<'),
          greatest: chosen('greatest', '>'),
        }),
      ),
);

/** A repeat changes nothing. @param rows one a machine, name and slot, in this order */
export async function writeSamples(
  access: Access,
  engine: Engine,
  rows: readonly TelemetrySamplesTable[],
): Promise<void> {
  let isFirst = true;
  for (const chunk of chunksOf(rows)) {
    // a history that a gateway has kept has tens of thousands in one message: others have their turn in between
    if (!isFirst) await setImmediate();
    isFirst = false;
    await mergeSamples(access, { rows: chunk }, engine);
  }
}

/** By name. */
export async function findLatest(access: Access, machineId: string): Promise<LatestValue[]> {
  const rows = await access
    .selectFrom('telemetry_values')
    .select(['name', 'value', 'occurred_at as occurredAt'])
    .where('machine_id', '=', machineId)
    .orderBy('name')
    .execute();
  return rows.map((row) => ({ ...row }));
}

export interface SeriesRange {
  readonly machineId: string;
  readonly name: string;
  readonly fromMs: number;
  /** Excluded. */
  readonly toMs: number;
}

export interface PlacedSample extends Sample {
  readonly slotStart: number;
}

/** By time, from behind the slot `after`; one more than `limit`. What is told of a slot is when its latest value came. */
export async function findSamples(
  access: Access,
  { machineId, name, fromMs, toMs }: SeriesRange,
  after: number | undefined,
  limit: number,
): Promise<PlacedSample[]> {
  let query = access
    .selectFrom('telemetry_samples')
    .select(['slot_start as slotStart', 'occurred_at as occurredAt', 'value', 'least', 'greatest'])
    .where('machine_id', '=', machineId)
    .where('name', '=', name)
    .where('slot_start', '<', toMs)
    .where('occurred_at', '>=', fromMs)
    .where('occurred_at', '<', toMs);
  // no slot is longer
  query = query.where('slot_start', '>', after ?? fromMs - SLOT_MS_MAX);
  const rows = await query
    .orderBy('slot_start')
    .limit(limit + 1)
    .execute();
  return rows.map((row) => ({ ...row }));
}

export const SLOT_MS_MAX = 3_600_000;

export interface NamedSeries {
  readonly machineId: string;
  readonly name: string;
}

export async function listSeries(access: Access): Promise<NamedSeries[]> {
  return access.selectFrom('telemetry_values').select(['machine_id as machineId', 'name']).execute();
}

/** Removes at most so many of the oldest. @returns whether there may be more */
export async function deleteSamplesBefore(
  access: Access,
  { machineId, name }: NamedSeries,
  beforeMs: number,
  most: number,
): Promise<{ readonly removed: number; readonly hasMore: boolean }> {
  const next = await access
    .selectFrom('telemetry_samples')
    .select('slot_start')
    .where('machine_id', '=', machineId)
    .where('name', '=', name)
    .where('slot_start', '<', beforeMs)
    .orderBy('slot_start')
    .offset(most)
    .limit(1)
    .executeTakeFirst();
  const { numDeletedRows } = await access
    .deleteFrom('telemetry_samples')
    .where('machine_id', '=', machineId)
    .where('name', '=', name)
    .where('slot_start', '<', next?.slot_start ?? beforeMs)
    .executeTakeFirst();
  return { removed: Number(numDeletedRows), hasMore: next !== undefined };
}

/** Names that were heard of last before the instant give their place to others. */
export async function deleteValuesBefore(access: Access, beforeMs: number): Promise<void> {
  await access.deleteFrom('telemetry_values').where('occurred_at', '<', beforeMs).execute();
}
