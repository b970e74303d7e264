/** What is asked of the server for each kind of booking, and what takes it back. */
import type { Item } from '../../api/types.ts';
import type { Format } from '../../format/format.ts';
import { numberIn, wholeIn } from '../../format/typed-number.ts';

export type Movement = Item<'/api/v1/inventory/movements'>;

export const bookingKinds = ['receive', 'issue', 'return', 'transfer', 'adjust'] as const;
export type BookingKind = (typeof bookingKinds)[number];

/** As it is typed; an empty text says nothing. */
export interface BookingForm {
  readonly quantity: string;
  /** Number of the location; of a transfer the one that it goes from. */
  readonly location: string;
  /** Of a transfer. */
  readonly toLocation: string;
  readonly ticketId: number | undefined;
  /** Of one unit, of a delivery. */
  readonly unitCost: string;
  /** Of an adjustment: to what was counted, or by a difference. */
  readonly adjustsTo: 'counted' | 'more' | 'fewer';
  readonly reason: string;
  readonly reference: string;
}

export type Booking =
  | { readonly verb: 'receive'; readonly body: Placed & Notes & { readonly unit_cost?: number } }
  | { readonly verb: 'issue' | 'return'; readonly body: Partial<Placed> & ForTicket & Notes }
  | { readonly verb: 'transfer'; readonly body: Transferred & Notes }
  | { readonly verb: 'adjust'; readonly body: Adjusted };

interface Placed {
  readonly location_id: number;
  readonly quantity: number;
}
interface ForTicket {
  readonly quantity: number;
  readonly ticket_id?: number;
}
interface Transferred {
  readonly from_location_id: number;
  readonly to_location_id: number;
  readonly quantity: number;
}
interface Adjusted extends Notes {
  readonly location_id: number;
  readonly counted?: number;
  readonly difference?: number;
  readonly reason: string;
}
interface Notes {
  readonly reason?: string;
  readonly reference?: string;
}

/** @param locale by whose signs numbers are typed */
export function bookingOf(verb: BookingKind, form: BookingForm, locale: string): Booking {
  const quantity = wholeIn(form.quantity) ?? 0;
  const location = Number(form.location);
  const reason = form.reason.trim();
  const reference = form.reference.trim();
  const notes = { ...(reason === '' ? {} : { reason }), ...(reference === '' ? {} : { reference }) };
  switch (verb) {
    case 'receive': {
      const cost = numberIn(form.unitCost, locale);
      const body = { location_id: location, quantity, ...(cost === undefined ? {} : { unit_cost: cost }), ...notes };
      return { verb, body };
    }
    case 'issue':
    case 'return': {
      const ticket = form.ticketId === undefined ? {} : { ticket_id: form.ticketId };
      return {
        verb,
        body: { ...(form.location === '' ? {} : { location_id: location }), quantity, ...ticket, ...notes },
      };
    }
    case 'transfer':
      return {
        verb,
        body: { from_location_id: location, to_location_id: Number(form.toLocation), quantity, ...notes },
      };
    case 'adjust': {
      const to =
        form.adjustsTo === 'counted'
          ? { counted: quantity }
          : { difference: form.adjustsTo === 'more' ? quantity : -quantity };
      return { verb, body: { location_id: location, ...to, ...notes, reason } };
    }
  }
}

/** What comes out of it where, before it is booked; undefined where that is not known. */
export function onHandAfter(verb: BookingKind, form: BookingForm, onHand: number | undefined): number | undefined {
  const quantity = wholeIn(form.quantity);
  if (onHand === undefined || quantity === undefined) return undefined;
  if (verb === 'adjust') {
    if (form.adjustsTo === 'counted') return quantity;
    return form.adjustsTo === 'more' ? onHand + quantity : onHand - quantity;
  }
  return verb === 'receive' || verb === 'return' ? onHand + quantity : onHand - quantity;
}

/**
 * The bookings that take one back: the ledger is never changed, so each is booked against.
 *
 * @param movements of one step
 * @param why said in the ledger, by the number of the movement that it takes back
 */
export function counterBookings(movements: readonly Movement[], why: (movementId: number) => string): Booking[] {
  const [first, second] = movements;
  if (first?.kind === 'transfer' && second !== undefined) {
    const [from, to] = first.quantity < 0 ? [first, second] : [second, first];
    const way = { from_location_id: to.location_id, to_location_id: from.location_id };
    return [{ verb: 'transfer', body: { ...way, quantity: to.quantity, reason: why(first.id) } }];
  }
  return movements.map((movement) => counterBooking(movement, why(movement.id)));
}

function counterBooking({ kind, location_id, quantity, ticket_id }: Movement, reason: string): Booking {
  const ticket = ticket_id === null ? {} : { ticket_id };
  if (kind === 'issue') return { verb: 'return', body: { location_id, quantity: -quantity, ...ticket, reason } };
  if (kind === 'return') return { verb: 'issue', body: { location_id, quantity, ...ticket, reason } };
  return { verb: 'adjust', body: { location_id, difference: -quantity, reason } };
}

/** `+3` and `−2`: what came and what went. */
export function signed(quantity: number, format: Format): string {
  return `${quantity > 0 ? '+' : '−'}${format.number(Math.abs(quantity))}`;
}
