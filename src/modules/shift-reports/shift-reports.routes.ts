/** `/api/v1/shift-reports`: what each shift came to. */
import { Type } from 'typebox';
import { followPages } from '../../kernel/paging.ts';
import { addCsvExport, bodyInstant, queryInstant, type RouteApp, type Routes } from '../../platform/http/index.ts';
import { reportText } from './shift-report-text.ts';
import {
  MakeReportBody,
  ShiftReportAnswer,
  ShiftReportFilterQuery,
  ShiftReportListing,
  ShiftReportParams,
  ShiftReportQuery,
} from './shift-reports.schemas.ts';
import type { ShiftReports } from './shift-reports.service.ts';
import { listedToWire, reportsToCsv, reportToWire } from './shift-reports.wire.ts';

const tags = ['Shift reports'];
const read = 'analytics:read';

/** @param zone IANA name of the factory's: of texts for people */
export function shiftReportRoutes(reports: ShiftReports, zone: string): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/shift-reports',
      {
        schema: {
          tags,
          summary: 'Reports of shifts that have ended',
          description:
            'The latest first, each with its key figures. One is made some minutes after each shift, for all machines that worked it.',
          querystring: ShiftReportQuery,
          response: { 200: ShiftReportListing },
        },
        config: { permission: read, errors: ['cursor-invalid'], freshness: { topics: ['shift-report'] } },
      },
      async (request) => {
        const { cursor, limit, ...filter } = request.query;
        const page = await reports.listReports({ ...filterOf(filter), cursor, limit });
        return { items: page.items.map(listedToWire), next_cursor: page.nextCursor };
      },
    );

    addCsvExport(app, {
      tags,
      path: '/api/v1/shift-reports.csv',
      noun: 'Shift reports',
      order: 'the latest first',
      query: ShiftReportFilterQuery,
      permission: read,
      lines(query) {
        // before the first line goes out
        const filter = filterOf(query);
        return reportsToCsv(followPages((paging) => reports.listReports({ ...filter, ...paging })));
      },
    });

    app.get(
      '/api/v1/shift-reports/:id',
      {
        schema: {
          tags,
          summary: 'One shift report',
          description: 'As it was made last; what nothing is known of is null.',
          params: ShiftReportParams,
          response: { 200: ShiftReportAnswer },
        },
        config: { permission: read, errors: ['shift-report-not-found'], freshness: { topics: ['shift-report'] } },
      },
      async (request) => reportToWire(await reports.getReport(request.params.id)),
    );

    app.get(
      '/api/v1/shift-reports/:id/text',
      {
        schema: {
          tags,
          summary: 'One shift report as plain text',
          description: "For a mail or a printer. Times are the factory's.",
          params: ShiftReportParams,
          produces: ['text/plain'],
          response: { 200: Type.String() },
        },
        config: { permission: read, errors: ['shift-report-not-found'] },
      },
      async (request, reply) => {
        const report = await reports.getReport(request.params.id);
        return reply.type('text/plain; charset=utf-8').send(reportText(report, zone));
      },
    );

    app.post(
      '/api/v1/shift-reports',
      {
        schema: {
          tags,
          summary: 'Make the report of a past shift anew',
          description:
            'With what is known now: reasons that were named later, cuts that came late. It keeps its number, and its revision counts. Where there is none yet it is made.',
          body: MakeReportBody,
          response: { 200: ShiftReportAnswer },
        },
        config: { permission: 'shifts:manage', errors: ['range-invalid', 'unknown-machine'] },
      },
      async (request) => {
        const { at, machine_id: machineId } = request.body;
        return reportToWire(await reports.makeReport(request.actor, bodyInstant('at', at), machineId));
      },
    );
  };
}

/** @throws validation-failed for times that are none */
function filterOf({
  start_time: from,
  end_time: to,
  shift,
}: {
  start_time?: string;
  end_time?: string;
  shift?: string;
}) {
  return {
    ...(from === undefined ? {} : { fromMs: queryInstant('start_time', from).ms }),
    ...(to === undefined ? {} : { toMs: queryInstant('end_time', to).ms }),
    ...(shift === undefined ? {} : { shift }),
  };
}
