/** Reads and writes of the tables `production_runs` and `production_machines`. */
import { type Insertable, type RawBuilder, type Selectable, sql, type Updateable } from 'kysely';
import {
  chunksOf,
  compiledOnce,
  type Engine,
  isAnyOf,
  jsonRows,
  rowsAs,
  type SlotOf,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { MachineWindow } from '../machine-windows.ts';
import type { ProductionRunsTable, ProductionTables } from '../tables.ts';
import type { Run } from './runs.types.ts';

type Access = TableAccess<ProductionTables>;

/**
 * Makes the machines' writers take turns until the transaction ends. In the order of ids, so that two who want several
 * wait for each other instead of deadlocking. The machines must be there.
 */
export async function lockProduction(access: Access, engine: Engine, machineIds: readonly string[]): Promise<void> {
  const rows = [...new Set(machineIds)].sort().map((machine_id) => ({ machine_id }));
  await lockMachines(access, { rows }, engine);
}

const lockMachines = compiledOnce(
  (access: Access, slot: SlotOf<{ readonly rows: readonly { readonly machine_id: string }[] }>, engine: Engine) =>
    access
      .insertInto('production_machines')
      .columns(['machine_id'])
      .expression(jsonRows(engine, slot('rows'), { machine_id: 'text' }))
      .onConflict((conflict) =>
        conflict.column('machine_id').doUpdateSet((eb) => ({ last_cut_at: eb.ref('production_machines.last_cut_at') })),
      ),
);

export async function findRun(access: Access, id: number): Promise<Run | undefined> {
  const row = await access.selectFrom('production_runs').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toRun(row);
}

/** The run that started last on the machine; where one is active, that one. */
export async function findLatestRun(access: Access, machineId: string): Promise<Run | undefined> {
  const row = await access
    .selectFrom('production_runs')
    .selectAll()
    .where('machine_id', '=', machineId)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : toRun(row);
}

const activeRuns = compiledOnce(
  (access: Access, slot: SlotOf<{ machineIds: readonly string[] }>, engine: Engine, someOnly: boolean) =>
    access
      .selectFrom('production_runs')
      .selectAll()
      .where('status', '=', sql.lit<'ACTIVE'>('ACTIVE'))
      .$if(someOnly, (q) => q.where(isAnyOf(engine, 'machine_id', slot('machineIds')))),
);

/** Of all machines, or of those given. */
export async function findActiveRuns(access: Access, engine: Engine, machineIds?: readonly string[]): Promise<Run[]> {
  const rows = await activeRuns(access, { machineIds: machineIds ?? [] }, engine, machineIds !== undefined);
  return rows.map(toRun);
}

const windowColumns = { machine_id: 'text', from_ms: 'integer', to_ms: 'integer' } as const;

/**
 * Runs of which something lies in one of the windows, by start; each once, whatever windows it reaches into.
 *
 * Runs of a machine do not overlap, so only one that began before a window can reach into it: what lies further back is
 * not looked at.
 */
export async function findRunsInWindows(
  access: Access,
  engine: Engine,
  windows: readonly MachineWindow[],
): Promise<Run[]> {
  const rows = windows.map(({ machineId, fromMs, toMs }) => ({
    machine_id: machineId,
    from_ms: fromMs,
    to_ms: Math.min(toMs, Number.MAX_SAFE_INTEGER),
  }));
  const found = await selectRunsInWindows(access, { rows }, engine);
  const runs = new Map(found.map((row) => [row.id, toRun(row)]));
  return [...runs.values()];
}

interface WindowRow {
  readonly machine_id: string;
  readonly from_ms: number;
  readonly to_ms: number;
}

const selectRunsInWindows = compiledOnce(
  (access: Access, slot: SlotOf<{ readonly rows: readonly WindowRow[] }>, engine: Engine) =>
    access
      .selectFrom(rowsAs(engine, slot('rows'), windowColumns, 'w'))
      .innerJoin('production_runs as r', (join) =>
        join
          .onRef('r.machine_id', '=', 'w.machine_id')
          .on('r.started_at', '>=', lastStartBefore(sql.ref('w.from_ms')))
          .onRef('r.started_at', '<', 'w.to_ms'),
      )
      .selectAll('r')
      .where((eb) => eb.or([eb('r.ended_at', 'is', null), eb('r.ended_at', '>', eb.ref('w.from_ms'))]))
      .orderBy('r.started_at')
      .orderBy('r.id'),
);

/** Start of the run of the machine `w.machine_id` that can last over an instant; the instant where there is none. */
export function lastStartBefore(instant: RawBuilder<unknown> | number): RawBuilder<number> {
  return sql<number>`coalesce(
    (select max(b.started_at) from production_runs as b where b.machine_id = w.machine_id and b.started_at <= ${instant}),
    ${instant})`;
}

/** @throws ConstraintViolation production_runs_machine_id_unique where another one is active */
export async function insertRun(access: Access, run: Omit<Run, 'id'>): Promise<Run> {
  const { id } = await access
    .insertInto('production_runs')
    .values(toRow(run))
    .returning('id')
    .executeTakeFirstOrThrow();
  return { ...run, id };
}

/** Rows of one statement. */
const ROWS_AT_ONCE = 50;

/**
 * In the order of what was given. The caller holds the machines: see {@link lockProduction}.
 *
 * @param runs with numbers of their own where these are free
 */
export async function insertRuns(
  access: Access,
  runs: readonly (Omit<Run, 'id'> & { readonly id?: number })[],
): Promise<Run[]> {
  const made: Run[] = [];
  for (const chunk of chunksOf(runs, ROWS_AT_ONCE)) {
    const rows = await access
      .insertInto('production_runs')
      .values(chunk.map((run) => ({ ...(run.id === undefined ? {} : { id: run.id }), ...toRow(run) })))
      .returning(['id', 'machine_id', 'started_at'])
      .execute();
    // runs of a machine that do not overlap begin at different times
    const ids = new Map(rows.map((row) => [`${row.started_at} ${row.machine_id}`, row.id]));
    made.push(...chunk.map((run) => ({ ...run, id: ids.get(`${run.startedAt} ${run.machineId}`) as number })));
  }
  return made;
}

/** Writes what differs. The caller holds the machine: see {@link lockProduction}. */
export async function updateRun(access: Access, before: Run, after: Run): Promise<void> {
  const old = toRow(before);
  const fresh: Updateable<ProductionRunsTable> = toRow(after);
  const changed = Object.entries(fresh).filter(([column, value]) => value !== old[column as keyof typeof old]);
  if (changed.length === 0) return;
  await access
    .updateTable('production_runs')
    .set(Object.fromEntries(changed) as Updateable<ProductionRunsTable>)
    .where('id', '=', before.id)
    .execute();
}

function toRow(run: Omit<Run, 'id'>): Insertable<ProductionRunsTable> {
  return {
    machine_id: run.machineId,
    product_id: run.productId,
    target_quantity: run.targetQuantity,
    started_at: run.startedAt,
    ended_at: run.endedAt,
    status: run.status,
    good_count: run.goodCount,
    scrap_count: run.scrapCount,
    total_count: run.totalCount,
    scrap_length: run.scrapLength,
    note: run.note,
    started_by: run.startedBy,
    completed_by: run.completedBy,
    cut_count: run.cutCount,
    uptime_ms: run.uptimeMs,
    version: run.version,
    created_at: run.createdAt,
    updated_at: run.updatedAt,
  };
}

export function toRun(row: Selectable<ProductionRunsTable>): Run {
  return {
    id: row.id,
    machineId: row.machine_id,
    productId: row.product_id,
    targetQuantity: row.target_quantity,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    status: row.status,
    goodCount: row.good_count,
    scrapCount: row.scrap_count,
    totalCount: row.total_count,
    scrapLength: row.scrap_length,
    note: row.note,
    startedBy: row.started_by,
    completedBy: row.completed_by,
    cutCount: row.cut_count,
    uptimeMs: row.uptime_ms,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
