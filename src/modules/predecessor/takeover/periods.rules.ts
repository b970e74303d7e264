/** Status periods of the predecessor: read as those of a file are, with what its database writes for nothing. */
import { formatInstant, parseInstant } from '../../../kernel/instant.ts';
import { createPeriodCellReader, type PeriodCells } from '../../ingestion/index.ts';
import type { StatusPeriodInput } from '../../timeline/index.ts';
import type { OldRow } from './old-database.ts';
import { type Reading, RowReader } from './reading.ts';

const readCells = createPeriodCellReader('historical_machine_data');
const texts = ['id', 'name', 'downtime_reason_name', 'classification'] as const;

export function readPeriod(row: OldRow): Reading<StatusPeriodInput> {
  const reader = new RowReader(row);
  const cells: PeriodCells = {
    ...(Object.fromEntries(texts.map((name) => [name, reader.text(name)])) as Record<(typeof texts)[number], string>),
    machine_id: reader.word('machine_id'),
    start_timestamp: reader.word('start_timestamp'),
    end_timestamp: endOf(reader),
    productivity: reader.word('productivity'),
    duration_seconds: '',
    ...nothingOf(reader),
  };
  const read = readCells(cells);
  if ('reason' in read) return reader.refuse(read.column, read.message.charAt(0).toLowerCase() + read.message.slice(1));
  if (read.period.endMs === null) {
    reader.doubt('end_timestamp', 'is open, and its time grows until its end is loaded');
  }
  if (read.uptimeProductivity) reader.doubt('productivity', 'does not say productive, and UPTIME counts as productive');
  return reader.take(read.period);
}

/** `nan` in the columns where nothing is allowed. */
function nothingOf(reader: RowReader): { downtime_reason_name?: string; productivity?: string } {
  const found: { downtime_reason_name?: string; productivity?: string } = {};
  for (const column of ['downtime_reason_name', 'productivity'] as const) {
    if (reader.text(column).trim().toLowerCase() !== 'nan') continue;
    reader.change(column, 'nan stands for nothing', null);
    found[column] = '';
  }
  return found;
}

/** An end that is missing follows from the duration. */
function endOf(reader: RowReader): string {
  const end = reader.word('end_timestamp');
  const seconds = Number(reader.word('duration_seconds') || Number.NaN);
  const startMs = parseInstant(reader.word('start_timestamp'))?.ms;
  if ((end !== '' && end.toLowerCase() !== 'nat') || !(seconds > 0) || startMs === undefined) {
    return end.toLowerCase() === 'nat' ? '' : end;
  }
  const endMs = startMs + Math.round(seconds * 1_000);
  if (!Number.isSafeInteger(endMs) || Math.abs(endMs) > 8.64e15) return '';
  reader.change('end_timestamp', 'is missing and follows from the duration', formatInstant(endMs));
  return formatInstant(endMs);
}
