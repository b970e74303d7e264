/** What is read of stock: the ledger, what is set aside, what is low. */
import type { Routes } from '../../../platform/http/index.ts';
import type { LimitService } from '../components/limits.service.ts';
import {
  LowStockPage,
  LowStockQuery,
  MovementListQuery,
  MovementPage,
  ReservationListQuery,
  ReservationPage,
} from './stock.schemas.ts';
import { lowToWire, movementFilterFromWire, movementToWire, reservationToWire } from './stock.wire.ts';
import type { StockReads } from './stock-reads.ts';

const tags = ['Inventory'];
const permission = 'inventory:read';
const freshness = { topics: ['component', 'location', 'stock'] };

export function stockRoutes(stock: StockReads & LimitService): Routes {
  return (app) => {
    app.get(
      '/api/v1/inventory/movements',
      {
        schema: {
          tags,
          summary: 'Movements of stock',
          description:
            'The ledger, by when it happened, the latest first. A wrong movement is corrected by another one.',
          querystring: MovementListQuery,
          response: { 200: MovementPage },
        },
        config: { permission, errors: ['cursor-invalid', 'range-invalid'], freshness },
      },
      async (request) => {
        const { cursor, limit, ...filter } = request.query;
        const page = await stock.listMovements({ ...movementFilterFromWire(filter), cursor, limit });
        return { items: page.items.map(movementToWire), next_cursor: page.nextCursor };
      },
    );

    app.get(
      '/api/v1/inventory/reservations',
      {
        schema: {
          tags,
          summary: 'What is set aside for tickets',
          description: 'And not taken yet. The oldest first.',
          querystring: ReservationListQuery,
          response: { 200: ReservationPage },
        },
        config: { permission, errors: ['cursor-invalid'], freshness },
      },
      async (request) => {
        const { component_id: componentId, location_id: locationId, ticket_id: ticketId, ...paging } = request.query;
        const page = await stock.listReservations({ ...paging, componentId, locationId, ticketId });
        return { items: page.items.map(reservationToWire), next_cursor: page.nextCursor };
      },
    );

    app.get(
      '/api/v1/inventory/low-stock',
      {
        schema: {
          tags,
          summary: 'What is below its minimum',
          description: 'Components and locations in use, by the name of the component.',
          querystring: LowStockQuery,
          response: { 200: LowStockPage },
        },
        config: { permission, errors: ['cursor-invalid'], freshness },
      },
      async (request) => {
        const { location_id: locationId, ...paging } = request.query;
        const page = await stock.listLowStock({ ...paging, locationId });
        return { items: page.items.map(lowToWire), next_cursor: page.nextCursor };
      },
    );
  };
}
