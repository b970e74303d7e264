/** How a question about time is cut into parts that can be answered, and how the parts' names are made. Pure. */

import { DAY_MS } from '../../../kernel/clock.ts';
import type { Category } from '../periods/categories.rules.ts';
import { PERIOD_DAYS_MAX } from '../periods/periods.rules.ts';
import type { IsoWeekday, ShiftInstance } from '../shifts/shift-instances.rules.ts';
import { isoWeekOf, localHours } from './local-time.rules.ts';
import { type Stretch, Sums } from './sums.rules.ts';

export const groupings = ['machine', 'shift', 'day', 'hour', 'week', 'month'] as const;
export type Grouping = (typeof groupings)[number];

/** A slice's share of the window: the slice, and what the window leaves of it. */
export interface Part extends Stretch {
  readonly slice: ShiftInstance;
  /** True when the window covers the slice from end to end. */
  readonly whole: boolean;
}

export interface PartFilter {
  readonly shift?: string | undefined;
  readonly weekday?: IsoWeekday | undefined;
}

/** Clips slices to the window and keeps those that the filter asks for. */
export function partsOf(slices: readonly ShiftInstance[], window: Stretch, filter: PartFilter): Part[] {
  const parts: Part[] = [];
  for (const slice of slices) {
    if (filter.shift !== undefined && slice.shift !== filter.shift) continue;
    if (filter.weekday !== undefined && slice.weekday !== filter.weekday) continue;
    const startMs = Math.max(slice.startMs, window.startMs);
    const endMs = Math.min(slice.endMs, window.endMs);
    if (startMs < endMs)
      parts.push({ slice, startMs, endMs, whole: startMs === slice.startMs && endMs === slice.endMs });
  }
  return parts;
}

/** The name of the group that a machine's time in a slice belongs to; null for time in no shift. */
export function groupKeyOf(
  grouping: Exclude<Grouping, 'hour'> | undefined,
): (machineId: string, slice: ShiftInstance) => string | null {
  switch (grouping) {
    case undefined:
      return () => '';
    case 'machine':
      return (machineId) => machineId;
    case 'shift':
      return (_, slice) => slice.shift;
    case 'day':
      return (_, slice) => slice.productionDay;
    case 'week':
      return memoised((day) => isoWeekOf(day));
    case 'month':
      return (_, slice) => slice.productionDay.slice(0, 7);
  }
}

function memoised(nameOf: (day: string) => string): (machineId: string, slice: ShiftInstance) => string {
  const names = new Map<string, string>();
  return (_, slice) => {
    let name = names.get(slice.productionDay);
    if (name === undefined) names.set(slice.productionDay, (name = nameOf(slice.productionDay)));
    return name;
  };
}

/** Parts cut at the local hours, with the hour's name. */
export function hourlyStretches(zone: string, parts: readonly Part[]): (Stretch & { key: string })[] {
  return parts.flatMap((part) => localHours(zone, part.startMs, part.endMs));
}

/** Runs of parts whose slices follow each other without a hole. */
export function runsOf<Sliced extends Pick<Part, 'slice'>>(parts: readonly Sliced[]): Sliced[][] {
  const runs: Sliced[][] = [];
  for (const part of parts) {
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1)?.slice.endMs === part.slice.startMs) run.push(part);
    else runs.push([part]);
  }
  return runs;
}

/** Parts whose raw periods are read at once, ascending; there may be time between them. */
export interface Piece {
  readonly parts: readonly Part[];
  /** What reaches into it is carried over from the piece before, or begins after that one's end. */
  readonly isContinued: boolean;
}

const PIECE_MS = 7 * DAY_MS;

/**
 * Cuts parts into pieces of a week at most: reading and adding up one keeps others waiting.
 *
 * Sums that are not stale say what reaches into their slice, so a piece that begins there reads nothing of a gap before
 * it. Elsewhere only the time before tells, as much of it as the longest period takes: reading the gap alone is less.
 */
export function piecesOf(parts: readonly Part[], staleFromMs: number): Piece[] {
  const pieces: { readonly parts: Part[]; readonly isContinued: boolean }[] = [];
  for (const part of parts) {
    const piece = pieces.at(-1)?.parts;
    const gapMs = part.startMs - (piece?.at(-1)?.endMs ?? Number.NEGATIVE_INFINITY);
    // a gap of a few slices is cheaper to read than to ask for its end
    const gapMaxMs = part.slice.endMs > staleFromMs ? PERIOD_DAYS_MAX * DAY_MS : DAY_MS;
    const isContinued = gapMs <= gapMaxMs;
    if (piece?.[0] !== undefined && isContinued && part.endMs - piece[0].startMs <= PIECE_MS) piece.push(part);
    else pieces.push({ parts: [part], isContinued });
  }
  return pieces;
}

/** Where an answer is collected: the window and the sums of each group. */
export class Ledger {
  readonly groups = new Map<string | null, { windowMs: number; readonly sums: Sums }>();

  addWindow(key: string | null, durationMs: number): void {
    this.#group(key).windowMs += durationMs;
  }

  add(key: string | null, category: Category, aliasId: number, durationMs: number, stops: number): void {
    this.#group(key).sums.add(category, aliasId, durationMs, stops);
  }

  #group(key: string | null): { windowMs: number; readonly sums: Sums } {
    let group = this.groups.get(key);
    if (group === undefined) this.groups.set(key, (group = { windowMs: 0, sums: new Sums() }));
    return group;
  }
}
