/**
 * The use cases of stock: each is one transaction with its movements, its event and its audit entry, and can be repeated
 * with its idempotency key.
 *
 * The `…Within` variants join a transaction of the caller's: parts on tickets are made of them.
 */
import type { Actor } from '../../../kernel/access.ts';
import { picked } from '../../../kernel/named-fields.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type Store, type Transaction, transactOnce } from '../../../platform/outbox/index.ts';
import { adjustWithin, countWithin } from './corrections.ts';
import { receiveWithin, transferWithin } from './deliveries.ts';
import { issueWithin, returnWithin } from './issues.ts';
import { releaseTicketWithin, releaseWithin, reserveWithin } from './reservations.ts';
import type {
  Adjustment,
  Issue,
  Receipt,
  ReservationRequest,
  ReservedPart,
  Return,
  StockMovement,
  Stocktake,
  StocktakeResult,
  Transfer,
} from './stock.types.ts';
import { lockEveryComponentWithin } from './stock-lookups.ts';

export type TicketStep = 'issue' | 'return' | 'reserve' | 'release';

/** Whoever keeps tickets, asked and told inside the transaction of each step that names one. */
export interface TicketDesk {
  /** First of all; throws where the ticket cannot take it. */
  guardWithin(tx: Transaction, ticketId: number, step: TicketStep): Promise<void>;
  /** After parts were taken for the ticket or came back from it. */
  bookedWithin(tx: Transaction, ticketId: number, movements: readonly StockMovement[]): Promise<void>;
}

export interface StockService {
  /** @throws component-not-found, component-retired, location-not-found, location-retired, validation-failed */
  receiveStock(actor: Actor, receipt: Receipt, key?: string): Promise<StockMovement[]>;
  /**
   * A movement for each location that was taken from.
   * @throws component-not-found, location-not-found, stock-insufficient, validation-failed
   */
  issueStock(actor: Actor, issue: Issue, key?: string): Promise<StockMovement[]>;
  issueWithin(tx: Transaction, issue: Issue): Promise<StockMovement[]>;
  /** @throws component-not-found, location-not-found, location-retired, return-exceeds-issued, validation-failed */
  returnStock(actor: Actor, back: Return, key?: string): Promise<StockMovement[]>;
  returnWithin(tx: Transaction, back: Return): Promise<StockMovement>;
  /**
   * Nothing, and no movement, where it is so already.
   * @throws component-not-found, location-not-found, stock-insufficient, validation-failed
   */
  adjustStock(actor: Actor, adjustment: Adjustment, key?: string): Promise<StockMovement[]>;
  /** @throws component-not-found, location-not-found, location-retired, stock-insufficient, validation-failed */
  transferStock(actor: Actor, transfer: Transfer, key?: string): Promise<StockMovement[]>;
  /** All lines or none. @throws component-not-found, location-not-found, validation-failed */
  countStock(actor: Actor, stocktake: Stocktake, key?: string): Promise<StocktakeResult>;
  /** @throws component-not-found, component-retired, location-not-found, stock-insufficient, validation-failed */
  reserveStock(actor: Actor, request: ReservationRequest, key?: string): Promise<ReservedPart[]>;
  reserveWithin(tx: Transaction, request: ReservationRequest): Promise<ReservedPart[]>;
  /** @throws component-not-found, location-not-found, reservation-insufficient, validation-failed */
  releaseStock(actor: Actor, request: ReservationRequest, key?: string): Promise<ReservedPart[]>;
  releaseWithin(tx: Transaction, request: ReservationRequest): Promise<ReservedPart[]>;
  /** Everything that is set aside for a ticket. */
  releaseTicketWithin(tx: Transaction, ticketId: number): Promise<ReservedPart[]>;
  /**
   * Locks several components at once, for a transaction that changes the stock of more than one: two that take them one
   * after another, each in its own order, would deadlock.
   * @throws component-not-found
   */
  lockComponentsWithin(tx: Transaction, componentIds: readonly number[]): Promise<void>;
  /** Sees each ticket that somebody names to this service; the `…Within` variants are the desk's own. */
  watchTickets(desk: TicketDesk): void;
}

/** Operations of idempotency keys, with what the log calls them. */
const happened = {
  'stock.receive': 'received',
  'stock.issue': 'issued',
  'stock.return': 'returned',
  'stock.adjust': 'adjusted',
  'stock.transfer': 'transferred',
  'stock.count': 'counted',
  'stock.reserve': 'reserved',
  'stock.release': 'released',
} as const;
type Operation = keyof typeof happened;

/** What the log says of a step: no texts, and no lists. */
const loggedFields = [
  'componentId',
  'locationId',
  'fromLocationId',
  'toLocationId',
  'quantity',
  'counted',
  'difference',
  'ticketId',
];

export function createStockService(store: Store, log: Logger): StockService {
  const desks: TicketDesk[] = [];

  /** One step, once for each key. */
  async function step<Request extends object, Result>(
    actor: Actor,
    operation: Operation,
    request: Request,
    key: string | undefined,
    work: (tx: Transaction, request: Request) => Promise<Result>,
  ): Promise<Result> {
    const { result, isRepeat } = await transactOnce(store, actor, { key, operation, payload: request }, (tx) =>
      work(tx, request),
    );
    // it was so already
    if (isRepeat || (Array.isArray(result) && result.length === 0)) return result;
    const payload = picked(request, loggedFields);
    const what =
      'componentId' in payload
        ? `of component ${String(payload['componentId'])}`
        : `at location ${String(payload['locationId'])}`;
    log.info({ payload }, `Stock ${what} ${happened[operation]} by '${actor.name}'`);
    return result;
  }

  /** A step that may be for a ticket. */
  function stepForTicket<Request extends { readonly ticketId?: number | undefined }, Result>(
    actor: Actor,
    what: TicketStep,
    request: Request,
    key: string | undefined,
    work: (tx: Transaction, request: Request) => Promise<Result[]>,
  ): Promise<Result[]> {
    return step(actor, `stock.${what}`, request, key, async (tx) => {
      const { ticketId } = request;
      if (ticketId === undefined) return work(tx, request);
      for (const desk of desks) await desk.guardWithin(tx, ticketId, what);
      return work(tx, request);
    });
  }

  async function tellDesks(tx: Transaction, { ticketId }: Issue | Return, movements: StockMovement[]) {
    if (ticketId !== undefined) for (const desk of desks) await desk.bookedWithin(tx, ticketId, movements);
    return movements;
  }

  return {
    receiveStock: (actor, receipt, key) =>
      step(actor, 'stock.receive', receipt, key, async (tx, wanted) => [await receiveWithin(tx, wanted)]),
    issueStock: (actor, issue, key) =>
      stepForTicket(actor, 'issue', issue, key, async (tx, wanted) =>
        tellDesks(tx, wanted, await issueWithin(tx, wanted)),
      ),
    issueWithin,
    returnStock: (actor, back, key) =>
      stepForTicket(actor, 'return', back, key, async (tx, wanted) =>
        tellDesks(tx, wanted, [await returnWithin(tx, wanted)]),
      ),
    returnWithin,
    adjustStock: (actor, adjustment, key) =>
      step(actor, 'stock.adjust', adjustment, key, async (tx, wanted) => {
        const movement = await adjustWithin(tx, wanted);
        return movement === undefined ? [] : [movement];
      }),
    transferStock: (actor, transfer, key) =>
      step(actor, 'stock.transfer', transfer, key, async (tx, wanted) => [...(await transferWithin(tx, wanted))]),
    countStock: (actor, stocktake, key) => step(actor, 'stock.count', stocktake, key, countWithin),
    reserveStock: (actor, request, key) => stepForTicket(actor, 'reserve', request, key, reserveWithin),
    reserveWithin,
    releaseStock: (actor, request, key) => stepForTicket(actor, 'release', request, key, releaseWithin),
    releaseWithin,
    releaseTicketWithin,
    lockComponentsWithin: async (tx, componentIds) => void (await lockEveryComponentWithin(tx, componentIds)),
    watchTickets: (desk) => void desks.push(desk),
  };
}
