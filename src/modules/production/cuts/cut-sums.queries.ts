/**
 * How many cuts lie in a window: whole quarter-hours from sums, the two edges from single cuts.
 *
 * Any number of windows is two statements each time some hundreds are asked for, and what they cost does not grow with
 * the cuts of a quarter-hour, nor with history.
 */
import { type SqlBool, sql } from 'kysely';
import { MINUTE_MS } from '../../../kernel/clock.ts';
import { chunksOf, type Engine, jsonRows, type TableAccess } from '../../../platform/database/index.ts';
import type { ProductionTables } from '../tables.ts';

type Access = TableAccess<ProductionTables>;

export const QUARTER_MS = 15 * MINUTE_MS;

/** A stretch of a machine's time, half-open. */
export interface CutWindow {
  readonly machineId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

interface Piece {
  /** Place of the window among those that were asked for. */
  readonly at: number;
  readonly machine_id: string;
  readonly from_ms: number;
  readonly to_ms: number;
}

/** Cuts of each window, in the order of the windows. */
export async function sumCuts(access: Access, engine: Engine, windows: readonly CutWindow[]): Promise<number[]> {
  const sums = windows.map(() => 0);
  const { quarters, edges } = piecesOf(windows);
  for (const [table, time, pieces] of [
    ['cut_sums', 'quarter_start', quarters],
    ['cut_events', 'occurred_at', edges],
  ] as const) {
    for (const chunk of chunksOf(pieces)) {
      for (const { at, cuts } of await sumPieces(access, engine, table, time, chunk)) {
        sums[at] = (sums[at] ?? 0) + cuts;
      }
    }
  }
  return sums;
}

interface CountedCuts {
  readonly machine_id: string;
  readonly cut_count: number;
}

const pieceColumns = { at: 'integer', machine_id: 'text', from_ms: 'integer', to_ms: 'integer' } as const;

function sumPieces(
  access: Access,
  engine: Engine,
  table: 'cut_sums' | 'cut_events',
  time: 'quarter_start' | 'occurred_at',
  pieces: readonly Piece[],
): Promise<{ at: number; cuts: number }[]> {
  return access
    .selectFrom(sql<Piece>`(${jsonRows(engine, pieces, pieceColumns)})`.as<'w'>(sql.ref('w')))
    .innerJoin(sql<CountedCuts>`${sql.table(table)}`.as<'c'>(sql.ref('c')), (join) =>
      join
        .onRef('c.machine_id', '=', 'w.machine_id')
        .on(sql<SqlBool>`${sql.ref(`c.${time}`)} >= w.from_ms and ${sql.ref(`c.${time}`)} < w.to_ms`),
    )
    .select(['w.at', (eb) => eb.fn.sum<number>('c.cut_count').as('cuts')])
    .groupBy('w.at')
    .execute();
}

function piecesOf(windows: readonly CutWindow[]): { quarters: Piece[]; edges: Piece[] } {
  const quarters: Piece[] = [];
  const edges: Piece[] = [];
  for (const [at, { machineId, fromMs, toMs }] of windows.entries()) {
    const piece = (from_ms: number, to_ms: number): Piece => ({ at, machine_id: machineId, from_ms, to_ms });
    const firstMs = Math.ceil(fromMs / QUARTER_MS) * QUARTER_MS;
    const lastMs = Math.floor(toMs / QUARTER_MS) * QUARTER_MS;
    if (firstMs >= lastMs) {
      if (fromMs < toMs) edges.push(piece(fromMs, toMs));
      continue;
    }
    quarters.push(piece(firstMs, lastMs));
    if (fromMs < firstMs) edges.push(piece(fromMs, firstMs));
    if (lastMs < toMs) edges.push(piece(lastMs, toMs));
  }
  return { quarters, edges };
}
