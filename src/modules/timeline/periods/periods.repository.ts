/** Status periods and their revisions as rows. */
import {
  chunksOf,
  type Engine,
  isAnyOf,
  jsonRows,
  type TableAccess,
  upsertRows,
} from '../../../platform/database/index.ts';
import type { StatusPeriodRevisionsTable, StatusPeriodsTable, TimelineTables } from '../tables.ts';
import type { Category } from './categories.rules.ts';
import { toldReasonOf } from './explained-reasons.rules.ts';
import type { PeriodSpan } from './overlaps.rules.ts';
import type { StatusPeriodInput } from './periods.rules.ts';

type Access = TableAccess<TimelineTables>;

const periodColumns = {
  id: 'text',
  machine_id: 'text',
  started_at: 'integer',
  ended_at: 'integer',
  classification: 'text',
  productivity: 'text',
  reason_text: 'text',
  alias_id: 'integer',
  category: 'integer',
  revision: 'integer',
  recorded_at: 'integer',
  source: 'text',
  told_reason: 'text',
  explained_in: 'integer',
} as const satisfies Record<keyof StatusPeriodsTable, string>;

const revisionColumns = {
  period_id: 'text',
  revision: 'integer',
  machine_id: 'text',
  started_at: 'integer',
  ended_at: 'integer',
  classification: 'text',
  productivity: 'text',
  reason_text: 'text',
  source: 'text',
  recorded_at: 'integer',
  told_reason: 'text',
  explained_in: 'integer',
  replaced_at: 'integer',
} as const satisfies Record<keyof StatusPeriodRevisionsTable, string>;

export async function findPeriods(
  access: Access,
  engine: Engine,
  ids: readonly string[],
): Promise<StatusPeriodsTable[]> {
  return access
    .selectFrom('status_periods')
    .selectAll()
    .where(isAnyOf(engine, 'id', ids))
    .execute();
}

/** Those of a machine that begin in [fromMs, toMs), in no order. */
export async function findPeriodsBegun(
  access: Access,
  machineId: string,
  fromMs: number,
  toMs: number,
): Promise<StatusPeriodsTable[]> {
  return access
    .selectFrom('status_periods')
    .selectAll()
    .where('machine_id', '=', machineId)
    .where('started_at', '>=', fromMs)
    .where('started_at', '<', toMs)
    .execute();
}

/** Of a kind of source, by start: from the last that begins at or before `fromMs` to the first behind `toMs`. */
export async function findToldAround(
  access: Access,
  kind: string,
  machineId: string,
  fromMs: number,
  toMs: number,
): Promise<StatusPeriodsTable[]> {
  const told = access
    .selectFrom('status_periods')
    .selectAll()
    .where('machine_id', '=', machineId)
    .where('source', 'like', `${kind}:%`);
  const before = told.where('started_at', '<=', fromMs).orderBy('started_at', 'desc').limit(1);
  const between = told.where('started_at', '>', fromMs).where('started_at', '<=', toMs).orderBy('started_at');
  const behind = told.where('started_at', '>', toMs).orderBy('started_at').limit(1);
  return [...(await before.execute()), ...(await between.execute()), ...(await behind.execute())];
}

/** As its source told it. */
export function toInput(row: StatusPeriodsTable): StatusPeriodInput {
  return {
    id: row.id,
    machineId: row.machine_id,
    startMs: row.started_at,
    endMs: row.ended_at,
    classification: row.classification as StatusPeriodInput['classification'],
    productivity: row.productivity as StatusPeriodInput['productivity'],
    reasonText: toldReasonOf(row),
  };
}

/** Writes each row whole, whether its id is new or known. @returns rows written; fewer when one was overtaken */
export function upsertPeriods(access: Access, engine: Engine, rows: readonly StatusPeriodsTable[]): Promise<number> {
  const target = { table: 'status_periods', key: 'id', columns: periodColumns, revision: 'revision' } as const;
  return upsertRows(access, engine, target, rows);
}

export async function addRevisions(
  access: Access,
  engine: Engine,
  rows: readonly StatusPeriodRevisionsTable[],
): Promise<void> {
  for (const chunk of chunksOf(rows)) {
    await access
      .insertInto('status_period_revisions')
      .columns(Object.keys(revisionColumns) as (keyof StatusPeriodRevisionsTable)[])
      .expression(jsonRows(engine, chunk, revisionColumns))
      .execute();
  }
}

/** Closed periods of a machine that begin in [fromMs, toMs), and every open one that begins before `toMs`. */
export async function listSpans(
  access: Access,
  machineId: string,
  fromMs: number,
  toMs: number,
): Promise<PeriodSpan[]> {
  const rows = await access
    .selectFrom('status_periods')
    .select(['id', 'started_at', 'ended_at', 'category', 'alias_id'])
    .where('machine_id', '=', machineId)
    .where('started_at', '>=', fromMs)
    .where('started_at', '<', toMs)
    .where('ended_at', 'is not', null)
    .execute();
  const open = await access
    .selectFrom('status_periods')
    .select(['id', 'started_at', 'ended_at', 'category', 'alias_id'])
    .where('machine_id', '=', machineId)
    .where('started_at', '<', toMs)
    .where('ended_at', 'is', null)
    .execute();
  return [...rows, ...open].map(toSpan);
}

export function toSpan(
  row: Pick<StatusPeriodsTable, 'id' | 'started_at' | 'ended_at' | 'category' | 'alias_id'>,
): PeriodSpan {
  return {
    id: row.id,
    startMs: row.started_at,
    endMs: row.ended_at ?? Number.POSITIVE_INFINITY,
    category: row.category as Category,
    aliasId: row.alias_id,
  };
}

/** Makes the machines' writers take turns until the transaction ends. In order of id, so that two calls cannot deadlock. */
export async function lockMachines(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  nowMs: number,
): Promise<Map<string, number | null>> {
  const rows = machineIds.toSorted().map((machine_id) => ({ machine_id, written_at: nowMs, stale_from: null }));
  const columns = { machine_id: 'text', written_at: 'integer', stale_from: 'integer' } as const;
  const locked = await access
    .insertInto('timeline_machines')
    .columns(['machine_id', 'written_at', 'stale_from'])
    .expression(jsonRows(engine, rows, columns))
    .onConflict((conflict) => conflict.column('machine_id').doUpdateSet({ written_at: nowMs }))
    .returning(['machine_id', 'stale_from'])
    .execute();
  return new Map(locked.map((row) => [row.machine_id, row.stale_from]));
}
