/** A line of a component file, as it is read: which columns there are, and what their cells may say. */
import { readCsvNumber } from '../../../kernel/csv-numbers.ts';
import { type CsvRejection, type CsvRow, rejectionOf } from '../../../kernel/csv-table.ts';
import { comparisonKey, tidyName } from '../../../kernel/texts.ts';
import type { ComponentDetails } from '../components/components.types.ts';
import { QUANTITY_MAX } from '../stock/stock.rules.ts';

export const componentColumns = {
  required: ['component_name'],
  optional: [
    'stock_code',
    'unit',
    'unit_cost',
    'supplier',
    'supplier_code',
    'lead_time_days',
    'category',
    'notes',
    'current_stock',
    'location',
  ],
} as const;
export type ComponentColumn = (typeof componentColumns)['required' | 'optional'][number];

/** Characters that a cell may have, as over HTTP. */
const lengths = {
  component_name: 120,
  stock_code: 64,
  unit: 20,
  supplier: 120,
  supplier_code: 120,
  category: 120,
  notes: 4_000,
  location: 120,
} as const satisfies Partial<Record<ComponentColumn, number>>;
type TextColumn = keyof typeof lengths;

const COST_MAX = 1_000_000_000;
const LEAD_TIME_DAYS_MAX = 3_650;

/** What a line says: an empty cell, or a column that the file does not have, says nothing. */
export interface ComponentRow {
  readonly line: number;
  readonly details: Partial<ComponentDetails> & { readonly name: string };
  /** Whole units that are there already; counts for new components only. */
  readonly openingStock: number;
  /** Where they are, by name. */
  readonly location: string | undefined;
}

/** How rows and components find each other. */
export function keyOf(row: ComponentRow): { readonly name: string; readonly code: string | undefined } {
  const { name, stockCode } = row.details;
  return { name: comparisonKey(name), code: stockCode == null ? undefined : comparisonKey(stockCode) };
}

/** Reads every cell; the first one that cannot be is what is wrong with the line. */
export function readComponentRow({ line, cells }: CsvRow<ComponentColumn>): ComponentRow | CsvRejection {
  for (const column of Object.keys(lengths) as TextColumn[]) {
    const cell = cells[column];
    if (cell !== undefined && tidied(column, cell).length > lengths[column]) {
      return rejectionOf(line, column, `is longer than ${lengths[column]} characters`, cell);
    }
  }
  const text = (column: TextColumn) => (cells[column] === undefined ? '' : tidied(column, cells[column]));
  const name = text('component_name');
  if (name === '') return rejectionOf(line, 'component_name', 'is empty: a component needs a name');
  const numbers: Record<string, number> = {};
  for (const [column, { whole, max }] of Object.entries(numberColumns)) {
    const cell = cells[column as ComponentColumn];
    if (cell === undefined) continue;
    const number = readCsvNumber(cell, { whole, max });
    if (number === undefined) {
      const allowed = whole
        ? `a whole number from 0 to ${max}`
        : `a number from 0 to ${max}, with a point for decimals`;
      return rejectionOf(line, column, `must be ${allowed}`, cell);
    }
    numbers[column] = number;
  }
  const { unit_cost: unitCost, lead_time_days: leadTimeDays, current_stock: openingStock = 0 } = numbers;
  return {
    line,
    details: {
      name,
      ...given('stockCode', text('stock_code')),
      ...given('unit', text('unit')),
      ...given('supplier', text('supplier')),
      ...given('supplierCode', text('supplier_code')),
      ...given('category', text('category')),
      ...given('notes', text('notes')),
      ...(unitCost === undefined ? {} : { unitCost }),
      ...(leadTimeDays === undefined ? {} : { leadTimeDays }),
    },
    openingStock,
    location: text('location') || undefined,
  };
}

const numberColumns = {
  unit_cost: { whole: false, max: COST_MAX },
  lead_time_days: { whole: true, max: LEAD_TIME_DAYS_MAX },
  current_stock: { whole: true, max: QUANTITY_MAX },
} as const satisfies Partial<Record<ComponentColumn, { whole: boolean; max: number }>>;

function tidied(column: TextColumn, cell: string): string {
  return column === 'notes' ? cell.trim() : tidyName(cell);
}

function given<Name extends string>(name: Name, text: string): Partial<Record<Name, string>> {
  return text === '' ? {} : ({ [name]: text } as Record<Name, string>);
}
