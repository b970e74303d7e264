/** A line of a ticket file, as it is read: which columns there are, and what their cells may say. */
import type { CsvFileKind } from '../../../kernel/csv-import.ts';
import { type CsvRejection, type CsvRow, csvColumns, rejectionOf } from '../../../kernel/csv-table.ts';
import { parseInstant } from '../../../kernel/instant.ts';
import { tidyName } from '../../../kernel/texts.ts';
import { tidyText } from '../tickets/ticket-details.rules.ts';
import {
  type HoldReason,
  holdReasons,
  type Priority,
  priorities,
  type TicketStatus,
  ticketStatuses,
} from '../tickets/tickets.rules.ts';

/** Characters that a cell may have, as over HTTP. */
const lengths = {
  external_id: 100,
  machine_id: 200,
  description: 4_000,
  incident_category: 60,
  team: 80,
  hold_note: 500,
  failure_code: 40,
  failure_cause: 500,
  remedy: 4_000,
  reported_by: 200,
  fourjaw_downtime_id: 200,
} as const;
type TextColumn = keyof typeof lengths;
const textColumns = Object.keys(lengths) as TextColumn[];
const severalLines = new Set<TextColumn>(['description', 'hold_note', 'failure_cause', 'remedy']);

const words = { priority: priorities, status: ticketStatuses, hold_reason: holdReasons } as const;
type WordColumn = keyof typeof words;
const wordColumns = Object.keys(words) as WordColumn[];

const instants = [
  'logged_time',
  'acknowledged_at',
  'started_at',
  'resolved_time',
  'closed_at',
  'cancelled_at',
  'due_at',
  'down_from',
  'restored_at',
] as const;
type InstantColumn = (typeof instants)[number];

const flags: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

export type TicketColumn = TextColumn | WordColumn | InstantColumn | 'machine_down';

/** What a line says: an empty cell, or a column that the file does not have, says nothing. */
export interface TicketRow extends Readonly<Partial<Record<TextColumn, string>>> {
  readonly line: number;
  readonly external_id: string;
  readonly machine_id: string;
  readonly description: string;
  readonly priority?: Priority;
  readonly status: TicketStatus;
  readonly hold_reason?: HoldReason;
  readonly machine_down?: boolean;
  readonly times: Readonly<Partial<Record<InstantColumn, number>>>;
}

/** Reads every cell; the first one that cannot be is what is wrong with the line. */
function readTicketRow({ line, cells }: CsvRow<TicketColumn>): TicketRow | CsvRejection {
  const refuse = (column: TicketColumn, message: string) => rejectionOf(line, column, message, cells[column] ?? '');
  const texts: Partial<Record<TextColumn, string>> = {};
  for (const column of textColumns) {
    const text = severalLines.has(column) ? tidyText(cells[column] ?? '') : tidyName(cells[column] ?? '');
    if (text.length > lengths[column]) return refuse(column, `is longer than ${lengths[column]} characters`);
    if (text !== '') texts[column] = text;
  }
  const { external_id, machine_id, description } = texts;
  if (external_id === undefined)
    return refuse('external_id', 'is empty: it tells a row that comes again from a new one');
  if (machine_id === undefined) return refuse('machine_id', 'is empty');
  if (description === undefined) return refuse('description', 'is empty');

  const chosen: Partial<Record<WordColumn, string>> = {};
  for (const column of wordColumns) {
    const cell = cells[column];
    if (cell === undefined) continue;
    const word = words[column].find((one) => one.toLowerCase() === cell.toLowerCase());
    if (word === undefined) return refuse(column, `must be one of ${words[column].join(', ')}`);
    chosen[column] = word;
  }

  const times: Partial<Record<InstantColumn, number>> = {};
  for (const column of instants) {
    const cell = cells[column];
    if (cell === undefined) continue;
    const at = parseInstant(cell);
    if (at === undefined) return refuse(column, 'must be a date and time, for example 2025-05-05T06:00:00Z');
    times[column] = at.ms;
  }

  const flag = cells.machine_down;
  const machine_down = flag === undefined ? undefined : flags[flag.toLowerCase()];
  if (flag !== undefined && machine_down === undefined) return refuse('machine_down', 'must be true or false');
  return {
    ...texts,
    ...(chosen as { priority?: Priority; hold_reason?: HoldReason }),
    line,
    external_id,
    machine_id,
    description,
    status: (chosen.status as TicketStatus | undefined) ?? 'Open',
    ...(machine_down === undefined ? {} : { machine_down }),
    times,
  };
}

export const ticketFile: CsvFileKind<TicketColumn, TicketRow> = {
  columns: csvColumns<TicketColumn>(
    ['external_id', 'machine_id', 'description'],
    [...textColumns, ...wordColumns, 'machine_down', ...instants],
  ),
  read: readTicketRow,
  rowsMax: 50_000,
};
