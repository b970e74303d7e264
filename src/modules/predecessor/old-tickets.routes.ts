/**
 * The old front end's ways with tickets: the list without pages, and the status in the query.
 *
 * They ask our own services. Opening, reading and notes are the same addresses for both.
 */
import { Type } from 'typebox';
import { notAllowed } from '../../kernel/errors.ts';
import { idempotencyKeyOf, idParams, instantField, type Routes, textOrNull } from '../../platform/http/index.ts';
import { SETTING_TOPIC, type SettingsReader } from '../../platform/settings/index.ts';
import { QUANTITY_MAX } from '../inventory/index.ts';
import {
  cardToWire,
  type Maintenance,
  NoteAnswer,
  oldStatuses,
  TicketAnswer,
  ticketStatuses,
  ticketToWire,
} from '../maintenance/index.ts';
import { skipAndLimit, truncatedHeader, unlessAll } from './old-queries.ts';
import { OLD_TICKETS_MAX, oldTicketsMax } from './predecessor.settings.ts';

const tags = ['Old front end'];
const totalHeader = 'x-total-count';
/** The old front end sends the literal null. */
const emptyBody = Type.Union([Type.Null(), Type.Object({})], { description: 'Nothing is read from it.' });
const { images, components_used } = TicketAnswer.properties;

const oldTicket = Type.Object({
  id: Type.Integer({ description: 'Number of the ticket.', examples: [1204] }),
  machine_id: Type.String({ examples: ['6809f67ffc54c40ff1b489cf'] }),
  incident_category: Type.String({ examples: ['Hydraulic'] }),
  description: Type.String({ examples: ['Oil under the coiler'] }),
  priority: Type.String({ examples: ['High'] }),
  fourjaw_downtime_id: textOrNull(Type.String({ description: 'The status period that it is about.' })),
  logged_time: instantField('When it was reported.'),
  resolved_time: textOrNull(instantField('When it was resolved; null unless it is resolved or closed.')),
  status: Type.String({ examples: ['In Progress'] }),
  work_notes: Type.Array(NoteAnswer),
  images,
  components_used,
});

export function oldTicketRoutes({ tickets, parts }: Maintenance, settings: SettingsReader): Routes {
  return (app) => {
    app.get(
      '/api/v1/tickets',
      {
        schema: {
          tags,
          summary: 'Tickets, the newest first, old shape',
          description:
            'A bare array. `X-Total-Count` says how many there are; where there are more than the setting `old_front_end.tickets_max`, `X-Result-Truncated` is `true` and the list holds all that are not closed first, then the newest. With filters, sorting and pages: GET /api/v1/tickets/search.',
          querystring: Type.Object({
            status: Type.Optional(
              Type.String({ maxLength: 40, description: 'Only those that stand so; `all` is no filter.' }),
            ),
            ...skipAndLimit('Tickets', OLD_TICKETS_MAX),
          }),
          response: { 200: Type.Array(oldTicket) },
        },
        config: {
          permission: 'tickets:read',
          tolerant: true,
          errors: ['unknown-status'],
          // parts show their stock, pictures have links that expire
          freshness: {
            topics: ['ticket', 'component', 'stock', SETTING_TOPIC],
            turnedAt: tickets.lastTurnAt,
            headers: [totalHeader, truncatedHeader],
          },
        },
      },
      async (request, reply) => {
        const { skip = 0, limit = OLD_TICKETS_MAX } = request.query;
        const wanted = unlessAll(request.query.status);
        const status = wanted === undefined ? undefined : oneOf(ticketStatuses, wanted);
        const most = await settings.valueOf(oldTicketsMax);
        const list = await tickets.listNewestTickets({ status, skip, limit, most });
        reply.header(totalHeader, list.total);
        if (list.cut) reply.header(truncatedHeader, 'true');
        return list.tickets.map(cardToWire);
      },
    );

    app.put(
      '/api/v1/tickets/:id',
      {
        schema: {
          tags,
          summary: 'Set the status of a ticket, old way',
          description:
            'In any direction; a way back counts as a reopening. The ways that say why: POST /api/v1/tickets/{id}/start, resolve, close, reopen.',
          params: idParams('ticket'),
          querystring: Type.Object({
            status: Type.String({
              maxLength: 40,
              description: `One of ${oldStatuses.join(', ')}.`,
              examples: ['In Progress'],
            }),
          }),
          body: emptyBody,
          response: { 200: TicketAnswer },
        },
        config: {
          permission: 'tickets:work',
          tolerant: true,
          errors: ['ticket-not-found', 'unknown-status', 'checklist-incomplete'],
        },
      },
      async (request) => {
        const status = oneOf(oldStatuses, request.query.status);
        return ticketToWire(await tickets.setOldStatus(request.actor, request.params.id, status));
      },
    );

    app.post(
      '/api/v1/tickets/:id/components',
      {
        schema: {
          tags,
          summary: 'Take parts for a ticket, old way',
          description: 'With a location, and back: POST /api/v1/tickets/{id}/parts, parts/return.',
          params: idParams('ticket'),
          querystring: Type.Object({
            component_id: Type.Integer({
              minimum: 1,
              maximum: Number.MAX_SAFE_INTEGER,
              description: 'Number of the component.',
            }),
            quantity_used: Type.Integer({ minimum: 1, maximum: QUANTITY_MAX, description: 'Whole units.' }),
          }),
          body: emptyBody,
          response: { 200: TicketAnswer },
        },
        config: {
          permission: 'inventory:issue',
          tolerant: true,
          idempotent: true,
          errors: ['ticket-not-found', 'ticket-move-refused', 'component-not-found', 'stock-insufficient'],
          statuses: { 'stock-insufficient': 400 },
        },
      },
      async (request) => {
        const { component_id: componentId, quantity_used: quantity } = request.query;
        const { actor, params } = request;
        const part = { componentId, quantity };
        return ticketToWire(await parts.usePart(actor, params.id, part, idempotencyKeyOf(request)));
      },
    );
  };
}

/** @throws unknown-status, listing what is allowed */
function oneOf<Status extends string>(allowed: readonly Status[], text: string): Status {
  const key = text.trim().toLowerCase();
  const status = allowed.find((one) => one.toLowerCase() === key);
  if (status === undefined) throw notAllowed('unknown-status', 'status', text, allowed);
  return status;
}
