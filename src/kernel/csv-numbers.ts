/** A number out of a cell of a CSV file; undefined for one that is none, or is larger than `max`. */

/** Strict: a comma may be a decimal sign or part a thousand, and a guess would be wrong by a factor of a thousand. */
export function readCsvNumber(
  cell: string,
  { whole = false, max }: { readonly whole?: boolean; readonly max: number },
): number | undefined {
  if (!(whole ? /^\d{1,10}$/ : /^\d{1,12}(\.\d{1,20})?$/).test(cell)) return undefined;
  const number = Number(cell);
  return number <= max ? number : undefined;
}
