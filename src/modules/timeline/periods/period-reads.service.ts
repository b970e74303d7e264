/** Single periods as people ask for them: a machine's line of time for drawing, and the stops that lasted longest. */
import type { AnyTables } from '../../../platform/database/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { type Part, partsOf } from '../accounting/accounting.rules.ts';
import type { CalendarsOf } from '../accounting/rollups.service.ts';
import { addUp } from '../accounting/sums.rules.ts';
import type { TimeQuestion } from '../accounting/time-question.ts';
import type { ShiftCalendar, ShiftInstance } from '../shifts/shift-instances.rules.ts';
import { finderIn, type ShiftSlices } from '../shifts/shift-slices.ts';
import type { StatusPeriodsTable } from '../tables.ts';
import type { Category, Classification, Productivity } from './categories.rules.ts';
import { inOrderOfStart, type PeriodSpan, visibleSpans } from './overlaps.rules.ts';
import {
  findEarliestStart,
  listPeriodsOverlapping,
  listStopCandidates,
  listTakers,
} from './period-reads.repository.ts';
import { toSpan } from './periods.repository.ts';

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
  /** As the source wrote it. */
  readonly reasonText: string | null;
  readonly revision: number;
}

/** A stop and what of it lies in the window, the shift and the weekday that were asked for. */
export interface LongStop {
  readonly period: ReadPeriod;
  readonly clippedMs: number;
}

/** A period with the shift instance in which it began. */
export interface PlacedPeriod extends ReadPeriod {
  readonly beganIn: ShiftInstance;
  /** What of it lies in the window, the shift and the weekday that were asked for. */
  readonly clippedMs: number;
}

export interface PeriodReads {
  /** Beginning of the first period of the machines; undefined where there is none. */
  earliestStart(machineIds: readonly string[]): Promise<number | undefined>;
  /**
   * The first `limit` periods of which something lies in the window, the shift and the weekday, by start and id.
   * Where two overlap both are listed whole.
   */
  listPlacedPeriods(question: TimeQuestion, limit: number): Promise<PlacedPeriod[]>;
  /**
   * The periods of the machines that overlap [fromMs, toMs), by start and id.
   *
   * @param after start and id of the last period of the page before
   */
  listPeriods(question: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly machineIds: readonly string[];
    readonly limit: number;
    readonly after?: readonly [startMs: number, id: string] | undefined;
  }): Promise<ReadPeriod[]>;
  /** Stops of which more than `thresholdMs` lies in the window, the longest first. */
  listLongStops(question: TimeQuestion, thresholdMs: number): Promise<LongStop[]>;
}

export function createPeriodReads(store: Store, slices: ShiftSlices, calendarsOf: CalendarsOf): PeriodReads {
  return {
    earliestStart: (machineIds) => findEarliestStart(store.access<AnyTables>(), store.engine, machineIds),

    async listPlacedPeriods(question, limit) {
      const { fromMs, toMs, machineIds } = question;
      const access = store.access<AnyTables>();
      const calendars = await calendarsOf(access, machineIds);
      const filtered = question.shift !== undefined || question.weekday !== undefined;
      const rows = await listPeriodsOverlapping(access, store.engine, machineIds, {
        fromMs,
        toMs,
        limit: filtered ? Number.MAX_SAFE_INTEGER : limit,
      });
      const earliestMs = rows[0]?.started_at ?? fromMs;
      const placements = new Map<ShiftCalendar, { find: (instantMs: number) => ShiftInstance; parts: Part[] }>();
      for (const calendar of new Set(calendars.values())) {
        const covering = slices.overlapping(calendar, Math.min(earliestMs, fromMs), Math.max(toMs, fromMs + 1));
        const parts = partsOf(covering, { startMs: fromMs, endMs: toMs }, question);
        placements.set(calendar, { find: finderIn(covering), parts });
      }
      const placed: PlacedPeriod[] = [];
      for (const row of rows) {
        const placement = placements.get(calendars.get(row.machine_id) as ShiftCalendar);
        if (placement === undefined || placed.length === limit) break;
        const clippedMs = filtered
          ? visibleMs(toSpan(row), [], placement.parts)
          : Math.min(row.ended_at ?? toMs, toMs) - Math.max(row.started_at, fromMs);
        if (filtered && clippedMs === 0) continue;
        placed.push({ ...toReadPeriod(row), beganIn: placement.find(row.started_at), clippedMs });
      }
      return placed;
    },

    async listPeriods({ fromMs, toMs, machineIds, limit, after }) {
      const access = store.access<AnyTables>();
      const rows = await listPeriodsOverlapping(access, store.engine, machineIds, { fromMs, toMs, limit, after });
      return rows.map(toReadPeriod);
    },
    async listLongStops(question, thresholdMs) {
      const access = store.access<AnyTables>();
      const { fromMs, toMs, machineIds } = question;
      const candidates = await listStopCandidates(access, store.engine, machineIds, { fromMs, toMs, thresholdMs });
      const takers = await listTakers(access, store.engine, candidates);
      const calendars = await calendarsOf(access, machineIds);
      const partsOfCalendar = new Map<ShiftCalendar, Part[]>();
      const stops: LongStop[] = [];
      for (const candidate of candidates) {
        const calendar = calendars.get(candidate.machine_id) as ShiftCalendar;
        let parts = partsOfCalendar.get(calendar);
        if (parts === undefined) {
          parts = partsOf(slices.overlapping(calendar, fromMs, toMs), { startMs: fromMs, endMs: toMs }, question);
          partsOfCalendar.set(calendar, parts);
        }
        const clippedMs = visibleMs(toSpan(candidate), takers.get(candidate.id) ?? [], parts);
        if (clippedMs > thresholdMs) stops.push({ period: toReadPeriod(candidate), clippedMs });
      }
      return stops.sort((a, b) => b.clippedMs - a.clippedMs || (a.period.id < b.period.id ? -1 : 1));
    },
  };
}

/** What of a period lies in `parts` and is not taken by a period that started later. */
function visibleMs(period: PeriodSpan, takers: readonly PeriodSpan[], parts: readonly Part[]): number {
  let totalMs = 0;
  const own = visibleSpans([period, ...takers].sort(inOrderOfStart)).filter((span) => span.period.id === period.id);
  addUp(parts, own, (_, __, durationMs) => {
    totalMs += durationMs;
  });
  return totalMs;
}

function toReadPeriod(row: StatusPeriodsTable): ReadPeriod {
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
