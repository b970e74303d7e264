/** Adds to an answer what whole shift slices hold: from months where they are whole, else slice by slice. */
import type { Engine, TableAccess } from '../../../platform/database/index.ts';
import { Category } from '../periods/categories.rules.ts';
import type { ShiftCalendar, ShiftInstance } from '../shifts/shift-instances.rules.ts';
import type { ShiftSlices } from '../shifts/shift-slices.ts';
import type { TimelineTables } from '../tables.ts';
import { type SliceSelection, sumCategories, sumMonths, sumReasons } from './accounting.repository.ts';
import { type Ledger, type Part, runsOf } from './accounting.rules.ts';
import { categoryColumns } from './rollups.repository.ts';
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
  /** Whole slices, ascending. */
  readonly parts: readonly Part[];
  readonly keyOf: GroupOf;
}

export async function addRollupSums(share: RollupShare): Promise<void> {
  if (!share.question.withReasons) return addCategories(share, share.parts);
  const { months, rest } = wholeMonths(share);
  if (months.length > 0) await addMonths(share, months);
  if (rest.length > 0) await addReasons(share, rest);
}

async function addMonths(share: RollupShare, months: readonly string[]): Promise<void> {
  const { access, engine, machineIds, question, ledger } = share;
  const by = {
    machine: question.groupBy === 'machine',
    month: question.groupBy === 'month',
    shift: question.groupBy === 'shift',
  };
  for (const row of await sumMonths(access, engine, machineIds, months, question.shift ?? null, by)) {
    const key = row.machine_id ?? row.month ?? (row.shift === '' ? null : row.shift) ?? (by.shift ? null : '');
    if (row.duration !== 0) ledger.add(key, row.category as Category, row.alias_id, row.duration, row.stops);
  }
}

async function addReasons(share: RollupShare, parts: readonly Part[]): Promise<void> {
  const { access, engine, machineIds, question, ledger } = share;
  const by = groupedBy(question);
  for (const selection of selectionsOf(question, parts)) {
    const slices = new Map(parts.map((part) => [part.slice.startMs, part.slice]));
    for (const row of await sumReasons(access, engine, machineIds, selection, by)) {
      ledger.add(keyOfRow(share, slices, row), row.category as Category, row.alias_id, row.duration, row.stops);
    }
  }
}

async function addCategories(share: RollupShare, parts: readonly Part[]): Promise<void> {
  const { access, engine, machineIds, question, ledger } = share;
  const by = groupedBy(question);
  for (const selection of selectionsOf(question, parts)) {
    const slices = new Map(parts.map((part) => [part.slice.startMs, part.slice]));
    for (const row of await sumCategories(access, engine, machineIds, selection, by)) {
      const key = keyOfRow(share, slices, row);
      for (const category of Object.values(Category)) {
        const durationMs = row[categoryColumns[category]];
        if (durationMs > 0) ledger.add(key, category, 0, durationMs, 0);
      }
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
function selectionsOf(question: TimeQuestion, parts: readonly Part[]): SliceSelection[] {
  const filtered = question.shift !== undefined || question.weekday !== undefined;
  const spanned = (run: readonly Part[]): SliceSelection => ({
    fromMs: (run[0] as Part).slice.startMs,
    toMs: (run.at(-1) as Part).slice.endMs,
  });
  if (!filtered) return runsOf(parts).map(spanned);
  return [{ ...spanned(parts), starts: parts.map((part) => part.slice.startMs) }];
}

/** Production months all of whose slices (of the asked shift) are wanted, where the grouping lets them stay together. */
function wholeMonths({ question, parts, slices, calendar }: RollupShare): { months: string[]; rest: readonly Part[] } {
  const keepsMonths = ['machine', 'shift', 'month', undefined].includes(question.groupBy);
  if (!keepsMonths || question.weekday !== undefined) return { months: [], rest: parts };
  const months: string[] = [];
  const rest: Part[] = [];
  for (const [month, ofMonth] of Map.groupBy(parts, (part) => part.slice.productionDay.slice(0, 7))) {
    const all = slices.ofMonth(calendar, month);
    const asked = question.shift === undefined ? all : all.filter((slice) => slice.shift === question.shift);
    if (ofMonth.length === asked.length) months.push(month);
    else rest.push(...ofMonth);
  }
  return { months, rest };
}
