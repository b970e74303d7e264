/** Movements, reservations and low stock on the wire. */
import type { Static } from 'typebox';
import { formatInstant } from '../../../kernel/instant.ts';
import { shownUnitCost } from '../../../kernel/money.ts';
import { bodyInstant, queryRange } from '../../../platform/http/index.ts';
import type { LowLevel } from './low-stock.queries.ts';
import { freeOn } from './stock.rules.ts';
import type {
  LowStockAnswer,
  MovementAnswer,
  MovementListQuery,
  ReservationAnswer,
  ReservedAnswer,
  StocktakeAnswer,
} from './stock.schemas.ts';
import type {
  MovementFilter,
  MovementNotes,
  ReservedPart,
  StockMovement,
  StockReservation,
  StocktakeResult,
} from './stock.types.ts';

export function movementToWire(movement: StockMovement): Static<typeof MovementAnswer> {
  return {
    id: movement.id,
    component_id: movement.componentId,
    component_name: movement.componentName,
    location_id: movement.locationId,
    location_name: movement.locationName,
    kind: movement.kind,
    quantity: movement.quantity,
    on_hand_after: movement.onHandAfter,
    unit_cost: shownUnitCost(movement.unitCost),
    ticket_id: movement.ticketId,
    group_id: movement.groupId,
    reason: movement.reason,
    reference: movement.reference,
    actor: movement.actor,
    occurred_at: formatInstant(movement.occurredAt),
    recorded_at: formatInstant(movement.recordedAt),
  };
}

export function reservationToWire(reservation: StockReservation): Static<typeof ReservationAnswer> {
  return {
    id: reservation.id,
    component_id: reservation.componentId,
    component_name: reservation.componentName,
    location_id: reservation.locationId,
    location_name: reservation.locationName,
    ticket_id: reservation.ticketId,
    quantity: reservation.quantity,
    actor: reservation.actor,
    created_at: formatInstant(reservation.createdAt),
    updated_at: formatInstant(reservation.updatedAt),
  };
}

export function reservedToWire(parts: readonly ReservedPart[]): Static<typeof ReservedAnswer> {
  return {
    items: parts.map((part) => ({
      component_id: part.componentId,
      location_id: part.locationId,
      location_name: part.locationName,
      ticket_id: part.ticketId,
      quantity: part.quantity,
      open: part.open,
    })),
  };
}

export function stocktakeToWire(result: StocktakeResult): Static<typeof StocktakeAnswer> {
  return {
    group_id: result.groupId,
    location_id: result.locationId,
    location_name: result.locationName,
    counted: result.counted,
    differences: result.movements.map(movementToWire),
  };
}

export function lowToWire(low: LowLevel): Static<typeof LowStockAnswer> {
  return {
    component_id: low.componentId,
    component_name: low.componentName,
    stock_code: low.stockCode,
    unit: low.unit,
    location_id: low.locationId,
    location_name: low.locationName,
    on_hand: low.onHand,
    reserved: low.reserved,
    available: freeOn(low),
    minimum: low.minimum,
    maximum: low.maximum,
    shortage: low.minimum - low.onHand,
    supplier: low.supplier,
    lead_time_days: low.leadTimeDays,
  };
}

/** @throws validation-failed for a time that is none, range-invalid for an end before its start */
export function movementFilterFromWire(
  query: Omit<Static<typeof MovementListQuery>, 'cursor' | 'limit'>,
): MovementFilter {
  return {
    componentId: query.component_id,
    locationId: query.location_id,
    ticketId: query.ticket_id,
    kind: query.kind,
    actor: query.actor,
    ...queryRange(query),
  };
}

interface NotesOnWire {
  readonly reason?: string;
  readonly reference?: string;
  readonly occurred_at?: string;
}

/** An empty text says nothing. @throws validation-failed */
export function notesFromWire({ reason, reference, occurred_at: occurredAt }: NotesOnWire): MovementNotes {
  return {
    ...(reason?.trim() ? { reason: reason.trim() } : {}),
    ...(reference?.trim() ? { reference: reference.trim() } : {}),
    ...(occurredAt === undefined ? {} : { occurredAt: bodyInstant('occurred_at', occurredAt) }),
  };
}
