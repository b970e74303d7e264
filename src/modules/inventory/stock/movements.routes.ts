/** `/api/v1/inventory/components/{id}/<verb>` and stocktakes: what changes stock. Every one can be repeated. */
import type { FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Actor, Permission } from '../../../kernel/access.ts';
import type { ErrorCode } from '../../../kernel/errors.ts';
import { idempotencyKeyOf, type RouteApp, type Routes } from '../../../platform/http/index.ts';
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
const unknown: readonly ErrorCode[] = ['component-not-found', 'location-not-found'];
/** Of steps that a ticket can be past. */
const ofTickets: readonly ErrorCode[] = ['ticket-not-found', 'ticket-move-refused'];

interface StepRoute<Body extends TSchema, Answer extends TSchema> {
  readonly summary: string;
  readonly description?: string;
  readonly body: Body;
  readonly answer: Answer;
  readonly permission: Permission;
  /** Beside those of a component and a location that are not there. */
  readonly errors: readonly ErrorCode[];
  /** @param key of a request that may be sent again */
  readonly take: (actor: Actor, id: number, body: Static<Body>, key: string | undefined) => Promise<Static<Answer>>;
}

/** One step of a component. */
function mountStep<Body extends TSchema, Answer extends TSchema>(
  app: RouteApp,
  verb: string,
  { summary, description, body, answer, permission, errors, take }: StepRoute<Body, Answer>,
): void {
  const told = { tags, summary, ...(description === undefined ? {} : { description }) };
  app.post(
    `/api/v1/inventory/components/:id/${verb}`,
    {
      schema: { ...told, params: ComponentParams, body, response: { 200: answer } },
      config: { idempotent: true, permission, errors: [...unknown, ...errors] },
    },
    // the provider reads no type out of a schema that is a type parameter
    (async (request: FastifyRequest) => {
      const { id } = request.params as Static<typeof ComponentParams>;
      return take(request.actor, id, request.body as Static<Body>, idempotencyKeyOf(request));
    }) as never,
  );
}

const toWire = (movements: readonly StockMovement[]) => ({ items: movements.map(movementToWire) });

export function movementRoutes(stock: StockService): Routes {
  return (app) => {
    mountStep(app, 'receive', {
      summary: 'Book a delivery',
      body: ReceiveBody,
      answer: MovementsAnswer,
      permission: 'inventory:manage',
      errors: ['component-retired', 'location-retired'],
      async take(actor, componentId, { location_id: locationId, quantity, unit_cost: unitCost, ...notes }, key) {
        const receipt = { componentId, locationId, quantity, unitCost, ...notesFromWire(notes) };
        return toWire(await stock.receiveStock(actor, receipt, key));
      },
    });

    mountStep(app, 'issue', {
      summary: 'Take from stock',
      description:
        'For a ticket what is reserved for it is taken first. What others have reserved is not taken. All of it or nothing.',
      body: IssueBody,
      answer: MovementsAnswer,
      permission: 'inventory:issue',
      errors: [...ofTickets, 'stock-insufficient'],
      async take(actor, componentId, { location_id: locationId, quantity, ticket_id: ticketId, ...notes }, key) {
        const issue = { componentId, locationId, quantity, ticketId, ...notesFromWire(notes) };
        return toWire(await stock.issueStock(actor, issue, key));
      },
    });

    mountStep(app, 'return', {
      summary: 'Bring back into stock',
      description:
        'From a ticket no more than it has taken, at what its units cost on average; also from one that is closed or cancelled.',
      body: ReturnBody,
      answer: MovementsAnswer,
      permission: 'inventory:issue',
      errors: ['ticket-not-found', 'location-retired', 'return-exceeds-issued'],
      async take(actor, componentId, { location_id: locationId, quantity, ticket_id: ticketId, ...notes }, key) {
        const back = { componentId, locationId, quantity, ticketId, ...notesFromWire(notes) };
        return toWire(await stock.returnStock(actor, back, key));
      },
    });

    mountStep(app, 'adjust', {
      summary: 'Correct what is there',
      description:
        'To what was `counted`, or by a `difference`. Where fewer are there than were reserved, reservations are released, the newest first.',
      body: AdjustBody,
      answer: MovementsAnswer,
      permission: 'inventory:manage',
      errors: ['stock-insufficient'],
      async take(actor, componentId, { location_id: locationId, counted, difference, reason, ...notes }, key) {
        const adjustment = { ...notesFromWire(notes), componentId, locationId, counted, difference, reason };
        return toWire(await stock.adjustStock(actor, adjustment, key));
      },
    });

    mountStep(app, 'transfer', {
      summary: 'Move from one location to another',
      description: 'Two movements, both or none. What is reserved stays where it is.',
      body: TransferBody,
      answer: MovementsAnswer,
      permission: 'inventory:manage',
      errors: ['location-retired', 'stock-insufficient'],
      async take(actor, componentId, { from_location_id: from, to_location_id: to, quantity, ...notes }, key) {
        const way = { fromLocationId: from, toLocationId: to };
        const transfer = { componentId, ...way, quantity, ...notesFromWire(notes) };
        return toWire(await stock.transferStock(actor, transfer, key));
      },
    });

    mountStep(app, 'reserve', {
      summary: 'Set aside for a ticket',
      description: 'Nobody else can take it, and the ticket takes it first.',
      body: ReservationBody,
      answer: ReservedAnswer,
      permission: 'inventory:issue',
      errors: [...ofTickets, 'component-retired', 'stock-insufficient'],
      async take(actor, componentId, { ticket_id: ticketId, location_id: locationId, quantity }, key) {
        return reservedToWire(await stock.reserveStock(actor, { componentId, locationId, ticketId, quantity }, key));
      },
    });

    mountStep(app, 'release', {
      summary: 'Let go of what is set aside for a ticket',
      body: ReservationBody,
      answer: ReservedAnswer,
      permission: 'inventory:issue',
      errors: ['ticket-not-found', 'reservation-insufficient'],
      async take(actor, componentId, { ticket_id: ticketId, location_id: locationId, quantity }, key) {
        return reservedToWire(await stock.releaseStock(actor, { componentId, locationId, ticketId, quantity }, key));
      },
    });

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
