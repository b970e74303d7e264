/** What of FourJaw's periods is recorded, and how. */
import { MINUTE_MS } from '../../kernel/clock.ts';
import { printable } from '../../kernel/texts.ts';
import type { PeriodCells, ReadRow, RowRefusal } from '../ingestion/index.ts';

export type Period = ReadRow['period'];

/** A period whose end is this near to now may still grow: FourJaw writes a running one with the end that it has so far. */
export const GROWING_MS = 2 * MINUTE_MS;

/** Of an id or a time in a sentence, longer than any that is one. */
const NAMED_LENGTH_MAX = 50;

export interface ReadReply {
  readonly periods: readonly Period[];
  /** Rows that a CSV file could not bring in either, each by what tells it from others. */
  readonly refused: ReadonlySet<string>;
  /** Which the first of them is, and why, in a sentence. */
  readonly firstRefusal: string | null;
  /** Ids of periods that have not begun: kept out until they have. */
  readonly future: ReadonlySet<string>;
}

export interface ReplyTo {
  readonly machineId: string;
  /** Ours. */
  readonly nowMs: number;
  /** FourJaw's. */
  readonly theirNowMs: number;
}

/** @param read the reading of CSV rows */
export function readReply(
  items: readonly PeriodCells[],
  { machineId, nowMs, theirNowMs }: ReplyTo,
  read: (cells: PeriodCells) => ReadRow | RowRefusal,
): ReadReply {
  const periods = new Map<string, Period>();
  const refused = new Set<string>();
  const future = new Set<string>();
  let firstRefusal: string | null = null;
  for (const cells of items) {
    const row = readOwn(cells, machineId, read);
    if (typeof row === 'string') {
      refused.add(JSON.stringify(cells));
      firstRefusal ??= printable(`${nameOf(cells)}: ${row}`);
    } else if (row.period.startMs > nowMs) {
      future.add(row.period.id);
    } else {
      periods.set(row.period.id, row.period);
    }
  }
  return { periods: withOpenEnd([...periods.values()], theirNowMs), refused, firstRefusal, future };
}

/** The period as FourJaw knows it, so that somebody there can look it up. */
function nameOf({ id, machine_id: machine, start_timestamp: start }: PeriodCells): string {
  const [ownId, ownMachine, ownStart] = [id, machine, start].map((text) => text.trim().slice(0, NAMED_LENGTH_MAX));
  return `Period ${ownId === '' ? 'without an id' : `'${ownId}'`} of machine '${ownMachine}', starting '${ownStart}'`;
}

/** The row, or why it is not taken, in a sentence. */
function readOwn(
  cells: PeriodCells,
  machineId: string,
  read: (cells: PeriodCells) => ReadRow | RowRefusal,
): ReadRow | string {
  if (cells.machine_id !== machineId) return 'It is of a machine that was not asked for';
  const row = read(cells);
  if ('reason' in row) return `${row.message}: '${row.value}'`;
  // a period is known by its id alone: another form could be that of a period that somebody else has told of
  if (!isFourJawId(row.period.id))
    return `The id is not one of FourJaw’s, of 24 hexadecimal digits: '${row.period.id}'`;
  return row;
}

/**
 * The last period is open while its end is about now. Recorded with the end that it has so far it would be edited with
 * each poll; an end that stays behind is recorded as soon as it does.
 */
function withOpenEnd(periods: readonly Period[], theirNowMs: number): Period[] {
  const lastMs = Math.max(...periods.map(({ startMs }) => startMs));
  return periods.map((period) => {
    const grows = period.startMs === lastMs && period.endMs !== null && period.endMs >= theirNowMs - GROWING_MS;
    return grows && period.endMs !== period.startMs ? { ...period, endMs: null } : period;
  });
}

/** FourJaw's ids; those of other sources are never taken for its. */
export function isFourJawId(id: string): boolean {
  return /^[0-9a-f]{24}$/i.test(id);
}
