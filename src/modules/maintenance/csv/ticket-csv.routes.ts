/** Tickets as CSV files, out and in. */
import { type Static, Type } from 'typebox';
import { REJECTS_LISTED_MAX } from '../../../kernel/csv-table.ts';
import {
  acceptCsvFiles,
  csvBody,
  csvFile,
  dryRunField,
  dryRunParameter,
  ignoredColumnsField,
  type RouteApp,
  type Routes,
  readOnlyUpload,
  rejectsField,
  sendCsv,
} from '../../../platform/http/index.ts';
import { listingOf } from '../tickets/ticket-listing.wire.ts';
import { TicketSearchQuery } from '../tickets/tickets.requests.schemas.ts';
import type { TicketExport } from './ticket-export.ts';
import { IMPORT_ROWS_MAX, type TicketImport } from './ticket-import.service.ts';

const tags = ['Tickets'];
const MIB = 1_048_576;
const FILE_LIMIT_BYTES = 20 * MIB;
/** A large file over a slow line. */
const TIME_LIMIT_MS = 900_000;

const importDescription = `
One CSV file, as the body (\`text/csv\`) or as the part of \`multipart/form-data\`, up to 20 MiB and
${IMPORT_ROWS_MAX.toLocaleString('en')} rows. Needed are the columns \`external_id\`, \`machine_id\` and \`description\`; known beside them are those of
the export that say what a ticket is and was; others are ignored, and told. Times without an offset are UTC.

\`external_id\` is the ticket's number in the system that it comes from. A row whose number is known is left as it is, so
sending a file again changes nothing. A ticket that is Resolved or Closed needs its \`resolved_time\`, one that is Cancelled
its \`cancelled_at\`. Good rows are kept and refused rows listed, the first ${REJECTS_LISTED_MAX.toLocaleString('en')}. With \`dry_run\` the answer is the same and
nothing is written.`.trim();

const ImportAnswer = Type.Object(
  {
    dry_run: dryRunField,
    created: Type.Integer({ description: 'Tickets made.', examples: [340] }),
    unchanged: Type.Integer({ description: 'Rows whose ticket is there already.', examples: [12] }),
    refused: Type.Integer({ description: 'Rows refused.', examples: [1] }),
    ignored_columns: ignoredColumnsField,
    rejects: rejectsField,
  },
  { title: 'TicketImportSummary' },
);

const ExportQuery = Type.Omit(TicketSearchQuery, ['cursor', 'limit', 'with_total']);

export function ticketCsvRoutes(tickets: TicketExport & TicketImport): Routes {
  return (app) => {
    app.get(
      '/api/v1/tickets.csv',
      {
        schema: {
          tags,
          summary: 'Tickets as CSV',
          description: 'All that the filters let through, in the order that is asked for.',
          querystring: ExportQuery,
          produces: ['text/csv'],
          response: { 200: csvFile },
        },
        config: {
          permission: 'tickets:read',
          errors: ['range-invalid', 'unknown-machine'],
          timeLimitMs: TIME_LIMIT_MS,
        },
      },
      async (request, reply) =>
        sendCsv(reply, 'tickets', await tickets.exportTickets(listingOf(request.query, request.actor))),
    );
    app.register((scope) => mountImport(scope as unknown as RouteApp, tickets));
  };
}

async function mountImport(scope: RouteApp, tickets: TicketImport): Promise<void> {
  await acceptCsvFiles(scope, { limitBytes: FILE_LIMIT_BYTES, files: 2 });
  scope.post(
    '/api/v1/tickets/import',
    {
      bodyLimit: FILE_LIMIT_BYTES + MIB,
      schema: {
        tags,
        summary: 'Load tickets from CSV',
        description: importDescription,
        consumes: ['text/csv', 'multipart/form-data'],
        querystring: Type.Object({ dry_run: dryRunParameter }),
        body: csvBody('The CSV file.'),
        response: { 200: ImportAnswer },
      },
      config: { permission: 'tickets:manage', errors: ['upload-invalid'], timeLimitMs: TIME_LIMIT_MS },
    },
    async (request): Promise<Static<typeof ImportAnswer>> => {
      const { dry_run: dryRun = false } = request.query;
      const content = readOnlyUpload(request, { limitBytes: FILE_LIMIT_BYTES });
      const { rejects, ignoredColumns, ...counts } = await tickets.importTickets(request.actor, content, { dryRun });
      return { dry_run: dryRun, ...counts, ignored_columns: [...ignoredColumns], rejects: [...rejects] };
    },
  );
}
