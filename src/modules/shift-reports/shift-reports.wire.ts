/** Shift reports on the wire. */
import type { Static } from 'typebox';
import { type CsvColumnsOf, csvList } from '../../kernel/csv-writer.ts';
import { formatInstant } from '../../kernel/instant.ts';
import type { ShiftReportAnswer, ShiftReportListing } from './shift-reports.schemas.ts';
import type { ListedShiftReport, ShiftReport } from './shift-reports.types.ts';

function headToWire(report: ListedShiftReport) {
  return {
    id: report.id,
    shift: report.shift,
    production_day: report.productionDay,
    start_time: formatInstant(report.startMs),
    end_time: formatInstant(report.endMs),
    revision: report.revision,
    made_at: formatInstant(report.madeAt),
    made_by: report.madeBy,
  };
}

export function listedToWire(report: ListedShiftReport): Static<typeof ShiftReportListing>['items'][number] {
  return { ...headToWire(report), summary: report.summary };
}

export function reportToWire(report: ShiftReport): Static<typeof ShiftReportAnswer> {
  return { ...headToWire(report), ...report.content };
}

type Figure = keyof ListedShiftReport['summary'];
const figures: readonly Figure[] = [
  'machines',
  'cuts',
  'good_count',
  'scrap_count',
  'availability',
  'oee',
  'downtime_seconds',
  'coverage',
  'biggest_loss',
  'tickets_opened',
  'tickets_resolved',
  'tickets_open',
  'unanswered_stops',
];

const columns: CsvColumnsOf<ListedShiftReport> = {
  id: ({ id }) => id,
  shift: ({ shift }) => shift,
  production_day: ({ productionDay }) => productionDay,
  start_time: ({ startMs }) => formatInstant(startMs),
  end_time: ({ endMs }) => formatInstant(endMs),
  revision: ({ revision }) => revision,
  made_at: ({ madeAt }) => formatInstant(madeAt),
  ...Object.fromEntries(figures.map((name) => [name, ({ summary }: ListedShiftReport) => summary[name]])),
};

export const reportsToCsv = (pages: AsyncIterable<readonly ListedShiftReport[]>) => csvList(columns, pages);
