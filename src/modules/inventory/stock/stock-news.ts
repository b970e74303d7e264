/** What is told of movements and reservations: an event for programs, an audit entry for people who must know who did what. */
import type { Transaction } from '../../../platform/outbox/index.ts';
import { movementEvent, type ReservationStep, reservationEvent, stepOfKind } from '../events.ts';
import type { StockMovement } from './stock.types.ts';

type SingleMovement = Parameters<typeof movementEvent>[0];

/** @param fromReserved for each movement, what of it had been set aside for its ticket */
export function tellMovements(
  tx: Transaction,
  movements: readonly StockMovement[],
  fromReserved: readonly number[] = [],
): void {
  for (const [at, movement] of movements.entries()) {
    const single = movement as SingleMovement;
    tx.emit(movementEvent(single, fromReserved[at]));
    tx.audit({
      action: `stock.${stepOfKind[single.kind]}`,
      entityType: 'component',
      entityId: movement.componentId,
      after: {
        movementId: movement.id,
        locationId: movement.locationId,
        quantity: movement.quantity,
        onHand: movement.onHandAfter,
        ...(movement.ticketId === null ? {} : { ticketId: movement.ticketId }),
        ...(movement.reference === null ? {} : { reference: movement.reference }),
      },
      ...(movement.reason === null ? {} : { reason: movement.reason }),
    });
  }
}

/** @param because `shortage` where fewer are there than were set aside */
export function tellReservation(
  tx: Transaction,
  happened: 'reserved' | 'released',
  news: ReservationStep,
  because: 'asked' | 'shortage' = 'asked',
): void {
  tx.emit(reservationEvent(happened, news, because));
  tx.audit({
    action: `stock.${happened}`,
    entityType: 'component',
    entityId: news.component.id,
    after: {
      locationId: news.location.id,
      ticketId: news.ticketId,
      quantity: news.quantity,
      open: news.open,
      ...(because === 'shortage' ? { because } : {}),
    },
  });
}
