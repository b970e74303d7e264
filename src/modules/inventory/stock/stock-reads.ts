/** Questions about stock: the ledger, what is set aside, and what each ticket has taken. */
import { decodeCursor, PAGE_LIMIT_DEFAULT, type Page, toPage } from '../../../kernel/paging.ts';
import { isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { InventoryTables } from '../tables.ts';
import { findMovementPage, sumTicketMovements } from './movements.repository.ts';
import { findReservationPage, type ReservationFilter, sumReserved } from './reservations.queries.ts';
import type { MovementFilter, StockMovement, StockReservation } from './stock.types.ts';

interface Paging {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** A component that a ticket has taken and not brought back. */
export interface TicketPart {
  readonly componentId: number;
  readonly componentName: string;
  readonly stockCode: string | null;
  readonly unit: string;
  /** Of the component, at all locations together. */
  readonly onHand: number;
  /** Issues less returns; at least 1. */
  readonly quantity: number;
  /** Of those whose cost was known when they were taken; null where none was. */
  readonly cost: number | null;
}

export interface DescribedComponent
  extends Pick<TicketPart, 'componentId' | 'componentName' | 'stockCode' | 'unit' | 'onHand'> {
  /** Of these, set aside for tickets. */
  readonly reserved: number;
}

export interface StockReads {
  /** The latest first. @throws cursor-invalid */
  listMovements(filter?: MovementFilter & Paging): Promise<Page<StockMovement>>;
  /** What is set aside and not taken yet, the oldest first. @throws cursor-invalid */
  listReservations(filter?: ReservationFilter & Paging): Promise<Page<StockReservation>>;
  /**
   * What each of the tickets has, in the order in which it was taken; tickets without components are not in it. One
   * read for all of them.
   * @param access of the transaction to read in; absent: outside of one
   */
  quantitiesOfTickets(
    ticketIds: readonly number[],
    access?: TableAccess<InventoryTables>,
  ): Promise<Map<number, TicketPart[]>>;
  /** What others say of components beside their numbers; those that do not exist are not in it. */
  describeComponents(
    ids: readonly number[],
    access?: TableAccess<InventoryTables>,
  ): Promise<Map<number, DescribedComponent>>;
}

export function createStockReads(store: Store): StockReads {
  const reads = () => store.access<InventoryTables>();
  return {
    async listMovements({ cursor, limit = PAGE_LIMIT_DEFAULT, ...filter } = {}) {
      const before = cursor === undefined ? undefined : decodeCursor(cursor, ['number', 'number']);
      const fetched = await findMovementPage(reads(), filter, before as [number, number] | undefined, limit);
      return toPage(fetched, limit, (movement) => [movement.occurredAt, movement.id]);
    },

    async listReservations({ cursor, limit = PAGE_LIMIT_DEFAULT, ...filter } = {}) {
      const [after] = cursor === undefined ? [] : decodeCursor(cursor, ['number']);
      const fetched = await findReservationPage(reads(), filter, after as number | undefined, limit);
      return toPage(fetched, limit, (reservation) => [reservation.id]);
    },

    async quantitiesOfTickets(ticketIds, access = reads()) {
      if (ticketIds.length === 0) return new Map();
      const taken = (await sumTicketMovements(access, store.engine, ticketIds)).filter(({ quantity }) => quantity > 0);
      const components = await findNames(access, [...new Set(taken.map(({ componentId }) => componentId))]);
      const parts = taken.flatMap(({ ticketId, quantity, cost, componentId }) => {
        const component = components.get(componentId);
        return component === undefined ? [] : [{ ticketId, part: { ...component, quantity, cost } }];
      });
      return new Map(
        [...Map.groupBy(parts, ({ ticketId }) => ticketId)].map(([id, rows]) => [id, rows.map(({ part }) => part)]),
      );
    },

    async describeComponents(ids, access = reads()) {
      const names = await findNames(access, [...new Set(ids)]);
      const reserved = await sumReserved(access, store.engine, [...names.keys()]);
      return new Map([...names].map(([id, named]) => [id, { ...named, reserved: reserved.get(id) ?? 0 }]));
    },
  };

  async function findNames(access: TableAccess<InventoryTables>, ids: readonly number[]) {
    if (ids.length === 0) return new Map<number, never>();
    const rows = await access
      .selectFrom('components')
      .select(['id as componentId', 'name as componentName', 'stock_code as stockCode', 'unit', 'on_hand as onHand'])
      .where(isAnyOf(store.engine, 'id', ids))
      .execute();
    return new Map(rows.map((row) => [row.componentId, row]));
  }
}
