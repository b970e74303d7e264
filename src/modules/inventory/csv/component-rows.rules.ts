/** A line of a component file, as it is read: which columns there are, and what their cells may say. */

import type { CsvFileKind } from '../../../kernel/csv-import.ts';
import { readCsvNumber } from '../../../kernel/csv-numbers.ts';
import { type CsvRejection, type CsvRow, csvColumns, rejectionOf } from '../../../kernel/csv-table.ts';
import { comparisonKey, tidyName } from '../../../kernel/texts.ts';
import type { ComponentDetails } from '../components/components.types.ts';
import { QUANTITY_MAX } from '../stock/stock.rules.ts';

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
} as const;
type TextColumn = keyof typeof lengths;
const textColumns = Object.keys(lengths) as TextColumn[];

/** As over HTTP. */
const numbers = {
  unit_cost: { whole: false, max: 1_000_000_000 },
  lead_time_days: { whole: true, max: 3_650 },
  current_stock: { whole: true, max: QUANTITY_MAX },
} as const;
type NumberColumn = keyof typeof numbers;
const numberColumns = Object.keys(numbers) as NumberColumn[];

export type ComponentColumn = TextColumn | NumberColumn;

/** What a line says: an empty cell, or a column that the file does not have, says nothing. */
export interface ComponentRow {
  readonly line: number;
  readonly details: Partial<ComponentDetails> & { readonly name: string };
  /** Whole units that are there already: the opening stock of a new component. */
  readonly stock: number | undefined;
  /** Where they are, by name. */
  readonly location: string | undefined;
}

/** How rows and components find each other. */
export function keyOf(row: ComponentRow): { readonly name: string; readonly code: string | undefined } {
  const { name, stockCode } = row.details;
  return { name: comparisonKey(name), code: stockCode == null ? undefined : comparisonKey(stockCode) };
}

/** Reads every cell; the first one that cannot be is what is wrong with the line. */
function readComponentRow({ line, cells }: CsvRow<ComponentColumn>): ComponentRow | CsvRejection {
  for (const column of textColumns) {
    const cell = cells[column];
    if (cell !== undefined && tidied(column, cell).length > lengths[column]) {
      return rejectionOf(line, column, `is longer than ${lengths[column]} characters`, cell);
    }
  }
  const text = (column: TextColumn) => (cells[column] === undefined ? '' : tidied(column, cells[column]));
  const name = text('component_name');
  if (name === '') return rejectionOf(line, 'component_name', 'is empty: a component needs a name');
  const amounts: Partial<Record<NumberColumn, number>> = {};
  for (const column of numberColumns) {
    const { whole, max } = numbers[column];
    const cell = cells[column];
    if (cell === undefined) continue;
    const number = readCsvNumber(cell, { whole, max });
    if (number === undefined) {
      const allowed = whole
        ? `a whole number from 0 to ${max}`
        : `a number from 0 to ${max}, with a point for decimals`;
      return rejectionOf(line, column, `must be ${allowed}`, cell);
    }
    amounts[column] = number;
  }
  const { unit_cost: unitCost, lead_time_days: leadTimeDays, current_stock: stock } = amounts;
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
    stock,
    location: text('location') || undefined,
  };
}

function tidied(column: TextColumn, cell: string): string {
  return column === 'notes' ? cell.trim() : tidyName(cell);
}

function given<Name extends string>(name: Name, text: string): Partial<Record<Name, string>> {
  return text === '' ? {} : ({ [name]: text } as Record<Name, string>);
}

export const componentFile: CsvFileKind<ComponentColumn, ComponentRow> = {
  columns: csvColumns<ComponentColumn>(['component_name'], [...textColumns, ...numberColumns]),
  read: readComponentRow,
  rowsMax: 50_000,
};
