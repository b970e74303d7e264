/** Rows as CSV (RFC 4180), for a person with a spreadsheet: what would be run as a formula is made a text. */

export type CsvCell = string | number | boolean | null;

/** One line, with its end. Null is an empty cell. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(formatCell).join(',')}\r\n`;
}

/** Spreadsheets run texts that begin so (https://owasp.org/www-community/attacks/CSV_Injection). */
const formula = /^'*[=+\-@\t\r]/;

/** Undoes what {@link csvLine} does to such a text, so that an export can be read again. */
export function withoutGuard(cell: string): string {
  return cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** A number is no formula: minus five stays minus five. */
function formatCell(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const harmless = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
