/**
 * A table as CSV (RFC 4180), made of what is shown.
 *
 * Numbers are plain, with a point and without separators or signs; what they are in stands in the heading.
 */

import type { PlotTable } from './plot-table.ts';
import type { Value } from './plots.ts';
import { plainSign, plainValue } from './units.ts';

/** Spreadsheets run texts that begin so (https://owasp.org/www-community/attacks/CSV_Injection). */
const formula = /^'*[=+\-@\t\r]/;

/** Spreadsheets take a file for UTF-8 that begins so. */
const UTF8_MARK = '\uFEFF';

export function csvOf({ columns, rows }: PlotTable): string {
  const heading = columns.map(({ title, unit }) => {
    const sign = unit === undefined ? '' : plainSign(unit);
    return sign === '' ? title : `${title} (${sign})`;
  });
  const lines = rows.map((row) =>
    row.map((cell, at) => {
      const unit = columns[at]?.unit;
      return typeof cell === 'number' && unit !== undefined ? plainValue(cell, unit) : cell;
    }),
  );
  return UTF8_MARK + [heading, ...lines].map(csvLine).join('');
}

function csvLine(cells: readonly (Value | string)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Value | string): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const harmless = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
