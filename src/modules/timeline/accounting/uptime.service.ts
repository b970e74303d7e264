/**
 * When machines ran, in stretches of their time that others choose: production runs, say.
 *
 * The same to the millisecond as time accounting has it. Raw periods are read, so the cost follows the stretches; where
 * sums are stale, the time from a year before a machine's first stretch to the end of its last.
 */
import { DAY_MS } from '../../../kernel/clock.ts';
import { chunksOf } from '../../../platform/database/index.ts';
import { Category } from '../periods/categories.rules.ts';
import { inOrderOfStart, type PeriodSpan, visibleSpans } from '../periods/overlaps.rules.ts';
import { PERIOD_DAYS_MAX } from '../periods/periods.rules.ts';
import type { ReadContext } from '../read-context.ts';
import type { ShiftCalendar } from '../shifts/shift-instances.rules.ts';
import { Turns } from '../turns.ts';
import { listOpenSpans, listStale } from './accounting.repository.ts';
import { firstEndingAfter, type Stretch } from './sums.rules.ts';
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
  const uptime: UptimeSpan[][] = stretches.map(() => []);
  const turns = new Turns();
  const places = [...stretches.keys()];
  const isStale = (at: number) => hasStaleSums(context, known, stretches[at] as MachineStretch);
  for (const chunk of chunksOf(
    places.filter((at) => !isStale(at)),
    STRETCHES_AT_ONCE,
  )) {
    const some = chunk.map((at) => stretches[at] as MachineStretch);
    await turns.before(1);
    const found = await readUptime(context, known, some);
    for (const [place, at] of chunk.entries()) uptime[at] = found[place] ?? [];
  }
  // what reaches into stale time is found by a look a year back: once for all that follow each other within one
  for (const together of neighbours(places.filter(isStale), stretches)) {
    const [{ machineId, startMs }] = together as [MachineStretch & { at: number }];
    const endMs = Math.max(...together.map((stretch) => stretch.endMs));
    await turns.before(1);
    const [all = []] = await readUptime(context, known, [{ machineId, startMs, endMs }]);
    for (const { at, ...stretch } of together) uptime[at] = clippedTo(stretch, all);
  }
  return uptime;
}

/** Whether nothing says how early a period begins that reaches into the stretch. */
function hasStaleSums(
  { slices }: Pick<ReadContext, 'slices'>,
  { calendars, stale }: Pick<MachinesKnown, 'calendars' | 'stale'>,
  { machineId, startMs }: MachineStretch,
): boolean {
  const staleFromMs = stale.get(machineId);
  if (staleFromMs === undefined) return false;
  return slices.at(calendars.get(machineId) as ShiftCalendar, startMs).endMs > staleFromMs;
}

/** Stretches of one machine, ascending, of which none begins more than a year after those before it. */
function neighbours(
  places: readonly number[],
  stretches: readonly MachineStretch[],
): (MachineStretch & { readonly at: number })[][] {
  const found: (MachineStretch & { readonly at: number })[][] = [];
  const wanted = places.map((at) => ({ ...(stretches[at] as MachineStretch), at }));
  for (const ofMachine of Map.groupBy(wanted, ({ machineId }) => machineId).values()) {
    let reachedMs = Number.NEGATIVE_INFINITY;
    for (const stretch of ofMachine.sort((a, b) => a.startMs - b.startMs)) {
      if (stretch.startMs - reachedMs > PERIOD_DAYS_MAX * DAY_MS) found.push([]);
      found.at(-1)?.push(stretch);
      reachedMs = Math.max(reachedMs, stretch.endMs);
    }
  }
  return found;
}

function clippedTo(stretch: Stretch, spans: readonly UptimeSpan[]): UptimeSpan[] {
  const clipped: UptimeSpan[] = [];
  for (let at = firstEndingAfter(spans, stretch.startMs); at < spans.length; at++) {
    const { startMs, endMs, open } = spans[at] as UptimeSpan;
    if (startMs >= stretch.endMs) break;
    const piece = { startMs: Math.max(startMs, stretch.startMs), endMs: Math.min(endMs, stretch.endMs), open };
    if (piece.startMs < piece.endMs) clipped.push(piece);
  }
  return clipped;
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
  known: MachinesKnown,
  stretches: readonly MachineStretch[],
): Promise<UptimeSpan[][]> {
  const { calendars, open } = known;
  function lookupOf(stretch: MachineStretch): StretchLookup {
    const { machineId, startMs, endMs } = stretch;
    const slice = slices.at(calendars.get(machineId) as ShiftCalendar, startMs);
    const isStale = hasStaleSums({ slices }, known, stretch);
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
