/** A count of one location that is being made: kept on the device, so that neither a reload nor a break loses it. */
import { wholeIn } from '../../format/typed-number.ts';
import type { ListedComponent } from './use-stock.ts';

export interface CountedComponent {
  readonly name: string;
  readonly stockCode: string | null;
  readonly unit: string;
  readonly unitCost: number | null;
  /** As it is typed: whole units, from 0. */
  readonly counted: string;
  /** What the books said when it was counted. */
  readonly expected: number;
}

export interface Stocktake {
  readonly locationId: number;
  /** Milliseconds. */
  readonly startedAt: number;
  /** By the number of the component. */
  readonly counts: Readonly<Record<string, CountedComponent>>;
}

/** What stands in the list of a count. */
export interface CountRow {
  readonly id: number;
  readonly name: string;
  readonly stockCode: string | null;
  readonly unit: string;
  /** What the books say is there. */
  readonly expected: number;
  readonly unitCost: number | null;
  /** As it is typed; empty where nobody has counted it yet. */
  readonly counted: string;
  /** What the books said when it was counted, where they say something else now: something was moved meanwhile. */
  readonly movedFrom: number | undefined;
}

export interface CountLine {
  readonly component_id: number;
  readonly counted: number;
}

/** At the location, as the books say. */
export function expectedAt({ levels }: ListedComponent, locationId: number): number {
  return levels.find(({ location_id: id }) => id === locationId)?.on_hand ?? 0;
}

const names = new Intl.Collator();

/**
 * What should be there, and what was found there all the same; by name.
 *
 * @param components all that should be there: of what is not among them there is none
 */
export function countRows(components: readonly ListedComponent[], { locationId, counts }: Stocktake): CountRow[] {
  const listed = components.map((component): CountRow => {
    const expected = expectedAt(component, locationId);
    const count = counts[component.id];
    return {
      id: component.id,
      name: component.component_name,
      stockCode: component.stock_code,
      unit: component.unit,
      expected,
      unitCost: component.unit_cost,
      counted: count?.counted ?? '',
      movedFrom: movedFrom(count, expected),
    };
  });
  const known = new Set(components.map(({ id }) => String(id)));
  const found = Object.entries(counts)
    .filter(([id]) => !known.has(id))
    .map(([id, count]): CountRow => ({ ...count, id: Number(id), expected: 0, movedFrom: movedFrom(count, 0) }));
  return [...listed, ...found].sort((one, other) => names.compare(one.name, other.name));
}

function movedFrom(count: CountedComponent | undefined, expected: number): number | undefined {
  return count === undefined || count.expected === expected ? undefined : count.expected;
}

/** More cannot be at one location: it is a code that was typed into the field. */
const COUNT_MAX = 1_000_000_000;

/** Undefined for what is no count yet, or none. */
export function countIn(text: string): number | undefined {
  const value = wholeIn(text);
  return value !== undefined && value <= COUNT_MAX ? value : undefined;
}

export type ToCount = Omit<CountedComponent, 'counted'> & { readonly id: number };

export function withCount(
  stocktake: Stocktake,
  { id, name, stockCode, unit, unitCost, expected }: ToCount,
  counted: string,
): Stocktake {
  const { [id]: _before, ...others } = stocktake.counts as Record<string, CountedComponent>;
  // an emptied field is one that nobody has counted
  const counts =
    counted.trim() === '' ? others : { ...others, [id]: { name, stockCode, unit, unitCost, counted, expected } };
  return { ...stocktake, counts };
}

/** One more than was counted: each scan is one piece. What the books said at the first of them stays. */
export function withOneMore(stocktake: Stocktake, row: ToCount): Stocktake {
  const before = stocktake.counts[row.id];
  const counted = String((countIn(before?.counted ?? '') ?? 0) + 1);
  return withCount(stocktake, { ...row, expected: before?.expected ?? row.expected }, counted);
}

/** What is sent; what is no number is left out, see {@link wrongCounts}. */
export function countLines({ counts }: Stocktake): CountLine[] {
  return Object.entries(counts).flatMap(([id, { counted }]) => {
    const value = countIn(counted);
    return value === undefined ? [] : [{ component_id: Number(id), counted: value }];
  });
}

/** Names of what holds no whole number. */
export function wrongCounts({ counts }: Stocktake): string[] {
  return Object.values(counts).flatMap(({ name, counted }) => (countIn(counted) === undefined ? [name] : []));
}

/** What differs from the books: the greatest first. */
export function differencesOf(rows: readonly CountRow[]): readonly (CountRow & { readonly difference: number })[] {
  return rows
    .flatMap((row) => {
      const counted = countIn(row.counted);
      return counted === undefined || counted === row.expected ? [] : [{ ...row, difference: counted - row.expected }];
    })
    .sort((one, other) => Math.abs(other.difference) - Math.abs(one.difference));
}

/** @returns undefined where nothing was kept, or nothing that can be read */
export function readStocktake(kept: string | null): Stocktake | undefined {
  if (kept === null) return undefined;
  try {
    const value = JSON.parse(kept) as Partial<Stocktake> | null;
    const isOne = Number.isSafeInteger(value?.locationId) && typeof value?.counts === 'object' && value.counts !== null;
    return isOne ? (value as Stocktake) : undefined;
  } catch {
    return undefined;
  }
}
