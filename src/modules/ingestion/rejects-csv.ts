/** Refused rows as CSV, for a person with a spreadsheet: what would be read as a formula is made a text. */
import type { FileRefusal } from './load-report.ts';

export const REJECTS_HEADER = 'file,line,column,reason,message,value\r\n';

export function formatRejection(refusal: FileRefusal): string {
  const cells = [
    refusal.file,
    String(refusal.line),
    refusal.column ?? '',
    refusal.reason,
    refusal.message,
    refusal.value,
  ];
  return `${cells.map(formatCell).join(',')}\r\n`;
}

/** Spreadsheets run cells that begin so (https://owasp.org/www-community/attacks/CSV_Injection). */
const formula = /^[=+\-@\t\r]/;

function formatCell(text: string): string {
  const harmless = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
