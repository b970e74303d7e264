/** Refused rows as CSV, for a person with a spreadsheet. */
import { csvLine } from '../../kernel/csv-writer.ts';
import type { LoadSummary } from './ingestion.service.ts';
import { problemOf } from './ingestion.wire.ts';
import type { FileRefusal } from './load-report.ts';

/** Rows of one answer: some 10 MB, which is what a server can spare and more than a person reads. */
export const REJECTS_LISTED_MAX = 50_000;

export const REJECTS_HEADER = 'file,line,column,reason,message,value\r\n';

export function formatRejection({ file, line, column, reason, message, value }: FileRefusal): string {
  return csvLine([file, String(line), column ?? '', reason, message, value]);
}

/** An answer in the making: the first {@link REJECTS_LISTED_MAX} refused rows, in order. */
export class RejectsAnswer {
  readonly #lines: string[] = [];

  readonly add = (refusal: FileRefusal): void => {
    if (this.#lines.length < REJECTS_LISTED_MAX) this.#lines.push(formatRejection(refusal));
  };

  /** What is missing stands at the end, where a person who scrolls down sees it: `file-failed`, then `list-cut`. */
  finish({ files, total }: LoadSummary): { readonly text: string; readonly isComplete: boolean } {
    const missing = files.flatMap((file) => {
      const problem = problemOf(file);
      return problem === null ? [] : [csvLine([file.name, '', '', 'file-failed', problem, ''])];
    });
    if (total.refused > this.#lines.length) {
      const [refused, listed] = [total.refused, this.#lines.length].map((count) => count.toLocaleString('en'));
      const message = `${refused} rows were refused; the first ${listed} are listed. \`milldash load --rejects\` lists all`;
      missing.push(csvLine(['', '', '', 'list-cut', message, '']));
    }
    return { text: [REJECTS_HEADER, ...this.#lines, ...missing].join(''), isComplete: missing.length === 0 };
  }
}
