/**
 * What became of the dues of a window, counted piece after piece in the order in which they were due.
 *
 * A piece holds some two thousand dues, so one statement keeps others waiting for a few milliseconds at most, and after
 * each of them they have a turn.
 */
import { setImmediate } from 'node:timers/promises';
import { type SqlBool, sql } from 'kysely';
import { type Engine, isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import type { MaintenanceTables } from '../tables.ts';

type Access = TableAccess<MaintenanceTables>;

const PIECE_DUES = 2_000;

export interface DueWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly machineIds?: readonly string[] | undefined;
}

export type CountedDues = Readonly<
  Record<'in_time' | 'late' | 'by_due' | 'missed' | 'overdue' | 'pending' | 'skipped', number | null>
>;

/** Sums of each piece by the column; a key may come in several pieces. */
export async function* countedDues(
  access: Access,
  engine: Engine,
  window: DueWindow,
  column: 'plan_id' | 'machine_id',
  nowMs: number,
): AsyncGenerator<readonly { readonly key: string | number; readonly counted: CountedDues }[]> {
  let fromMs: number | undefined = window.fromMs;
  while (fromMs !== undefined && fromMs < window.toMs) {
    const next = await findDueAfter(access, fromMs, window.toMs);
    // thousands that were due in one millisecond are one piece
    const toMs: number = next === undefined ? window.toMs : Math.max(next, fromMs + 1);
    const rows = await counted(access, engine, { ...window, fromMs, toMs }, nowMs)
      .select(column)
      .groupBy(column)
      .execute();
    yield rows.map((row) => ({ key: row[column], counted: row }));
    await setImmediate();
    fromMs = next === undefined ? undefined : toMs;
  }
}

/** When the due comes that is {@link PIECE_DUES} after the first one; undefined where the window has not so many. */
async function findDueAfter(access: Access, fromMs: number, toMs: number): Promise<number | undefined> {
  const row = await access
    .selectFrom('plan_dues')
    .select('due_at')
    .where('due_at', '>=', fromMs)
    .where('due_at', '<', toMs)
    .orderBy('due_at')
    .orderBy('id')
    .limit(sql.lit(1))
    .offset(sql.lit(PIECE_DUES))
    .executeTakeFirst();
  return row?.due_at;
}

const inTime = sql<SqlBool>`case when done_meter is not null then done_meter <= latest_meter else done_at <= latest_at end`;
const byDue = sql<SqlBool>`case when done_meter is not null then done_meter <= due_meter else done_at <= due_at end`;

function counted(access: Access, engine: Engine, { fromMs, toMs, machineIds }: DueWindow, nowMs: number) {
  const sumOf = (when: ReturnType<typeof sql<SqlBool>>) =>
    sql<number | null>`sum(case when ${when} then times else 0 end)`;
  return access
    .selectFrom('plan_dues')
    .select([
      sumOf(sql<SqlBool>`state = 'done' and ${inTime}`).as('in_time'),
      sumOf(sql<SqlBool>`state = 'done' and not (${inTime})`).as('late'),
      sumOf(sql<SqlBool>`state = 'done' and ${byDue}`).as('by_due'),
      sumOf(sql<SqlBool>`state = 'missed'`).as('missed'),
      sumOf(sql<SqlBool>`state = 'open' and latest_at < ${nowMs}`).as('overdue'),
      sumOf(sql<SqlBool>`state = 'open' and latest_at >= ${nowMs}`).as('pending'),
      sumOf(sql<SqlBool>`state = 'skipped'`).as('skipped'),
    ])
    .where('cause', '=', 'due')
    .where('due_at', '>=', fromMs)
    .where('due_at', '<', toMs)
    .$if(machineIds !== undefined, (query) => query.where(isAnyOf(engine, 'machine_id', machineIds ?? [])));
}
