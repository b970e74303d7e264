/**
 * Adds to an answer what whole shift slices hold.
 *
 * Of a production month either the wanted slices are read, or its sums less the slices that are not wanted: whichever
 * are fewer. So no question reads more than half the slices of a month, and a whole month costs none.
 *
 * What many machines or years have is read in pieces, and others have their turn between them.
 */
import { chunksOf, type Engine, type TableAccess } from '../../../platform/database/index.ts';
import { Category } from '../periods/categories.rules.ts';
import type { ShiftCalendar, ShiftInstance } from '../shifts/shift-instances.rules.ts';
import type { ShiftSlices } from '../shifts/shift-slices.ts';
import type { TimelineTables } from '../tables.ts';
import type { Turns } from '../turns.ts';
import { type Ledger, type Part, runsOf } from './accounting.rules.ts';
import { categoryColumns } from './rollups.repository.ts';
import { type SliceSelection, sumCategories, sumMonths, sumReasons } from './sums.repository.ts';
import type { TimeQuestion } from './time-question.ts';

export type GroupOf = (machineId: string, slice: ShiftInstance) => string | null;

export interface RollupShare {
  readonly engine: Engine;
  readonly access: TableAccess<TimelineTables>;
  readonly slices: ShiftSlices;
  readonly calendar: ShiftCalendar;
  readonly question: TimeQuestion;
  readonly ledger: Ledger;
  readonly machineIds: readonly string[];
  /** Whole slices, ascending, none of them stale: then their months are not stale either, whose beginnings marks are. */
  readonly parts: readonly Part[];
  readonly keyOf: GroupOf;
  readonly turns: Turns;
}

interface Sliced {
  readonly slice: ShiftInstance;
}

export async function addRollupSums(share: RollupShare): Promise<void> {
  if (!share.question.withReasons) return addCategories(share, share.parts);
  const { months, tooMuch, rest } = monthsAndSlices(share);
  if (months.length > 0) await addMonths(share, months);
  if (tooMuch.length > 0) await addReasons(share, tooMuch, -1);
  if (rest.length > 0) await addReasons(share, rest, 1);
}

async function addMonths(share: RollupShare, months: readonly string[]): Promise<void> {
  const { access, engine, question, ledger } = share;
  const by = {
    machine: question.groupBy === 'machine',
    month: question.groupBy === 'month',
    shift: question.groupBy === 'shift',
  };
  for await (const piece of inPieces(share, months, MONTHS_AT_ONCE, by.month)) {
    for (const row of await sumMonths(access, engine, piece.machineIds, piece.items, question.shift ?? null, by)) {
      const key = row.machine_id ?? row.month ?? (row.shift === '' ? null : row.shift) ?? (by.shift ? null : '');
      if (row.duration !== 0) ledger.add(key, row.category as Category, row.alias_id, row.duration, row.stops);
    }
  }
}

/** @param sign -1 takes away what {@link addMonths} has added too much */
async function addReasons(share: RollupShare, parts: readonly Sliced[], sign: 1 | -1): Promise<void> {
  const { access, engine, question, ledger } = share;
  const by = groupedBy(question);
  const slices = new Map(parts.map(({ slice }) => [slice.startMs, slice]));
  for await (const piece of inPieces(share, parts, REASON_SLICES_AT_ONCE, by.slice)) {
    for (const selection of selectionsOf(question, piece.items)) {
      for (const row of await sumReasons(access, engine, piece.machineIds, selection, by)) {
        const key = keyOfRow(share, slices, row);
        ledger.add(key, row.category as Category, row.alias_id, sign * row.duration, sign * row.stops);
      }
    }
  }
}

async function addCategories(share: RollupShare, parts: readonly Part[]): Promise<void> {
  const { access, engine, question, ledger } = share;
  const by = groupedBy(question);
  const slices = new Map(parts.map(({ slice }) => [slice.startMs, slice]));
  for await (const piece of inPieces(share, parts, SLICES_AT_ONCE, by.slice)) {
    for (const selection of selectionsOf(question, piece.items)) {
      for (const row of await sumCategories(access, engine, piece.machineIds, selection, by)) {
        const key = keyOfRow(share, slices, row);
        for (const category of Object.values(Category)) {
          const durationMs = row[categoryColumns[category]];
          if (durationMs > 0) ledger.add(key, category, 0, durationMs, 0);
        }
      }
    }
  }
}

/**
 * Slices or months, once for each machine, that one statement adds up. Each stands for some ten thousand rows of a busy
 * factory, which keep others waiting for about ten milliseconds.
 */
export const SLICES_AT_ONCE = 10_000;
const REASON_SLICES_AT_ONCE = 1_000;
const MONTHS_AT_ONCE = 250;

interface SumsPiece<Item> {
  readonly machineIds: readonly string[];
  readonly items: readonly Item[];
}

/**
 * Pairs of machine and item, `pairsAtOnce` of them, with a turn for others where that was much.
 *
 * Where items tell groups apart a piece has all machines and few items, else all items and few machines: so a group's
 * rows are added up by the database as far as they can be.
 */
async function* inPieces<Item>(
  { machineIds, turns }: RollupShare,
  items: readonly Item[],
  pairsAtOnce: number,
  groupedByItem: boolean,
): AsyncGenerator<SumsPiece<Item>> {
  const [machinesAtOnce, itemsAtOnce] = groupedByItem
    ? [pairsAtOnce, Math.max(1, Math.floor(pairsAtOnce / machineIds.length))]
    : [Math.max(1, Math.floor(pairsAtOnce / items.length)), pairsAtOnce];
  for (const machines of chunksOf(machineIds, machinesAtOnce)) {
    for (const some of chunksOf(items, itemsAtOnce)) {
      await turns.before((machines.length * some.length) / pairsAtOnce);
      yield { machineIds: machines, items: some };
    }
  }
}

function groupedBy({ groupBy }: TimeQuestion): { machine: boolean; slice: boolean } {
  return { machine: groupBy === 'machine', slice: groupBy !== undefined && groupBy !== 'machine' };
}

function keyOfRow(
  { keyOf }: RollupShare,
  slices: ReadonlyMap<number, ShiftInstance>,
  row: { machine_id?: string; slice_start?: number },
): string | null {
  if (row.slice_start === undefined) return row.machine_id ?? '';
  const slice = slices.get(row.slice_start);
  if (slice === undefined) throw new Error(`Sums at ${row.slice_start} belong to no shift slice.`);
  return keyOf(row.machine_id ?? '', slice);
}

/** Ranges where slices follow each other; where a filter leaves every other one, one range with the list of starts. */
function selectionsOf(question: TimeQuestion, parts: readonly Sliced[]): SliceSelection[] {
  const filtered = question.shift !== undefined || question.weekday !== undefined;
  const spanned = (run: readonly Sliced[]): SliceSelection => ({
    fromMs: (run[0] as Sliced).slice.startMs,
    toMs: (run.at(-1) as Sliced).slice.endMs,
  });
  if (!filtered) return runsOf(parts).map(spanned);
  return [{ ...spanned(parts), starts: parts.map((part) => part.slice.startMs) }];
}

/** How the wanted slices are read: `months` less `tooMuch`, and `rest` slice by slice. */
interface ReadingPlan {
  readonly months: readonly string[];
  readonly tooMuch: readonly Sliced[];
  readonly rest: readonly Sliced[];
}

function monthsAndSlices({ question, parts, slices, calendar }: RollupShare): ReadingPlan {
  const keepsMonths = ['machine', 'shift', 'month', undefined].includes(question.groupBy);
  if (!keepsMonths || question.weekday !== undefined) return { months: [], tooMuch: [], rest: parts };
  const months: string[] = [];
  const tooMuch: Sliced[] = [];
  const rest: Sliced[] = [];
  for (const [month, wanted] of Map.groupBy(parts, (part) => part.slice.productionDay.slice(0, 7))) {
    const all = slices.ofMonth(calendar, month);
    const asked = question.shift === undefined ? all : all.filter((slice) => slice.shift === question.shift);
    if (2 * wanted.length <= asked.length) {
      rest.push(...wanted);
      continue;
    }
    months.push(month);
    const starts = new Set(wanted.map(({ slice }) => slice.startMs));
    for (const slice of asked) if (!starts.has(slice.startMs)) tooMuch.push({ slice });
  }
  return { months, tooMuch, rest };
}
