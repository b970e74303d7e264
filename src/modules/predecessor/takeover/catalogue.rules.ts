/** Products and components of the predecessor. */
import { comparisonKey, tidyName } from '../../../kernel/texts.ts';
import type { OldRow } from './old-database.ts';
import { keptNumber, type Reading, RowReader } from './reading.ts';

const NAME_LENGTH_MAX = 120;
const CODE_LENGTH_MAX = 64;
const STOCK_MAX = 1_000_000_000;

export interface OldProduct {
  readonly number: number | undefined;
  readonly name: string;
  readonly code: string | null;
}

export interface OldComponent extends OldProduct {
  /** What is on the shelf. */
  readonly stock: number;
}

export function readProduct(row: OldRow): Reading<OldProduct> {
  const reader = new RowReader(row);
  const name = nameOf(reader, 'product_name');
  if (name === undefined) return reader.refuse('product_name', UNFIT);
  return reader.take({ number: keptNumber(reader.id), name, code: codeOf(reader, 'product_code', CODE_LENGTH_MAX) });
}

export function readComponent(row: OldRow): Reading<OldComponent> {
  const reader = new RowReader(row);
  const name = nameOf(reader, 'component_name');
  if (name === undefined) return reader.refuse('component_name', UNFIT);
  const code = codeOf(reader, 'stock_code', NAME_LENGTH_MAX);
  return reader.take({ number: keptNumber(reader.id), name, code, stock: stockOf(reader) });
}

/**
 * Names and codes are unique here without regard to case and white space; there only word for word. Which rows repeat
 * those of an earlier one follows from the file alone, whatever has been taken already.
 */
export function repeatsIn(readings: readonly Reading<OldProduct>[]): ReadonlyMap<string, 'name' | 'code'> {
  const seen = new Set<string>();
  const repeats = new Map<string, 'name' | 'code'>();
  for (const { id, value } of readings) {
    if (value === undefined) continue;
    const name = `name ${comparisonKey(value.name)}`;
    const code = value.code === null ? undefined : `code ${comparisonKey(value.code)}`;
    if (seen.has(name)) repeats.set(id, 'name');
    else if (code !== undefined && seen.has(code)) repeats.set(id, 'code');
    else {
      seen.add(name);
      if (code !== undefined) seen.add(code);
    }
  }
  return repeats;
}

const UNFIT = `is no name of 1 to ${NAME_LENGTH_MAX} characters`;

function nameOf(reader: RowReader, column: string): string | undefined {
  const name = tidyName(reader.word(column));
  if (name === '' || name.length > NAME_LENGTH_MAX) return undefined;
  if (name !== reader.text(column)) reader.change(column, 'had space or marks that cannot be seen', name);
  return name;
}

function codeOf(reader: RowReader, column: string, longest: number): string | null {
  const given = reader.text(column);
  const code = tidyName(reader.word(column));
  if (code.length > longest) {
    reader.change(column, `is longer than ${longest} characters`, null);
    return null;
  }
  if (code !== given)
    reader.change(column, code === '' ? 'says nothing' : 'had space or marks that cannot be seen', code || null);
  return code || null;
}

function stockOf(reader: RowReader): number {
  const stock = reader.whole('current_stock');
  if (stock === undefined || Math.abs(stock) > STOCK_MAX) {
    reader.change('current_stock', `is no whole number up to ${STOCK_MAX}: count it`, '0');
    return 0;
  }
  if (stock >= 0) return stock;
  reader.change('current_stock', 'is below zero, which no shelf holds: count it', '0');
  return 0;
}
