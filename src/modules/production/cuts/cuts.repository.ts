/** Reads and writes of the tables `cut_events` and `cut_sums`, and what runs and machines keep of cuts. */
import { type Selectable, type SqlBool, sql } from 'kysely';
import { TOTAL_MAX } from '../../../kernel/paging.ts';
import {
  type AnyTables,
  chunksOf,
  compiledOnce,
  type Engine,
  insertsOfNewRows,
  isAnyOf,
  jsonRows,
  rowsAs,
  type SlotOf,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { CutEventsTable, ProductionTables } from '../tables.ts';
import type { QuarterSum } from './cuts.rules.ts';
import type { Cut, CutFilter, NewCut } from './cuts.types.ts';

type Access = TableAccess<ProductionTables>;

const cutColumns = {
  machine_id: 'text',
  occurred_at: 'integer',
  cut_count: 'integer',
  source_id: 'text',
  source_sequence: 'integer',
  recorded_at: 'integer',
  source: 'text',
} as const;

type RowOf<Columns> = { readonly [Name in keyof Columns]: string | number | null };

const insertNewCuts = insertsOfNewRows({
  table: 'cut_events',
  columns: cutColumns,
  identity: ['machine_id', 'occurred_at', 'cut_count', 'source_id', 'source_sequence'],
});

/**
 * Adds those that are not there yet; safe against others who add the same. One without an id and a sequence of its
 * source is always new: two cuts in one second are two.
 *
 * @returns for each its number, null where its id or sequence was there already
 */
export async function insertCuts(
  access: Access,
  engine: Engine,
  cuts: readonly NewCut[],
  source: string,
  nowMs: number,
): Promise<(number | null)[]> {
  const rows = cuts.map((cut) => ({
    machine_id: cut.machineId,
    occurred_at: cut.occurredAt,
    cut_count: cut.count,
    source_id: cut.sourceId ?? null,
    source_sequence: cut.sourceSequence ?? null,
    recorded_at: nowMs,
    source,
  }));
  return insertNewCuts(access as TableAccess<AnyTables>, engine, rows);
}

export type KnownCut = Pick<Cut, 'machineId' | 'occurredAt' | 'count'> & { readonly sourceId: string };

/** Those that are there, by machine and what the source calls them. */
export async function findCutsBySource(
  access: Access,
  engine: Engine,
  cuts: readonly { readonly machineId: string; readonly sourceId: string }[],
): Promise<KnownCut[]> {
  const rows = cuts.map(({ machineId, sourceId }) => ({ machine_id: machineId, source_id: sourceId }));
  const columns = { machine_id: 'text', source_id: 'text' } as const;
  const found = await access
    .selectFrom(rowsAs(engine, rows, columns, 'w'))
    .innerJoin('cut_events as c', (join) =>
      join.onRef('c.machine_id', '=', 'w.machine_id').onRef('c.source_id', '=', 'w.source_id'),
    )
    .select(['c.machine_id', 'c.occurred_at', 'c.cut_count', 'c.source_id'])
    .execute();
  return found.map((row) => ({
    machineId: row.machine_id,
    occurredAt: row.occurred_at,
    count: row.cut_count,
    sourceId: row.source_id ?? '',
  }));
}

const sumColumns = {
  machine_id: 'text',
  quarter_start: 'integer',
  cut_count: 'integer',
  events: 'integer',
} as const;

const addSums = compiledOnce(
  (access: Access, slot: SlotOf<{ rows: readonly RowOf<typeof sumColumns>[] }>, engine: Engine) =>
    access
      .insertInto('cut_sums')
      .columns(Object.keys(sumColumns) as (keyof typeof sumColumns)[])
      .expression(jsonRows(engine, slot('rows'), sumColumns))
      .onConflict((conflict) =>
        conflict.columns(['machine_id', 'quarter_start']).doUpdateSet((eb) => ({
          cut_count: eb('cut_sums.cut_count', '+', eb.ref('excluded.cut_count')),
          events: eb('cut_sums.events', '+', eb.ref('excluded.events')),
        })),
      ),
);

export async function addToCutSums(access: Access, engine: Engine, sums: readonly QuarterSum[]): Promise<void> {
  const rows = sums.map((sum) => ({
    machine_id: sum.machineId,
    quarter_start: sum.quarterStart,
    cut_count: sum.cuts,
    events: sum.events,
  }));
  for (const chunk of chunksOf(rows)) await addSums(access, { rows: chunk }, engine);
}

const lastCutColumns = { machine_id: 'text', last_cut_at: 'integer' } as const;

const moveLastCuts = compiledOnce(
  (access: Access, slot: SlotOf<{ rows: readonly RowOf<typeof lastCutColumns>[] }>, engine: Engine) =>
    access
      .insertInto('production_machines')
      .columns(Object.keys(lastCutColumns) as (keyof typeof lastCutColumns)[])
      .expression(jsonRows(engine, slot('rows'), lastCutColumns))
      .onConflict((conflict) =>
        conflict
          .column('machine_id')
          .doUpdateSet((eb) => ({ last_cut_at: eb.ref('excluded.last_cut_at') }))
          .where(
            sql<SqlBool>`coalesce(production_machines.last_cut_at, excluded.last_cut_at - 1) < excluded.last_cut_at`,
          ),
      ),
);

/** Moves the latest cut of each machine forward, never back. */
export async function noteLastCuts(
  access: Access,
  engine: Engine,
  rows: readonly { readonly machine_id: string; readonly last_cut_at: number }[],
): Promise<void> {
  await moveLastCuts(access, { rows }, engine);
}

/** Of runs that are over. */
export async function addToRuns(
  access: Access,
  engine: Engine,
  rows: readonly { readonly id: number; readonly cuts: number }[],
): Promise<void> {
  const columns = { id: 'integer', cuts: 'integer' } as const;
  for (const chunk of chunksOf(rows)) {
    await access
      .updateTable('production_runs')
      .from(rowsAs(engine, chunk, columns, 'fresh'))
      .set((eb) => ({ cut_count: eb('production_runs.cut_count', '+', eb.ref('fresh.cuts')) }))
      .whereRef('production_runs.id', '=', 'fresh.id')
      .execute();
  }
}

/** By time and number, from behind `after`; one more than `limit`, so that the caller sees whether there is more. */
export async function findCutPage(
  access: Access,
  engine: Engine,
  filter: CutFilter,
  after: readonly [occurredAt: number, id: number] | undefined,
  limit: number,
): Promise<Cut[]> {
  let query = filtered(access, engine, filter).selectAll();
  if (after !== undefined) query = query.where(sql<SqlBool>`(occurred_at, id) > (${after[0]}, ${after[1]})`);
  const rows = await query
    .orderBy('occurred_at')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  return rows.map(toCut);
}

/** Stops counting behind {@link TOTAL_MAX}. */
export async function countCuts(access: Access, engine: Engine, filter: CutFilter): Promise<number> {
  const found = filtered(access, engine, filter)
    .select('id')
    .limit(TOTAL_MAX + 1);
  const { count } = await access
    .selectFrom(found.as('found'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Of one machine by its index, else by time: SQLite would sort all cuts of several machines first. */
function filtered(access: Access, engine: Engine, { machineIds, fromMs, toMs }: CutFilter) {
  const between = access.selectFrom('cut_events').where('occurred_at', '>=', fromMs).where('occurred_at', '<', toMs);
  if (machineIds === undefined) return between;
  const [only] = machineIds;
  if (machineIds.length === 1 && only !== undefined) return between.where('machine_id', '=', only);
  const column = engine === 'sqlite' ? sql`+${sql.ref('machine_id')}` : sql.ref('machine_id');
  return between.where(isAnyOf(engine, column, machineIds));
}

function toCut(row: Selectable<CutEventsTable>): Cut {
  return {
    id: row.id,
    machineId: row.machine_id,
    occurredAt: row.occurred_at,
    count: row.cut_count,
    sourceId: row.source_id,
    sourceSequence: row.source_sequence,
    recordedAt: row.recorded_at,
    source: row.source,
  };
}
