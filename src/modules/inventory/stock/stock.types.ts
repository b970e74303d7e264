/** What the other rooms see of stock: how much is where, what moved, and what is set aside. */
import type { Actor } from '../../../kernel/access.ts';

export const movementKinds = ['opening', 'receive', 'issue', 'return', 'adjust', 'transfer', 'stocktake'] as const;
export type MovementKind = (typeof movementKinds)[number];

/** Who did something, as it was then. */
export type ActorName = Pick<Actor, 'kind' | 'id' | 'name'>;

export interface StockLevel {
  readonly componentId: number;
  readonly locationId: number;
  readonly locationName: string;
  /** Null while the location is in use. */
  readonly locationRetiredAt: number | null;
  readonly onHand: number;
  /** Set aside for tickets, at most `onHand`. */
  readonly reserved: number;
  /** Below it the stock is low; null where nobody has said. */
  readonly minimum: number | null;
  readonly maximum: number | null;
}

/** One line of the ledger: never changed, corrected by another one. Survives JSON. */
export interface StockMovement {
  readonly id: number;
  readonly componentId: number;
  readonly componentName: string;
  readonly locationId: number;
  readonly locationName: string;
  readonly kind: MovementKind;
  /** Whole units; with a minus what went. */
  readonly quantity: number;
  /** At the location, after it. */
  readonly onHandAfter: number;
  /** Of one unit at that time; null where nobody had said. */
  readonly unitCost: number | null;
  readonly ticketId: number | null;
  /** Movements that were one step share it. */
  readonly groupId: string | null;
  readonly reason: string | null;
  readonly reference: string | null;
  readonly actor: ActorName;
  readonly occurredAt: number;
  readonly recordedAt: number;
}

export interface StockReservation {
  readonly id: number;
  readonly componentId: number;
  readonly componentName: string;
  readonly locationId: number;
  readonly locationName: string;
  readonly ticketId: number;
  /** Open: reserved and not taken yet. */
  readonly quantity: number;
  /** Who reserved last. */
  readonly actor: ActorName;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What a movement may say of itself. */
export interface MovementNotes {
  readonly reason?: string | undefined;
  /** A delivery note, an order, a count sheet. */
  readonly reference?: string | undefined;
  /** When it happened, where that was before it is told; not in the future. */
  readonly occurredAt?: number | undefined;
}

export interface Receipt extends MovementNotes {
  readonly componentId: number;
  readonly locationId: number;
  readonly quantity: number;
  /** What one unit cost: moves the component's unit cost to the average of what is there. */
  readonly unitCost?: number | undefined;
}

export interface Issue extends MovementNotes {
  readonly componentId: number;
  /** Absent: what is reserved for the ticket first, then where most is free. */
  readonly locationId?: number | undefined;
  readonly quantity: number;
  /** What is reserved for it is taken first. */
  readonly ticketId?: number | undefined;
}

export interface Return extends MovementNotes {
  readonly componentId: number;
  /** Absent: where the ticket took from last. Needed without a ticket. */
  readonly locationId?: number | undefined;
  readonly quantity: number;
  /** No more can come back from a ticket than it has taken. */
  readonly ticketId?: number | undefined;
}

export interface Adjustment extends MovementNotes {
  readonly componentId: number;
  readonly locationId: number;
  /** What is there, or by how much it differs: one of both. */
  readonly counted?: number | undefined;
  readonly difference?: number | undefined;
  readonly reason: string;
}

export interface Transfer extends MovementNotes {
  readonly componentId: number;
  readonly fromLocationId: number;
  readonly toLocationId: number;
  readonly quantity: number;
}

export interface ReservationRequest {
  readonly componentId: number;
  /** Absent: where most is free, or on release where most is reserved. */
  readonly locationId?: number | undefined;
  readonly ticketId: number;
  readonly quantity: number;
}

/** What came of setting aside or letting go at one location. Survives JSON. */
export interface ReservedPart {
  readonly componentId: number;
  readonly locationId: number;
  readonly locationName: string;
  readonly ticketId: number;
  /** Set aside, or let go, by this step. */
  readonly quantity: number;
  /** What the ticket has set aside there afterwards. */
  readonly open: number;
}

export interface CountedLine {
  readonly componentId: number;
  /** What was found; 0 where nothing was. */
  readonly counted: number;
}

export interface Stocktake extends MovementNotes {
  readonly locationId: number;
  readonly lines: readonly CountedLine[];
}

/** What came of counting a location. Survives JSON. */
export interface StocktakeResult {
  readonly groupId: string;
  readonly locationId: number;
  readonly locationName: string;
  /** Components that were counted. */
  readonly counted: number;
  /** A movement for each that differed. */
  readonly movements: readonly StockMovement[];
}

export interface MovementFilter {
  readonly componentId?: number | undefined;
  readonly locationId?: number | undefined;
  readonly ticketId?: number | undefined;
  readonly kind?: MovementKind | undefined;
  /** Id or name of who booked it. */
  readonly actor?: string | undefined;
  /** By when it happened, the end excluded. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}
