/**
 * The rows of a window in order, a stretch of time after the other.
 *
 * Cost and memory follow the part of the window that the reader takes, not history: rows that reach into the window are
 * found through the sums' `scan_from`, the others by the range of their beginning. Between two stretches others get a
 * turn.
 */
import { setImmediate } from 'node:timers/promises';
import { DAY_MS, HOUR_MS } from '../../../kernel/clock.ts';
import { listOpenSpans, listStale } from '../accounting/accounting.repository.ts';
import { readClosedSpans } from '../accounting/closed-spans.ts';
import type { ReadContext } from '../read-context.ts';
import type { ShiftCalendar } from '../shifts/shift-instances.rules.ts';
import { Turns } from '../turns.ts';
import type { PeriodSpan } from './overlaps.rules.ts';
import { findNextStart, listBegunBetween, type PeriodRow } from './period-reads.repository.ts';
import { findPeriods } from './periods.repository.ts';
import { PERIOD_DAYS_MAX } from './periods.rules.ts';

export interface PeriodWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly machineIds: readonly string[];
}

/** Start and id of the row before. */
export type RowPosition = readonly [startMs: number, id: string];

/** Machine-time read at once: some thousand rows of a busy factory. */
const MACHINE_DAYS_AT_ONCE = 60;

/** Every row that overlaps [fromMs, toMs), by start and id, from behind `after`: some thousand at a time. */
export async function* rowsInOrder(
  context: ReadContext,
  window: PeriodWindow,
  after?: RowPosition,
): AsyncGenerator<readonly PeriodRow[]> {
  const { access, engine } = context;
  const { machineIds } = window;
  if (window.fromMs >= window.toMs) return;
  if (after === undefined || after[0] < window.fromMs) {
    yield behind(await listReachingIn(context, window), after);
  }
  const stepMs = Math.max(HOUR_MS, (MACHINE_DAYS_AT_ONCE / Math.max(1, machineIds.length)) * DAY_MS);
  let fromMs = Math.max(window.fromMs, after?.[0] ?? window.fromMs);
  while (fromMs < window.toMs) {
    const toMs = Math.min(fromMs + stepMs, window.toMs);
    const rows = await listBegunBetween(access, engine, machineIds, fromMs, toMs);
    if (rows.length > 0) yield behind(rows.sort(byStartAndId), after);
    // years without a period cost one look
    fromMs = rows.length > 0 ? toMs : ((await findNextStart(access, engine, machineIds, toMs)) ?? window.toMs);
    if (fromMs < window.toMs) await setImmediate();
  }
}

/** Rows that began before the window and are not over when it begins. */
async function listReachingIn(context: ReadContext, { fromMs, machineIds }: PeriodWindow): Promise<PeriodRow[]> {
  const spans = await listSpansReachingIn(context, machineIds, fromMs);
  const ids = [...spans.values()].flatMap((ofMachine) => ofMachine.map((span) => span.id));
  return (await findPeriods(context.access, context.engine, ids)).sort(byStartAndId);
}

/** Periods that began before the instant and are not over then, per machine, in no order. */
export async function listSpansReachingIn(
  context: ReadContext,
  machineIds: readonly string[],
  fromMs: number,
): Promise<Map<string, PeriodSpan[]>> {
  const { access, engine, slices } = context;
  const calendars = await context.calendarsOf(access, machineIds);
  const stale = await listStale(access, engine, machineIds);
  const spans = await listOpenSpans(access, engine, machineIds, fromMs);
  const turns = new Turns();
  for (const [calendar, ofCalendar] of Map.groupBy(machineIds, (id) => calendars.get(id) as ShiftCalendar)) {
    const slice = slices.at(calendar, fromMs);
    const alike = Map.groupBy(ofCalendar, (id) => slice.endMs > (stale.get(id) ?? Number.POSITIVE_INFINITY));
    for (const [isStale, some] of alike) {
      const begin = isStale ? { startMs: fromMs - PERIOD_DAYS_MAX * DAY_MS } : { scanFromOfSlice: slice.startMs };
      const closed = await readClosedSpans(context, some, { begin, fromMs, toMs: fromMs }, turns);
      for (const [id, ofMachine] of closed) spans.set(id, [...(spans.get(id) ?? []), ...ofMachine]);
    }
  }
  return spans;
}

/** @param rows in order */
function behind(rows: readonly PeriodRow[], after: RowPosition | undefined): readonly PeriodRow[] {
  if (after === undefined) return rows;
  const [startMs, id] = after;
  return rows.filter((row) => row.started_at > startMs || (row.started_at === startMs && row.id > id));
}

function byStartAndId(a: PeriodRow, b: PeriodRow): number {
  return a.started_at - b.started_at || (a.id < b.id ? -1 : 1);
}
