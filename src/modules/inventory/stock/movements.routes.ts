/** `/api/v1/inventory/components/{id}/<verb>` and stocktakes: what changes stock. Every one can be repeated. */
import type { ErrorCode } from '../../../kernel/errors.ts';
import { idempotencyKeyOf, type Routes } from '../../../platform/http/index.ts';
import { ComponentParams } from '../components/components.schemas.ts';
import {
  AdjustBody,
  IssueBody,
  MovementsAnswer,
  ReceiveBody,
  ReservationBody,
  ReservedAnswer,
  ReturnBody,
  StocktakeAnswer,
  StocktakeBody,
  TransferBody,
} from './stock.schemas.ts';
import type { StockService } from './stock.service.ts';
import type { StockMovement } from './stock.types.ts';
import { movementToWire, notesFromWire, reservedToWire, stocktakeToWire } from './stock.wire.ts';

const tags = ['Inventory'];
const path = '/api/v1/inventory/components/:id';
const unknown: readonly ErrorCode[] = ['component-not-found', 'location-not-found'];
/** Of steps that may name a ticket. */
const ofTickets: readonly ErrorCode[] = ['ticket-not-found', 'ticket-move-refused'];

const toWire = (movements: readonly StockMovement[]) => ({ items: movements.map(movementToWire) });

export function movementRoutes(stock: StockService): Routes {
  return (app) => {
    app.post(
      `${path}/receive`,
      {
        schema: {
          tags,
          summary: 'Book a delivery',
          params: ComponentParams,
          body: ReceiveBody,
          response: { 200: MovementsAnswer },
        },
        config: {
          idempotent: true,
          permission: 'inventory:manage',
          errors: [...unknown, 'component-retired', 'location-retired'],
        },
      },
      async (request) => {
        const { location_id: locationId, quantity, unit_cost: unitCost, ...notes } = request.body;
        const receipt = { componentId: request.params.id, locationId, quantity, unitCost, ...notesFromWire(notes) };
        return toWire(await stock.receiveStock(request.actor, receipt, idempotencyKeyOf(request)));
      },
    );

    app.post(
      `${path}/issue`,
      {
        schema: {
          tags,
          summary: 'Take from stock',
          description:
            'For a ticket what is reserved for it is taken first. What others have reserved is not taken. All of it or nothing.',
          params: ComponentParams,
          body: IssueBody,
          response: { 200: MovementsAnswer },
        },
        config: {
          idempotent: true,
          permission: 'inventory:issue',
          errors: [...unknown, ...ofTickets, 'stock-insufficient'],
        },
      },
      async (request) => {
        const { location_id: locationId, quantity, ticket_id: ticketId, ...notes } = request.body;
        const issue = { componentId: request.params.id, locationId, quantity, ticketId, ...notesFromWire(notes) };
        return toWire(await stock.issueStock(request.actor, issue, idempotencyKeyOf(request)));
      },
    );

    app.post(
      `${path}/return`,
      {
        schema: {
          tags,
          summary: 'Bring back into stock',
          description: 'From a ticket no more than it has taken, at what its units cost on average.',
          params: ComponentParams,
          body: ReturnBody,
          response: { 200: MovementsAnswer },
        },
        config: {
          idempotent: true,
          permission: 'inventory:issue',
          errors: [...unknown, ...ofTickets, 'location-retired', 'return-exceeds-issued'],
        },
      },
      async (request) => {
        const { location_id: locationId, quantity, ticket_id: ticketId, ...notes } = request.body;
        const back = { componentId: request.params.id, locationId, quantity, ticketId, ...notesFromWire(notes) };
        return toWire(await stock.returnStock(request.actor, back, idempotencyKeyOf(request)));
      },
    );

    app.post(
      `${path}/adjust`,
      {
        schema: {
          tags,
          summary: 'Correct what is there',
          description:
            'To what was `counted`, or by a `difference`. Where fewer are there than were reserved, reservations are released, the newest first.',
          params: ComponentParams,
          body: AdjustBody,
          response: { 200: MovementsAnswer },
        },
        config: { idempotent: true, permission: 'inventory:manage', errors: [...unknown, 'stock-insufficient'] },
      },
      async (request) => {
        const { location_id: locationId, counted, difference, reason, ...notes } = request.body;
        const adjustment = {
          ...notesFromWire(notes),
          componentId: request.params.id,
          locationId,
          counted,
          difference,
          reason,
        };
        return toWire(await stock.adjustStock(request.actor, adjustment, idempotencyKeyOf(request)));
      },
    );

    app.post(
      `${path}/transfer`,
      {
        schema: {
          tags,
          summary: 'Move from one location to another',
          description: 'Two movements, both or none. What is reserved stays where it is.',
          params: ComponentParams,
          body: TransferBody,
          response: { 200: MovementsAnswer },
        },
        config: {
          idempotent: true,
          permission: 'inventory:manage',
          errors: [...unknown, 'location-retired', 'stock-insufficient'],
        },
      },
      async (request) => {
        const { from_location_id: fromLocationId, to_location_id: toLocationId, quantity, ...notes } = request.body;
        const transfer = {
          componentId: request.params.id,
          fromLocationId,
          toLocationId,
          quantity,
          ...notesFromWire(notes),
        };
        return toWire(await stock.transferStock(request.actor, transfer, idempotencyKeyOf(request)));
      },
    );

    app.post(
      `${path}/reserve`,
      {
        schema: {
          tags,
          summary: 'Set aside for a ticket',
          description: 'Nobody else can take it, and the ticket takes it first.',
          params: ComponentParams,
          body: ReservationBody,
          response: { 200: ReservedAnswer },
        },
        config: {
          idempotent: true,
          permission: 'inventory:issue',
          errors: [...unknown, ...ofTickets, 'component-retired', 'stock-insufficient'],
        },
      },
      async (request) => {
        const { ticket_id: ticketId, location_id: locationId, quantity } = request.body;
        const wanted = { componentId: request.params.id, locationId, ticketId, quantity };
        return reservedToWire(await stock.reserveStock(request.actor, wanted, idempotencyKeyOf(request)));
      },
    );

    app.post(
      `${path}/release`,
      {
        schema: {
          tags,
          summary: 'Let go of what is set aside for a ticket',
          params: ComponentParams,
          body: ReservationBody,
          response: { 200: ReservedAnswer },
        },
        config: {
          idempotent: true,
          permission: 'inventory:issue',
          errors: [...unknown, 'ticket-not-found', 'reservation-insufficient'],
        },
      },
      async (request) => {
        const { ticket_id: ticketId, location_id: locationId, quantity } = request.body;
        const wanted = { componentId: request.params.id, locationId, ticketId, quantity };
        return reservedToWire(await stock.releaseStock(request.actor, wanted, idempotencyKeyOf(request)));
      },
    );

    app.post(
      '/api/v1/inventory/stocktakes',
      {
        schema: {
          tags,
          summary: 'Book what was counted at a location',
          description:
            'A movement for each component that differs, all of them or none. Where fewer are there than were reserved, reservations are released, the newest first.',
          body: StocktakeBody,
          response: { 200: StocktakeAnswer },
        },
        config: { idempotent: true, permission: 'inventory:manage', errors: unknown },
      },
      async (request) => {
        const { location_id: locationId, counts, ...notes } = request.body;
        const lines = counts.map(({ component_id: componentId, counted }) => ({ componentId, counted }));
        const stocktake = { locationId, lines, ...notesFromWire(notes) };
        return stocktakeToWire(await stock.countStock(request.actor, stocktake, idempotencyKeyOf(request)));
      },
    );
  };
}
