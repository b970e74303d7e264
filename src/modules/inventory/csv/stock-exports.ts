/** What is asked of stock, as CSV: the ledger, what is set aside, what is low. */
import { type CsvColumnsOf, csvList } from '../../../kernel/csv-writer.ts';
import { formatInstant } from '../../../kernel/instant.ts';
import { shownUnitCost } from '../../../kernel/money.ts';
import { allPages, followPages } from '../../../kernel/paging.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { findLowBehind, type LowLevel } from '../stock/low-stock.queries.ts';
import type { ReservationFilter } from '../stock/reservations.queries.ts';
import { freeOn } from '../stock/stock.rules.ts';
import type { MovementFilter, StockMovement, StockReservation } from '../stock/stock.types.ts';
import type { StockReads } from '../stock/stock-reads.ts';

export interface StockExports {
  /** The latest first. */
  exportMovements(filter: MovementFilter): AsyncIterable<string>;
  /** The oldest first. */
  exportReservations(filter: ReservationFilter): AsyncIterable<string>;
  /** In the order in which the components were made. */
  exportLowStock(locationId: number | undefined): AsyncIterable<string>;
}

const movementColumns: CsvColumnsOf<StockMovement> = {
  id: ({ id }) => id,
  occurred_at: ({ occurredAt }) => formatInstant(occurredAt),
  recorded_at: ({ recordedAt }) => formatInstant(recordedAt),
  kind: ({ kind }) => kind,
  component_id: ({ componentId }) => componentId,
  component_name: ({ componentName }) => componentName,
  location_id: ({ locationId }) => locationId,
  location_name: ({ locationName }) => locationName,
  quantity: ({ quantity }) => quantity,
  on_hand_after: ({ onHandAfter }) => onHandAfter,
  unit_cost: ({ unitCost }) => shownUnitCost(unitCost),
  ticket_id: ({ ticketId }) => ticketId,
  group_id: ({ groupId }) => groupId,
  reason: ({ reason }) => reason,
  reference: ({ reference }) => reference,
  actor: ({ actor }) => actor.name,
};

const reservationColumns: CsvColumnsOf<StockReservation> = {
  id: ({ id }) => id,
  component_id: ({ componentId }) => componentId,
  component_name: ({ componentName }) => componentName,
  location_id: ({ locationId }) => locationId,
  location_name: ({ locationName }) => locationName,
  ticket_id: ({ ticketId }) => ticketId,
  quantity: ({ quantity }) => quantity,
  actor: ({ actor }) => actor.name,
  created_at: ({ createdAt }) => formatInstant(createdAt),
  updated_at: ({ updatedAt }) => formatInstant(updatedAt),
};

const lowColumns: CsvColumnsOf<LowLevel> = {
  component_id: ({ componentId }) => componentId,
  component_name: ({ componentName }) => componentName,
  stock_code: ({ stockCode }) => stockCode,
  unit: ({ unit }) => unit,
  location_id: ({ locationId }) => locationId,
  location_name: ({ locationName }) => locationName,
  on_hand: ({ onHand }) => onHand,
  reserved: ({ reserved }) => reserved,
  available: freeOn,
  minimum: ({ minimum }) => minimum,
  maximum: ({ maximum }) => maximum,
  shortage: ({ minimum, onHand }) => minimum - onHand,
  supplier: ({ supplier }) => supplier,
  lead_time_days: ({ leadTimeDays }) => leadTimeDays,
};

export function createStockExports(store: Store, stock: StockReads): StockExports {
  return {
    exportMovements: (filter) =>
      csvList(
        movementColumns,
        followPages((paging) => stock.listMovements({ ...filter, ...paging })),
      ),
    exportReservations: (filter) =>
      csvList(
        reservationColumns,
        followPages((paging) => stock.listReservations({ ...filter, ...paging })),
      ),
    exportLowStock: (locationId) =>
      csvList(
        lowColumns,
        allPages<LowLevel>((last, limit) => findLowBehind(store.access(), locationId, last, limit)),
      ),
  };
}
