/** Pure decisions on stock: which locations a quantity is taken from, when it is low, what a unit costs. */

/** Whole units that one request may move. */
export const QUANTITY_MAX = 1_000_000;
/** The most that can be counted at one location. */
export const ON_HAND_MAX = 1_000_000_000;

/** A location as it is chosen from. */
export interface Shelf {
  readonly locationId: number;
  readonly onHand: number;
  /** For whichever ticket. */
  readonly reserved: number;
  /** For the ticket that asks; part of `reserved`. */
  readonly own: number;
}

/** What is taken from one location; `fromReserved` of it had been set aside for the ticket. */
export interface Take {
  readonly locationId: number;
  readonly quantity: number;
  readonly fromReserved: number;
}

/** What nobody has set aside. */
export function freeOn(shelf: Pick<Shelf, 'onHand' | 'reserved'>): number {
  return shelf.onHand - shelf.reserved;
}

/**
 * Chooses what to take where: what is set aside for the ticket first, then where most is free. Of equals the location
 * with the lower number comes first, so the same question always has the same answer.
 *
 * @returns undefined where there is not enough; takes in the order of locations
 */
export function planIssue(shelves: readonly Shelf[], quantity: number): Take[] | undefined {
  let wanted = quantity;
  const takes = new Map<number, Take>();
  for (const { locationId, own } of ranked(shelves, (shelf) => shelf.own)) {
    const taken = Math.min(own, wanted);
    if (taken === 0) continue;
    takes.set(locationId, { locationId, quantity: taken, fromReserved: taken });
    wanted -= taken;
  }
  for (const shelf of ranked(shelves, freeOn)) {
    const taken = Math.min(freeOn(shelf), wanted);
    if (taken === 0) continue;
    const { locationId } = shelf;
    const { quantity: before = 0, fromReserved = 0 } = takes.get(locationId) ?? {};
    takes.set(locationId, { locationId, quantity: before + taken, fromReserved });
    wanted -= taken;
  }
  if (wanted > 0) return undefined;
  return [...takes.values()].sort((a, b) => a.locationId - b.locationId);
}

/** Chooses where to set aside: where most is free. @returns undefined where there is not enough */
export function planReserve(shelves: readonly Shelf[], quantity: number): Take[] | undefined {
  return planIssue(
    shelves.map((shelf) => ({ ...shelf, own: 0 })),
    quantity,
  );
}

/** Chooses what to let go of: where most is set aside. @returns undefined where less is set aside */
export function planRelease(
  held: readonly { readonly locationId: number; readonly quantity: number }[],
  quantity: number,
): Take[] | undefined {
  return planReserve(
    held.map(({ locationId, quantity: onHand }) => ({ locationId, onHand, reserved: 0, own: 0 })),
    quantity,
  );
}

function ranked(shelves: readonly Shelf[], amountOf: (shelf: Shelf) => number): Shelf[] {
  return shelves.toSorted((a, b) => amountOf(b) - amountOf(a) || a.locationId - b.locationId);
}

/**
 * Which reservations cannot be kept when fewer are there than were set aside: the newest go first.
 *
 * @returns what each loses; nothing where all can be kept
 */
export function cutReservations<Held extends { readonly id: number; readonly quantity: number }>(
  held: readonly Held[],
  onHand: number,
): { readonly reservation: Held; readonly lost: number }[] {
  let excess = held.reduce((sum, { quantity }) => sum + quantity, 0) - onHand;
  const cuts: { reservation: Held; lost: number }[] = [];
  for (const reservation of held.toSorted((a, b) => b.id - a.id)) {
    if (excess <= 0) break;
    const lost = Math.min(reservation.quantity, excess);
    cuts.push({ reservation, lost });
    excess -= lost;
  }
  return cuts;
}

/** True for the one step on which stock goes from enough to low: what tells of it tells once. */
export function fallsBelow(
  minimumBefore: number | null,
  onHandBefore: number,
  minimum: number | null,
  onHand: number,
): boolean {
  return !isLow(minimumBefore, onHandBefore) && isLow(minimum, onHand);
}

export function isLow(minimum: number | null, onHand: number): boolean {
  return minimum !== null && onHand < minimum;
}

/** The moving average: what is there at its cost and what comes at its own. */
export function averageCost(onHand: number, cost: number | null, quantity: number, newCost: number): number {
  if (cost === null || onHand === 0) return newCost;
  return (onHand * cost + quantity * newCost) / (onHand + quantity);
}

/** What a ticket has of one component: quantities and costs of its issues less its returns. */
export interface Taken {
  readonly quantity: number;
  /** Of those whose cost was known; null where none was. */
  readonly cost: number | null;
}

/** What a unit that comes back is worth: what the ticket's units cost on average, so that all back makes it nothing. */
export function costOfReturn({ quantity, cost }: Taken): number | null {
  return cost === null || quantity <= 0 ? null : Math.max(0, cost / quantity);
}
