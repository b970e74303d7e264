/** What a take-over did or would do, as text for a terminal. */
import Table from 'cli-table3';
import type { TakeOverSummary } from '../modules/predecessor/index.ts';
import { formatText } from './report-formats.ts';

const words = { change: 'changed', doubt: 'doubtful', kept: 'kept', refusal: 'refused' } as const;

/** @param report path of the file that has every finding */
export function renderTakeOver(summary: TakeOverSummary, report: string | undefined): string {
  const { applied, complete, missing, reasons, total } = summary;
  const lines = [headline(summary), '', tableOf(summary), ''];
  for (const table of missing) lines.push(`note     the file has no table ${table}`);
  for (const { table, kind, column, reason, count, examples } of reasons) {
    const where = `${examples.map((id) => formatText(id, 30)).join(', ')}${count > examples.length ? ', …' : ''}`;
    const what = column === null ? table : `${table}.${column}`;
    lines.push(`${words[kind].padEnd(8)} ${number(count)} × ${what} ${reason} (${where})`);
  }
  if (report !== undefined) lines.push('', `Each of them was written to ${report}.`);
  else if (reasons.length > 0)
    lines.push('', '--report FILE writes each of them, with what stood there and stands here now.');
  if (!complete)
    lines.push('Not everything was gone through. What was taken stays; the same command goes on from there.');
  else if (!applied && total.taken + total.changed > 0) lines.push('The same command with --apply takes them over.');
  return `${lines.join('\n').trimEnd()}\n`;
}

function headline({ applied, total }: TakeOverSummary): string {
  return (
    `${applied ? '' : 'Dry run, nothing was written: '}${number(total.rows)} rows: ${number(total.taken)} taken, ` +
    `${number(total.changed)} taken with changes, ${number(total.unchanged)} taken before, ` +
    `${number(total.kept)} kept as they are here, ${number(total.refused)} refused`
  );
}

function tableOf({ tables }: TakeOverSummary): string {
  const none = { left: '', right: '', middle: '  ', 'left-mid': '', 'right-mid': '', 'mid-mid': '──' };
  const edges = { 'top-left': '', 'top-right': '', 'bottom-left': '', 'bottom-right': '' };
  const table = new Table({
    head: ['Table', 'Rows', 'Taken', 'With changes', 'Before', 'Kept', 'Refused'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    chars: { ...none, ...edges, 'top-mid': '', 'bottom-mid': '', top: '', bottom: '', mid: '─' },
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  for (const { table: name, rows, taken, changed, unchanged, kept, refused } of tables) {
    table.push([name, ...[rows, taken, changed, unchanged, kept, refused].map(number)]);
  }
  return table.toString().replace(/[ \t]+$/gm, '');
}

function number(value: number): string {
  return value.toLocaleString('en-GB');
}
