/**
 * Where stretches of machines' time lie in what a question asks for: clipped to its window, shift and weekday, cut where
 * one of its groups ends, each piece with the name of its group.
 *
 * The pieces of a stretch that covers the window are, to the millisecond, the time that accounting answers about.
 */
import type { ReadContext } from '../read-context.ts';
import type { ShiftCalendar } from '../shifts/shift-instances.rules.ts';
import type { ShiftSlices } from '../shifts/shift-slices.ts';
import { groupKeyOf, hourlyStretches, partsOf } from './accounting.rules.ts';
import { firstEndingAfter, type Stretch } from './sums.rules.ts';
import type { TimeQuestion } from './time-question.ts';
import type { MachineStretch } from './uptime.service.ts';

export type PlaceQuestion = Pick<TimeQuestion, 'fromMs' | 'toMs' | 'shift' | 'weekday' | 'groupBy'>;

export interface PlacedStretch extends MachineStretch {
  /** Place of the stretch among those that were given. */
  readonly at: number;
  /** As the groups of an answer are called; the empty text where no grouping was asked for. */
  readonly key: string | null;
}

interface KeyedStretch extends Stretch {
  readonly key: string | null;
}

/** @returns the pieces of each stretch, ascending, in the order of the stretches; those outside have none */
export async function placeStretches(
  { access, slices, calendarsOf }: ReadContext,
  question: PlaceQuestion,
  stretches: readonly MachineStretch[],
): Promise<PlacedStretch[]> {
  const byMachine = question.groupBy === 'machine';
  const windows = new Map<ShiftCalendar | undefined, readonly KeyedStretch[]>();
  const whole = isWhole(question);
  if (whole) windows.set(undefined, [{ key: '', startMs: question.fromMs, endMs: question.toMs }]);
  const calendars = whole
    ? undefined
    : await calendarsOf(access, [...new Set(stretches.map(({ machineId }) => machineId))]);
  function windowsOf(machineId: string): readonly KeyedStretch[] {
    const calendar = calendars?.get(machineId);
    let found = windows.get(calendar);
    if (found === undefined) {
      windows.set(calendar, (found = joined(keyedParts(slices, calendar as ShiftCalendar, question))));
    }
    return found;
  }

  const placed: PlacedStretch[] = [];
  for (const [at, { machineId, startMs, endMs }] of stretches.entries()) {
    const own = windowsOf(machineId);
    for (let next = firstEndingAfter(own, startMs); next < own.length; next++) {
      const window = own[next] as KeyedStretch;
      const piece = { startMs: Math.max(startMs, window.startMs), endMs: Math.min(endMs, window.endMs) };
      if (piece.startMs >= piece.endMs) break;
      placed.push({ at, machineId, key: byMachine ? machineId : window.key, ...piece });
    }
  }
  return placed;
}

/** Whether the window is one piece, whatever the shifts are. */
function isWhole({ groupBy, shift, weekday }: PlaceQuestion): boolean {
  return (groupBy === undefined || groupBy === 'machine') && shift === undefined && weekday === undefined;
}

function keyedParts(slices: ShiftSlices, calendar: ShiftCalendar, question: PlaceQuestion): KeyedStretch[] {
  const window = { startMs: question.fromMs, endMs: question.toMs };
  const parts = partsOf(slices.overlapping(calendar, window.startMs, window.endMs), window, question);
  if (question.groupBy === 'hour') return hourlyStretches(slices.zone, parts);
  const keyOf = groupKeyOf(question.groupBy);
  return parts.map(({ slice, startMs, endMs }) => ({ key: keyOf('', slice), startMs, endMs }));
}

/** Neighbours of one group as one. */
function joined(stretches: readonly KeyedStretch[]): KeyedStretch[] {
  const found: { key: string | null; startMs: number; endMs: number }[] = [];
  for (const { key, startMs, endMs } of stretches) {
    const last = found.at(-1);
    if (last !== undefined && last.key === key && last.endMs === startMs) last.endMs = endMs;
    else found.push({ key, startMs, endMs });
  }
  return found;
}
