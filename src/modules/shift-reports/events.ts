/** What shift reports tell the world: that one is there, with what people ask for at a handover. */
import { formatInstant } from '../../kernel/instant.ts';
import type { NewEvent } from '../../platform/outbox/index.ts';
import type { Content, Summary, WorkedShift } from './shift-reports.types.ts';

export const reportAddress = (id: number) => `/api/v1/shift-reports/${id}`;

export function shiftReportCompleted(
  { id, revision }: { readonly id: number; readonly revision: number },
  { shift, productionDay, startMs, endMs }: WorkedShift,
  summary: Summary,
  { losses, parts }: Content['total'],
): NewEvent {
  return {
    type: 'com.milldash.shift-report.completed',
    subject: `shift-reports/${id}`,
    data: {
      report_id: id,
      revision,
      shift,
      production_day: productionDay,
      start_time: formatInstant(startMs),
      end_time: formatInstant(endMs),
      ...summary,
      losses,
      parts,
      link: reportAddress(id),
    },
  };
}
