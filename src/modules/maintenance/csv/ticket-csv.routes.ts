/** Tickets as CSV files, out and in. */
import { Type } from 'typebox';
import { addCsvExport, addCsvImport, type Routes } from '../../../platform/http/index.ts';
import { listingOf } from '../tickets/ticket-listing.wire.ts';
import { TicketSearchQuery } from '../tickets/tickets.requests.schemas.ts';
import type { TicketExport } from './ticket-export.ts';
import type { TicketImport } from './ticket-import.service.ts';
import { ticketFile } from './ticket-rows.rules.ts';

const tags = ['Tickets'];

export function ticketCsvRoutes(tickets: TicketExport & TicketImport): Routes {
  return (app) => {
    addCsvExport(app, {
      tags,
      path: '/api/v1/tickets.csv',
      noun: 'Tickets',
      order: 'the newest logged first',
      query: Type.Omit(TicketSearchQuery, ['sort', 'order', 'cursor', 'limit', 'with_total']),
      permission: 'tickets:read',
      errors: ['range-invalid', 'unknown-machine'],
      lines: (query, actor) => tickets.exportTickets(listingOf(query, actor)),
    });

    addCsvImport(app, {
      tags,
      path: '/api/v1/tickets/import',
      noun: 'tickets',
      description: `
\`external_id\` is the ticket's number in the system that it comes from. A row whose number is known is left as it is. A
ticket that is Resolved or Closed needs its \`resolved_time\`, one that is Cancelled its \`cancelled_at\`. Times without an
offset are UTC.`.trim(),
      title: 'TicketImportSummary',
      counts: { created: 'Tickets made.', unchanged: 'Rows whose ticket is there already.' },
      file: ticketFile,
      limitMib: 20,
      permission: 'tickets:manage',
      load: tickets.importTickets,
    });
  };
}
