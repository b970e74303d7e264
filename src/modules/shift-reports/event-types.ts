/** The event of a shift report, as others may rely on it. */
import { Type } from 'typebox';
import { dateField, instantField } from '../../platform/http/index.ts';
import { defineEventTypes, type EventTypeDefinition } from '../../platform/outbox/index.ts';
import { ReportContent, ReportSummary } from './shift-reports.schemas.ts';

const total = ReportContent.properties.total.properties;

export const shiftReportEventTypes: readonly EventTypeDefinition[] = defineEventTypes(
  'shift-report',
  {
    report_id: Type.Integer(),
    revision: Type.Integer({ description: 'Above 1: it was made anew.' }),
    shift: Type.String({ examples: ['DAY'] }),
    production_day: dateField('The local date on which the shift began.'),
    start_time: instantField('Beginning of the shift.'),
    end_time: instantField('Its end.'),
    ...ReportSummary.properties,
    losses: total.losses,
    parts: total.parts,
    link: Type.String({ description: 'Where the report is.', examples: ['/api/v1/shift-reports/7'] }),
  },
  { completed: 'The report of a shift was made, or made anew.' },
);
