/**
 * When machines ran, in stretches of their time that others choose: production runs, say.
 *
 * The same to the millisecond as time accounting has it. Raw periods are read, so the cost follows the stretches.
 */
import { DAY_MS } from '../../../kernel/clock.ts';
import { chunksOf } from '../../../platform/database/index.ts';
import { Category } from '../periods/categories.rules.ts';
import { inOrderOfStart, type PeriodSpan, visibleSpans } from '../periods/overlaps.rules.ts';
import { PERIOD_DAYS_MAX } from '../periods/periods.rules.ts';
import type { ReadContext } from '../read-context.ts';
import type { ShiftCalendar } from '../shifts/shift-instances.rules.ts';
import { listOpenSpans, listStale } from './accounting.repository.ts';
import type { Stretch } from './sums.rules.ts';
import { listClosedSpansOf, type StretchLookup } from './uptime.queries.ts';

/** Half-open. */
export interface MachineStretch extends Stretch {
  readonly machineId: string;
}

/** Productive uptime without an interruption. */
export interface UptimeSpan extends Stretch {
  /** Whether it belongs to a period that has not ended. */
  readonly open: boolean;
}

/** What readers of machines' uptime have to know of them first. */
export interface MachinesKnown {
  readonly calendars: ReadonlyMap<string, ShiftCalendar>;
  /** Machines whose sums are stale, and from when. */
  readonly stale: ReadonlyMap<string, number>;
  /** Periods that have not ended, ascending. */
  readonly open: ReadonlyMap<string, readonly PeriodSpan[]>;
}

/** Stretches whose periods are read at once. */
const STRETCHES_AT_ONCE = 200;

/** @returns the uptime of each stretch, in the order of the stretches, ascending and clipped to it */
export async function listUptime(context: ReadContext, stretches: readonly MachineStretch[]): Promise<UptimeSpan[][]> {
  if (stretches.length === 0) return [];
  const known = await knowMachines(context, stretches);
  const uptime: UptimeSpan[][] = [];
  for (const chunk of chunksOf(stretches, STRETCHES_AT_ONCE)) uptime.push(...(await readUptime(context, known, chunk)));
  return uptime;
}

export async function knowMachines(
  { access, engine, calendarsOf }: ReadContext,
  stretches: readonly MachineStretch[],
): Promise<MachinesKnown> {
  const machineIds = [...new Set(stretches.map(({ machineId }) => machineId))];
  const latestMs = stretches.reduce((latest, { endMs }) => Math.max(latest, endMs), 0);
  return {
    calendars: await calendarsOf(access, machineIds),
    stale: await listStale(access, engine, machineIds),
    open: await listOpenSpans(access, engine, machineIds, latestMs),
  };
}

/** By one statement. @returns the uptime of each stretch, in the order of the stretches, ascending and clipped to it */
export async function readUptime(
  { access, engine, slices }: ReadContext,
  { calendars, stale, open }: MachinesKnown,
  stretches: readonly MachineStretch[],
): Promise<UptimeSpan[][]> {
  function lookupOf({ machineId, startMs, endMs }: MachineStretch): StretchLookup {
    const slice = slices.at(calendars.get(machineId) as ShiftCalendar, startMs);
    const isStale = slice.endMs > (stale.get(machineId) ?? Number.POSITIVE_INFINITY);
    return {
      machineId,
      fromMs: startMs,
      toMs: endMs,
      sliceStart: isStale ? null : slice.startMs,
      beginMs: isStale ? startMs - PERIOD_DAYS_MAX * DAY_MS : slice.startMs,
    };
  }

  const closed = await listClosedSpansOf(access, engine, stretches.map(lookupOf));
  return stretches.map((stretch, at) => {
    const spans = [...(closed.get(at) ?? []), ...openIn(open.get(stretch.machineId) ?? [], stretch)];
    return uptimeIn(stretch, spans.sort(inOrderOfStart));
  });
}

/** Of open periods that began before a stretch only the last one counts: it takes the time of the others for good. */
function openIn(open: readonly PeriodSpan[], { startMs, endMs }: Stretch): readonly PeriodSpan[] {
  const first = open.findLastIndex((span) => span.startMs <= startMs);
  const behind = open.findIndex((span) => span.startMs >= endMs);
  return open.slice(Math.max(first, 0), behind === -1 ? open.length : behind);
}

function uptimeIn(stretch: Stretch, spans: readonly PeriodSpan[]): UptimeSpan[] {
  const uptime: UptimeSpan[] = [];
  for (const { period, ...span } of visibleSpans(spans)) {
    const startMs = Math.max(span.startMs, stretch.startMs);
    const endMs = Math.min(span.endMs, stretch.endMs);
    if (period.category !== Category.productiveUptime || startMs >= endMs) continue;
    uptime.push({ startMs, endMs, open: period.endMs === Number.POSITIVE_INFINITY });
  }
  return uptime;
}
