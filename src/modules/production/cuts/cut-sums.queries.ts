/**
 * How many cuts lie in a window: whole quarter-hours from sums, the two edges from single cuts.
 *
 * Any number of windows is two statements each time some hundreds are asked for, and what they cost does not grow with
 * the cuts of a quarter-hour, nor with history.
 */
import { type SqlBool, sql } from 'kysely';
import {
  chunksOf,
  compiledOnce,
  type Engine,
  rowsAs,
  type SlotOf,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { MachineWindow } from '../machine-windows.ts';
import type { ProductionTables } from '../tables.ts';
import { QUARTER_MS } from './cuts.rules.ts';

type Access = TableAccess<ProductionTables>;

export interface CutSum {
  readonly cuts: number;
  /** Reports, each of one cut or more. */
  readonly events: number;
}

interface Piece {
  /** Place of the window among those that were asked for. */
  readonly at: number;
  readonly machine_id: string;
  readonly from_ms: number;
  readonly to_ms: number;
}

/** Cuts of each window, in the order of the windows. */
export async function sumCuts(access: Access, engine: Engine, windows: readonly MachineWindow[]): Promise<CutSum[]> {
  const sums = windows.map(() => ({ cuts: 0, events: 0 }));
  const { quarters, edges } = piecesOf(windows);
  for (const [table, pieces] of [
    ['cut_sums', quarters],
    ['cut_events', edges],
  ] as const) {
    for (const chunk of chunksOf(pieces)) {
      for (const { at, cuts, events } of await sumPieces(access, { pieces: chunk }, engine, table)) {
        const sum = sums[at] as { cuts: number; events: number };
        sum.cuts += cuts;
        sum.events += events;
      }
    }
  }
  return sums;
}

/** What tells when a row is, and how many reports it stands for. */
const shapes = {
  cut_sums: { time: sql.ref('c.quarter_start'), events: sql<number>`sum(c.events)` },
  cut_events: { time: sql.ref('c.occurred_at'), events: sql<number>`count(*)` },
} as const;

interface CountedCuts {
  readonly machine_id: string;
  readonly cut_count: number;
}

const pieceColumns = { at: 'integer', machine_id: 'text', from_ms: 'integer', to_ms: 'integer' } as const;

/** Compiled once: floor screens and questions about performance ask it all the time. */
const sumPieces = compiledOnce(
  (access: Access, slot: SlotOf<{ pieces: readonly Piece[] }>, engine: Engine, table: keyof typeof shapes) => {
    const { time, events } = shapes[table];
    return access
      .selectFrom(rowsAs(engine, slot('pieces'), pieceColumns, 'w'))
      .innerJoin(sql<CountedCuts>`${sql.table(table)}`.as<'c'>(sql.ref('c')), (join) =>
        join.onRef('c.machine_id', '=', 'w.machine_id').on(sql<SqlBool>`${time} >= w.from_ms and ${time} < w.to_ms`),
      )
      .select(['w.at', (eb) => eb.fn.sum<number>('c.cut_count').as('cuts'), events.as('events')])
      .groupBy('w.at');
  },
);

function piecesOf(windows: readonly MachineWindow[]): { quarters: Piece[]; edges: Piece[] } {
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
