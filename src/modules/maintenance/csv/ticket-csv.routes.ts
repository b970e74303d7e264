/** Tickets as CSV files, out and in, and the time that people worked on them, out. */
import { Type } from 'typebox';
import { addCsvExport, addCsvImport, instantParameter, queryRange, type Routes } from '../../../platform/http/index.ts';
import { listingOf } from '../tickets/ticket-listing.wire.ts';
import { TicketSearchQuery } from '../tickets/tickets.requests.schemas.ts';
import type { LabourExport } from './labour-export.ts';
import type { TicketExport } from './ticket-export.ts';
import type { TicketImport } from './ticket-import.service.ts';
import { ticketFile } from './ticket-rows.rules.ts';

const tags = ['Tickets'];

const LabourExportQuery = Type.Object({
  ticket_id: Type.Optional(
    Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'On this ticket.' }),
  ),
  user_id: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'Of who worked.' })),
  machine_ids: TicketSearchQuery.properties.machine_ids,
  start_time: Type.Optional(instantParameter('Begun at or after; where nobody said when, written down at or after.')),
  end_time: Type.Optional(instantParameter('Begun before, or written down.')),
});

export function ticketCsvRoutes(tickets: TicketExport & TicketImport & LabourExport): Routes {
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

    addCsvExport(app, {
      tags,
      path: '/api/v1/tickets/labour.csv',
      noun: 'Labour on tickets',
      order: 'in the order in which it was written down',
      query: LabourExportQuery,
      permission: 'tickets:read',
      errors: ['range-invalid', 'unknown-machine'],
      lines: ({ ticket_id: ticketId, user_id: userId, machine_ids: machineIds, ...range }) =>
        tickets.exportLabour({ ticketId, userId, machineIds, ...queryRange(range) }),
    });

    addCsvImport(app, {
      tags,
      path: '/api/v1/tickets/import',
      noun: 'tickets',
      description: `
\`external_id\` is the ticket's number in the system that it comes from. A row whose number is known is left as it is. A
ticket that is Resolved or Closed needs its \`resolved_time\`, one that is Cancelled its \`cancelled_at\`; such a one has no
due date but that of its row, and others have that of their priority. Times without an offset are UTC.`.trim(),
      title: 'TicketImportSummary',
      counts: { created: 'Tickets made.', unchanged: 'Rows whose ticket is there already.' },
      file: ticketFile,
      limitMib: 20,
      permission: 'tickets:manage',
      load: tickets.importTickets,
    });
  };
}
