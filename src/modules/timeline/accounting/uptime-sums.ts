/**
 * How long machines ran in each of many stretches of their time.
 *
 * The same to the millisecond as time accounting has it, and as {@link listUptime} adds up to. Whole shift slices come
 * from sums, so the cost of a stretch does not grow with its length in slices' periods; raw periods are read at its two
 * ends, where an open period begins, and where sums are stale. A few statements for some hundred stretches.
 */
import { chunksOf } from '../../../platform/database/index.ts';
import { Category } from '../periods/categories.rules.ts';
import type { ReadContext } from '../read-context.ts';
import type { ShiftCalendar } from '../shifts/shift-instances.rules.ts';
import { Turns } from '../turns.ts';
import { firstEndingAfter, type Stretch } from './sums.rules.ts';
import { type SlicedStretch, sumSlices } from './uptime.queries.ts';
import { knowMachines, type MachineStretch, type MachinesKnown, readUptime } from './uptime.service.ts';

/** Stretches whose periods are read at once. */
const RAW_AT_ONCE = 100;

/** A part of a stretch, and the place of that among those that were given. */
interface Piece extends MachineStretch {
  readonly at: number;
}

/** Whole slices in a row. */
interface SummedPiece extends Piece {
  /** Whether what no closed period takes is uptime: that of a period that has not ended. */
  readonly openUptime: boolean;
}

/** @returns ms of productive uptime in each stretch, in the order of the stretches */
export async function sumUptime(context: ReadContext, stretches: readonly MachineStretch[]): Promise<number[]> {
  const totals = stretches.map(() => 0);
  if (stretches.length === 0) return totals;
  const known = await knowMachines(context, stretches);
  const { summed, raw, stale } = piecesOf(context, known, stretches);
  const add = (at: number, durationMs: number) => {
    totals[at] = (totals[at] ?? 0) + durationMs;
  };
  await addSums(context, summed, add);
  const turns = new Turns();
  for (const chunk of chunksOf(raw, RAW_AT_ONCE)) {
    await turns.before(chunk.reduce((length, { startMs, endMs }) => length + endMs - startMs, 0));
    const uptime = await readUptime(context, known, chunk);
    for (const [place, { at }] of chunk.entries()) add(at, lengthIn(uptime[place] ?? [], chunk[place] as Piece));
  }
  // what reaches into stale time is found by a look a year back: once a machine
  for (const [machineId, ofMachine] of Map.groupBy(stale, (piece) => piece.machineId)) {
    const startMs = Math.min(...ofMachine.map((piece) => piece.startMs));
    const endMs = Math.max(...ofMachine.map((piece) => piece.endMs));
    await turns.before(endMs - startMs);
    const [uptime = []] = await readUptime(context, known, [{ machineId, startMs, endMs }]);
    for (const piece of ofMachine) add(piece.at, lengthIn(uptime, piece));
  }
  return totals;
}

interface Pieces {
  readonly summed: readonly SummedPiece[];
  readonly raw: readonly Piece[];
  /** Those whose raw periods cannot be found by the sums. */
  readonly stale: readonly Piece[];
}

type Source = 'raw' | 'stale' | 'summed';

function piecesOf({ slices }: ReadContext, known: MachinesKnown, stretches: readonly MachineStretch[]): Pieces {
  const found: Record<Source, (SummedPiece & { endMs: number })[]> = { summed: [], raw: [], stale: [] };
  for (const [at, { machineId, startMs, endMs }] of stretches.entries()) {
    const staleFromMs = known.stale.get(machineId) ?? Number.POSITIVE_INFINITY;
    const open = known.open.get(machineId) ?? [];
    let last: { source: Source; piece: SummedPiece & { endMs: number } } | undefined;
    for (const slice of slices.overlapping(known.calendars.get(machineId) as ShiftCalendar, startMs, endMs)) {
      const piece = { startMs: Math.max(slice.startMs, startMs), endMs: Math.min(slice.endMs, endMs) };
      const isWhole = piece.startMs === slice.startMs && piece.endMs === slice.endMs;
      const opens = open.some((span) => slice.startMs <= span.startMs && span.startMs < slice.endMs);
      const source: Source = slice.endMs > staleFromMs ? 'stale' : isWhole && !opens ? 'summed' : 'raw';
      const owner = open.findLast((span) => span.startMs < piece.startMs);
      const openUptime = source === 'summed' && owner?.category === Category.productiveUptime;
      if (last !== undefined && last.source === source && last.piece.openUptime === openUptime) {
        last.piece.endMs = piece.endMs;
        continue;
      }
      last = { source, piece: { at, machineId, ...piece, openUptime } };
      found[source].push(last.piece);
    }
  }
  return found;
}

async function addSums(
  { access, engine }: ReadContext,
  pieces: readonly SummedPiece[],
  add: (at: number, durationMs: number) => void,
): Promise<void> {
  for (const chunk of chunksOf(pieces)) {
    const asked = chunk.map(
      ({ machineId, startMs, endMs }, at): SlicedStretch => ({ at, machineId, fromMs: startMs, toMs: endMs }),
    );
    const sums = await sumSlices(access, engine, asked);
    for (const [place, { at, startMs, endMs, openUptime }] of chunk.entries()) {
      const { uptimeMs = 0, closedMs = 0 } = sums.get(place) ?? {};
      add(at, uptimeMs + (openUptime ? endMs - startMs - closedMs : 0));
    }
  }
}

/** How much of the spans lies in the stretch. @param spans ascending, not overlapping */
function lengthIn(spans: readonly Stretch[], { startMs, endMs }: Stretch): number {
  let length = 0;
  for (let at = firstEndingAfter(spans, startMs); at < spans.length; at++) {
    const span = spans[at] as Stretch;
    if (span.startMs >= endMs) break;
    length += Math.min(span.endMs, endMs) - Math.max(span.startMs, startMs);
  }
  return length;
}
