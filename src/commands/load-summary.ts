/** What a load did, as text for a terminal. */
import Table from 'cli-table3';
import {
  type FileRefusal,
  isUnreadableFile,
  type LoadSummary,
  type MachineCounts,
  problemOf,
  warningMessages,
} from '../modules/ingestion/index.ts';
import { formatFactoryTime, formatText } from './report-formats.ts';

const NAME_WIDTH = 24;
const VALUE_WIDTH = 40;
/** Machines in the table; the rest is one line. */
const MACHINES_SHOWN = 50;

/** @param rejects path of the file that has every refused row */
export function renderLoad(summary: LoadSummary, zone: string, rejects: string | undefined): string {
  const { total } = summary;
  const lines = [headline(summary), ''];
  if (summary.machines.length > 0) lines.push(machineTable(summary.machines, zone), '');
  for (const file of summary.files) {
    const name = formatText(file.name, 60);
    const problem = problemOf(file);
    if (problem !== null) lines.push(`FAILED  ${name}: ${formatText(problem, 1_000)}`);
    if (file.ignoredColumns.length > 0) {
      lines.push(`note    ${name}: columns that mean nothing here: ${formatText(file.ignoredColumns.join(', '), 200)}`);
    }
  }
  for (const { kind, count, examples } of summary.warnings) {
    const where = examples.map(({ file, line }) => `${formatText(file, 40)}:${line}`).join(', ');
    lines.push(`warning ${number(count)} × ${warningMessages[kind]} (${where}${count > examples.length ? ', …' : ''})`);
  }
  for (const { reason, count } of summary.refusedByReason) lines.push(`refused ${number(count)} × ${reason}`);
  lines.push(...summary.refusals.map(describeRefusal));
  const unlisted = total.refused - summary.refusals.length;
  if (unlisted > 0)
    lines.push(`  … and ${number(unlisted)} more${rejects === undefined ? ' (--rejects FILE lists all)' : ''}`);
  if (rejects !== undefined) lines.push(`Refused rows were written to ${rejects}.`);
  if (wasCutShort(summary)) {
    lines.push('Not everything was read. What was recorded stays; the same command goes on from there.');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Stopped, or failed for another reason than a file that is none of status periods. */
function wasCutShort({ complete, files }: LoadSummary): boolean {
  return !complete && !files.some(({ failure }) => isUnreadableFile(failure));
}

function headline({ total, dryRun, elapsedMs }: LoadSummary): string {
  const perSecond = elapsedMs > 0 ? Math.round((total.rows * 1_000) / elapsedMs) : 0;
  const repeated = total.repeated > 0 ? `, ${number(total.repeated)} repeated` : '';
  return (
    `${dryRun ? 'Dry run, nothing was stored: ' : ''}${number(total.rows)} rows: ${number(total.inserted)} inserted, ` +
    `${number(total.updated)} updated, ${number(total.unchanged)} unchanged${repeated}, ${number(total.refused)} refused ` +
    `(${(elapsedMs / 1_000).toFixed(1)} s, ${number(perSecond)} rows/s)`
  );
}

function machineTable(machines: readonly MachineCounts[], zone: string): string {
  const none = { left: '', right: '', middle: '  ', 'left-mid': '', 'right-mid': '', 'mid-mid': '──' };
  const edges = { 'top-left': '', 'top-right': '', 'bottom-left': '', 'bottom-right': '' };
  const table = new Table({
    head: ['Machine', 'Rows', 'Inserted', 'Updated', 'Unchanged', 'Refused', 'Warnings', 'From', 'To (factory time)'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'left', 'left'],
    chars: { ...none, ...edges, 'top-mid': '', 'bottom-mid': '', top: '', bottom: '', mid: '─' },
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  for (const machine of machines.slice(0, MACHINES_SHOWN)) {
    table.push([
      formatText(machine.name || machine.machineId, NAME_WIDTH),
      ...[machine.rows, machine.inserted, machine.updated, machine.unchanged, machine.refused].map(number),
      number(Object.values(machine.warnings).reduce((sum, count) => sum + count, 0)),
      minuteOf(machine.firstStartMs, zone),
      minuteOf(machine.lastEndMs, zone),
    ]);
  }
  const unlisted = machines.length - MACHINES_SHOWN;
  const text = table.toString().replace(/[ \t]+$/gm, '');
  return `${text}${unlisted > 0 ? `\n… and ${number(unlisted)} more machines` : ''}`;
}

/** `2025-05-05 06:00` */
function minuteOf(ms: number | null, zone: string): string {
  return ms === null ? '' : formatFactoryTime(ms, zone).slice(0, 16);
}

function describeRefusal({ file, line, message, value }: FileRefusal): string {
  const quoted = value === '' ? '' : `: '${formatText(value, VALUE_WIDTH)}'`;
  return `  ${formatText(file, 40)}:${line}  ${formatText(message, 200)}${quoted}`;
}

function number(value: number): string {
  return value.toLocaleString('en-GB');
}
