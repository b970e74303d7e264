/** Single periods as people ask for them: a machine's line of time for drawing, and rows with the shift they began in. */
import { type Part, partsOf } from '../accounting/accounting.rules.ts';
import { addUp } from '../accounting/sums.rules.ts';
import type { TimeQuestion } from '../accounting/time-question.ts';
import type { ReadContext } from '../read-context.ts';
import type { ShiftCalendar, ShiftInstance } from '../shifts/shift-instances.rules.ts';
import type { Category, Classification, Productivity } from './categories.rules.ts';
import type { PeriodRow } from './period-reads.repository.ts';
import { type PeriodWindow, type RowPosition, rowsInOrder } from './period-windows.ts';

export interface ReadPeriod {
  readonly id: string;
  readonly machineId: string;
  readonly startMs: number;
  /** Null while the period is open. */
  readonly endMs: number | null;
  readonly classification: Classification;
  readonly productivity: Productivity | null;
  readonly category: Category;
  readonly aliasId: number;
  /** As the source wrote it, or a person said in MillDash. */
  readonly reasonText: string | null;
  readonly revision: number;
}

/** A period with the shift instance in which it began. */
export interface PlacedPeriod extends ReadPeriod {
  readonly beganIn: ShiftInstance;
  /** What of it lies in the window, the shift and the weekday that were asked for. */
  readonly clippedMs: number;
}

export interface PeriodsQuestion extends PeriodWindow {
  readonly limit: number;
  /** Of the last period of the page before. */
  readonly after?: RowPosition | undefined;
}

export async function listPeriods(context: ReadContext, question: PeriodsQuestion): Promise<ReadPeriod[]> {
  const periods: ReadPeriod[] = [];
  for await (const rows of rowsInOrder(context, question, question.after)) {
    for (const row of rows) {
      periods.push(toReadPeriod(row));
      if (periods.length === question.limit) return periods;
    }
  }
  return periods;
}

export interface PlacedPeriods {
  /** The first of them, as many as were asked for. */
  readonly periods: readonly PlacedPeriod[];
  /** All of them; nobody counts further than to {@link PLACED_COUNTED_MAX}. */
  readonly count: number;
}

/** Five years of a mill: beyond that a number of rows tells nobody anything. */
export const PLACED_COUNTED_MAX = 100_000;

export async function listPlacedPeriods(
  context: ReadContext,
  question: TimeQuestion,
  limit: number,
): Promise<PlacedPeriods> {
  const { access, slices } = context;
  const calendars = await context.calendarsOf(access, question.machineIds);
  const partsOfCalendar = partsByCalendar(context, question);
  const periods: PlacedPeriod[] = [];
  let count = 0;
  for await (const rows of rowsInOrder(context, question)) {
    for (const row of rows) {
      const calendar = calendars.get(row.machine_id) as ShiftCalendar;
      const span = { startMs: row.started_at, endMs: row.ended_at ?? question.toMs };
      let clippedMs = 0;
      addUp(partsOfCalendar(calendar), [span], (_, __, durationMs) => {
        clippedMs += durationMs;
      });
      // a period without length, or none of which lies in the shift and weekday asked for
      if (clippedMs === 0) continue;
      count++;
      if (count <= limit) {
        periods.push(Object.assign(toReadPeriod(row), { beganIn: slices.at(calendar, row.started_at), clippedMs }));
      }
      if (count === PLACED_COUNTED_MAX) return { periods, count };
    }
  }
  return { periods, count };
}

/** The parts of the window that count, per calendar, cut when first asked for. */
export function partsByCalendar(
  { slices }: ReadContext,
  question: TimeQuestion,
): (calendar: ShiftCalendar) => readonly Part[] {
  const known = new Map<ShiftCalendar, readonly Part[]>();
  return (calendar) => {
    let parts = known.get(calendar);
    if (parts === undefined) {
      const window = { startMs: question.fromMs, endMs: question.toMs };
      parts = partsOf(slices.overlapping(calendar, window.startMs, window.endMs), window, question);
      known.set(calendar, parts);
    }
    return parts;
  };
}

export function toReadPeriod(row: PeriodRow): ReadPeriod {
  return {
    id: row.id,
    machineId: row.machine_id,
    startMs: row.started_at,
    endMs: row.ended_at,
    classification: row.classification as Classification,
    productivity: row.productivity as Productivity | null,
    category: row.category as Category,
    aliasId: row.alias_id,
    reasonText: row.reason_text,
    revision: row.revision,
  };
}
