/** Rows as CSV (RFC 4180), for a person with a spreadsheet: what would be run as a formula is made a text. */

export type CsvCell = string | number | boolean | null;

/** One line, with its end. Null is an empty cell. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(formatCell).join(',')}\r\n`;
}

/** A table page after page, as it is read: memory does not grow with it. */
export async function* csvTable<const Header extends readonly string[]>(
  header: Header,
  pages: AsyncIterable<readonly CsvRecordOf<Header>[]> | Iterable<readonly CsvRecordOf<Header>[]>,
): AsyncGenerator<string> {
  yield csvLine(header);
  for await (const records of pages) {
    yield records.map((record) => csvLine(header.map((column: Header[number]) => record[column]))).join('');
  }
}

/**
 * The columns of a list by their names, in their order: what each has of a row.
 *
 * `Imported` are those that an import reads: an export that lacks one could not be imported again.
 */
export type CsvColumnsOf<Row, Imported extends string = never> = Readonly<Record<string, (row: Row) => CsvCell>> &
  Readonly<Record<Imported, (row: Row) => CsvCell>>;

/** A list page after page, as it is read: memory does not grow with it. */
export async function* csvList<Row>(
  columns: CsvColumnsOf<Row>,
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string> {
  const cells = Object.values(columns);
  yield csvLine(Object.keys(columns));
  for await (const rows of pages) yield rows.map((row) => csvLine(cells.map((cell) => cell(row)))).join('');
}

/** A cell for each column. */
export type CsvRecordOf<Header extends readonly string[]> = Readonly<Record<Header[number], CsvCell>>;

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
