/** What the inventory module tells the world. Costs and notes stay out: events reach whoever may read events. */
import type { NewEvent } from '../../platform/outbox/index.ts';
import type { Component } from './components/components.types.ts';
import type { Location } from './locations/locations.types.ts';
import type { MovementKind, StockMovement } from './stock/stock.types.ts';

type LifeStep = 'created' | 'changed' | 'retired' | 'reinstated';

export function componentEvent(happened: LifeStep, component: Component, changed: readonly string[] = []): NewEvent {
  return {
    type: `com.milldash.component.${happened}`,
    subject: `components/${component.id}`,
    data: {
      component_id: component.id,
      component_name: component.name,
      stock_code: component.stockCode,
      category: component.category,
      current_stock: component.onHand,
      retired: component.retiredAt !== null,
      version: component.version,
      ...(happened === 'changed' ? { changed } : {}),
    },
  };
}

export function locationEvent(happened: LifeStep, location: Location): NewEvent {
  return {
    type: `com.milldash.location.${happened}`,
    subject: `locations/${location.id}`,
    data: {
      location_id: location.id,
      name: location.name,
      retired: location.retiredAt !== null,
      version: location.version,
    },
  };
}

/** What happened, by the kind of a movement; a transfer and a stocktake are told once for all their movements. */
export const stepOfKind = {
  opening: 'received',
  receive: 'received',
  issue: 'issued',
  return: 'returned',
  adjust: 'adjusted',
} as const satisfies Partial<Record<MovementKind, string>>;

/** @param fromReserved what of it had been set aside for the ticket */
export function movementEvent(
  movement: StockMovement & { readonly kind: keyof typeof stepOfKind },
  fromReserved = 0,
): NewEvent {
  return {
    type: `com.milldash.stock.${stepOfKind[movement.kind]}`,
    subject: `components/${movement.componentId}`,
    occurredAt: movement.occurredAt,
    data: {
      movement_id: movement.id,
      kind: movement.kind,
      ...partOf(movement),
      location_id: movement.locationId,
      location_name: movement.locationName,
      quantity: movement.quantity,
      on_hand: movement.onHandAfter,
      ticket_id: movement.ticketId,
      ...(movement.kind === 'issue' ? { from_reserved: fromReserved } : {}),
      reason: movement.reason,
      reference: movement.reference,
    },
  };
}

export function transferEvent(from: StockMovement, to: StockMovement): NewEvent {
  return {
    type: 'com.milldash.stock.transferred',
    subject: `components/${from.componentId}`,
    occurredAt: from.occurredAt,
    data: {
      group_id: from.groupId,
      ...partOf(from),
      quantity: to.quantity,
      from: { location_id: from.locationId, location_name: from.locationName, on_hand: from.onHandAfter },
      to: { location_id: to.locationId, location_name: to.locationName, on_hand: to.onHandAfter },
      reason: from.reason,
      reference: from.reference,
    },
  };
}

export function countedEvent(
  groupId: string,
  location: Pick<Location, 'id' | 'name'>,
  counted: number,
  differences: readonly StockMovement[],
  said: { readonly reason: string | null; readonly reference: string | null; readonly occurredAt: number },
): NewEvent {
  return {
    type: 'com.milldash.stock.counted',
    subject: `locations/${location.id}`,
    occurredAt: said.occurredAt,
    data: {
      group_id: groupId,
      location_id: location.id,
      location_name: location.name,
      counted,
      differences: differences.map(({ componentId, quantity, onHandAfter }) => ({
        component_id: componentId,
        quantity,
        on_hand: onHandAfter,
      })),
      reason: said.reason,
      reference: said.reference,
    },
  };
}

export interface ReservationStep {
  readonly component: Pick<Component, 'id' | 'name'>;
  readonly location: Pick<Location, 'id' | 'name'>;
  readonly ticketId: number;
  readonly quantity: number;
  /** What the ticket has set aside there afterwards. */
  readonly open: number;
}

/** @param because `shortage` where fewer are there than were set aside */
export function reservationEvent(
  happened: 'reserved' | 'released',
  { component, location, ticketId, quantity, open }: ReservationStep,
  because: 'asked' | 'shortage' = 'asked',
): NewEvent {
  return {
    type: `com.milldash.stock.${happened}`,
    subject: `components/${component.id}`,
    data: {
      component_id: component.id,
      component_name: component.name,
      location_id: location.id,
      location_name: location.name,
      ticket_id: ticketId,
      quantity,
      open,
      ...(happened === 'released' ? { because } : {}),
    },
  };
}

export interface LowStock {
  readonly component: Pick<Component, 'id' | 'name' | 'stockCode' | 'unit'>;
  readonly location: Pick<Location, 'id' | 'name'>;
  readonly onHand: number;
  readonly minimum: number;
}

/** Of a component that came from another system: one for all movements of its past. */
export function stockTakenOver(
  component: Pick<Component, 'id' | 'name'>,
  location: Pick<Location, 'id' | 'name'>,
  onHand: number,
  uses: number,
): NewEvent {
  return {
    type: 'com.milldash.stock.taken-over',
    subject: `components/${component.id}`,
    data: {
      component_id: component.id,
      component_name: component.name,
      location_id: location.id,
      location_name: location.name,
      on_hand: onHand,
      uses,
    },
  };
}

/** Once for each time that it falls below the minimum. */
export function lowEvent({ component, location, onHand, minimum }: LowStock): NewEvent {
  return {
    type: 'com.milldash.stock.low',
    subject: `components/${component.id}`,
    data: {
      component_id: component.id,
      component_name: component.name,
      stock_code: component.stockCode,
      unit: component.unit,
      location_id: location.id,
      location_name: location.name,
      on_hand: onHand,
      minimum,
      shortage: minimum - onHand,
    },
  };
}

export function limitsEvent(
  component: Pick<Component, 'id' | 'name'>,
  location: Pick<Location, 'id' | 'name'>,
  limits: { readonly minimum: number | null; readonly maximum: number | null },
): NewEvent {
  return {
    type: 'com.milldash.stock.limits-set',
    subject: `components/${component.id}`,
    data: {
      component_id: component.id,
      component_name: component.name,
      location_id: location.id,
      location_name: location.name,
      ...limits,
    },
  };
}

function partOf({ componentId, componentName }: StockMovement) {
  return { component_id: componentId, component_name: componentName };
}

export function sparePartEvent(
  happened: 'set' | 'removed',
  machineId: string,
  component: Pick<Component, 'id' | 'name'>,
  details: { readonly recommendedQuantity: number | null },
): NewEvent {
  return {
    type: `com.milldash.spare-part.${happened}`,
    subject: `machines/${machineId}/components/${component.id}`,
    data: {
      machine_id: machineId,
      component_id: component.id,
      component_name: component.name,
      ...(happened === 'set' ? { recommended_quantity: details.recommendedQuantity } : {}),
    },
  };
}
