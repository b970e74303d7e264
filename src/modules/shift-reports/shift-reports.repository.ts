/** Keeps shift reports. */
import type { Selectable } from 'kysely';
import type { TableAccess } from '../../platform/database/index.ts';
import type { ListedShiftReport, ShiftReport, ShiftReportFilter } from './shift-reports.types.ts';
import type { ShiftReportsTable, ShiftReportTables } from './tables.ts';

type Access = TableAccess<ShiftReportTables>;
type Row = Selectable<ShiftReportsTable>;

const listed = [
  'id',
  'shift',
  'production_day',
  'started_at',
  'ended_at',
  'revision',
  'made_at',
  'made_by',
  'summary',
] as const;

/** The latest ended first, from behind `before`; one more than `limit`, so that the caller sees whether there is more. */
export async function findReportPage(
  access: Access,
  { fromMs, toMs, shift }: ShiftReportFilter,
  before: readonly [endedAt: number, id: number] | undefined,
  limit: number,
): Promise<ListedShiftReport[]> {
  let query = access.selectFrom('shift_reports').select(listed);
  if (fromMs !== undefined) query = query.where('ended_at', '>', fromMs);
  if (toMs !== undefined) query = query.where('started_at', '<', toMs);
  if (shift !== undefined) query = query.where('shift', '=', shift);
  if (before !== undefined) {
    query = query.where((eb) => eb(eb.refTuple('ended_at', 'id'), '<', eb.tuple(before[0], before[1])));
  }
  const rows = await query
    .orderBy('ended_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return rows.map(toListed);
}

export async function findReport(access: Access, id: number): Promise<ShiftReport | undefined> {
  const row = await access.selectFrom('shift_reports').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : { ...toListed(row), content: JSON.parse(row.content) };
}

/** What tells shifts apart, of all that ended after the instant and have a report. */
export async function findShiftsWithReport(
  access: Access,
  endedAfterMs: number,
): Promise<Pick<ListedShiftReport, 'shift' | 'startMs' | 'endMs'>[]> {
  return access
    .selectFrom('shift_reports')
    .select(['shift', 'started_at as startMs', 'ended_at as endMs'])
    .where('ended_at', '>', endedAfterMs)
    .execute();
}

export type NewReport = Omit<ShiftReport, 'id' | 'revision'>;

/** One for each shift: one that is there is made anew, under its number, with a greater revision. */
export async function keepReport(
  access: Access,
  { shift, productionDay, startMs, endMs, madeAt, madeBy, summary, content }: NewReport,
): Promise<Pick<ShiftReport, 'id' | 'revision'>> {
  const made = {
    made_at: madeAt,
    made_by: madeBy,
    summary: JSON.stringify(summary),
    content: JSON.stringify(content),
  };
  return access
    .insertInto('shift_reports')
    .values({ shift, production_day: productionDay, started_at: startMs, ended_at: endMs, revision: 1, ...made })
    .onConflict((conflict) =>
      conflict
        .columns(['started_at', 'ended_at', 'shift'])
        .doUpdateSet((eb) => ({ ...made, revision: eb('shift_reports.revision', '+', 1) })),
    )
    .returning(['id', 'revision'])
    .executeTakeFirstOrThrow();
}

/** Returns how many. */
export async function deleteReportsBefore(access: Access, endedBeforeMs: number, most: number): Promise<number> {
  const removed = await access
    .deleteFrom('shift_reports')
    .where('id', 'in', (eb) =>
      eb.selectFrom('shift_reports').select('id').where('ended_at', '<', endedBeforeMs).orderBy('ended_at').limit(most),
    )
    .returning('id')
    .execute();
  return removed.length;
}

function toListed(row: Pick<Row, (typeof listed)[number]>): ListedShiftReport {
  return {
    id: row.id,
    shift: row.shift,
    productionDay: row.production_day,
    startMs: row.started_at,
    endMs: row.ended_at,
    revision: row.revision,
    madeAt: row.made_at,
    madeBy: row.made_by,
    summary: JSON.parse(row.summary),
  };
}
