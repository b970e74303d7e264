/** `/api/v1/tickets/{id}/parts`: taking components for a ticket, and bringing them back. */
import { Type } from 'typebox';
import type { ErrorCode } from '../../../kernel/errors.ts';
import { closed, idempotencyKeyOf, type RouteApp, type Routes } from '../../../platform/http/index.ts';
import { QUANTITY_MAX } from '../../inventory/index.ts';
import { TicketParams } from '../tickets/tickets.requests.schemas.ts';
import { TicketAnswer } from '../tickets/tickets.schemas.ts';
import { ticketToWire } from '../tickets/tickets.wire.ts';
import type { TicketParts } from './ticket-parts.service.ts';

const tags = ['Tickets'];
const numberOf = (description: string) => Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description });

const PartBody = Type.Object(
  {
    component_id: numberOf('Number of the component.'),
    quantity: Type.Integer({ minimum: 1, maximum: QUANTITY_MAX, description: 'Whole units.', examples: [2] }),
    location_id: Type.Optional(
      numberOf(
        'Where it is taken from, or goes back to. Absent: what is reserved for the ticket first, then where most is free; back to where it was taken from last.',
      ),
    ),
  },
  { ...closed, title: 'TicketPart' },
);

const errors: readonly ErrorCode[] = ['ticket-not-found', 'component-not-found', 'location-not-found'];

export function ticketPartRoutes(parts: TicketParts): Routes {
  return (app: RouteApp) => {
    app.post(
      '/api/v1/tickets/:id/parts',
      {
        schema: {
          tags,
          summary: 'Take parts for a ticket',
          description: 'Out of stock, all of it or nothing. Not for tickets that are closed or cancelled.',
          params: TicketParams,
          body: PartBody,
          response: { 200: TicketAnswer },
        },
        config: {
          permission: 'inventory:issue',
          idempotent: true,
          errors: [...errors, 'ticket-move-refused', 'stock-insufficient'],
        },
      },
      async (request) => {
        const { actor, params, body } = request;
        return ticketToWire(await parts.usePart(actor, params.id, partOf(body), idempotencyKeyOf(request)));
      },
    );

    app.post(
      '/api/v1/tickets/:id/parts/return',
      {
        schema: {
          tags,
          summary: 'Bring parts of a ticket back',
          description:
            'No more than the ticket has taken, at what its units cost on average. Also when it is closed or cancelled.',
          params: TicketParams,
          body: PartBody,
          response: { 200: TicketAnswer },
        },
        config: {
          permission: 'inventory:issue',
          idempotent: true,
          errors: [...errors, 'return-exceeds-issued', 'location-retired'],
        },
      },
      async (request) => {
        const { actor, params, body } = request;
        return ticketToWire(await parts.returnPart(actor, params.id, partOf(body), idempotencyKeyOf(request)));
      },
    );
  };
}

function partOf(body: { readonly component_id: number; readonly quantity: number; readonly location_id?: number }) {
  return { componentId: body.component_id, quantity: body.quantity, locationId: body.location_id };
}
