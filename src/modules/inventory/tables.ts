/** The inventory module's tables. Instants are milliseconds, quantities whole units, costs in the factory's currency. */
import type { Generated } from 'kysely';
import type { MovementKind } from './stock/stock.types.ts';

export interface InventoryTables {
  locations: LocationsTable;
  components: ComponentsTable;
  stock_levels: StockLevelsTable;
  stock_movements: StockMovementsTable;
  stock_reservations: StockReservationsTable;
  machine_components: MachineComponentsTable;
}

export interface LocationsTable {
  id: Generated<number>;
  name: string;
  /** The name as it is compared and sorted. */
  name_key: string;
  notes: string | null;
  version: number;
  created_at: number;
  updated_at: number;
  retired_at: number | null;
}

export interface ComponentsTable {
  id: Generated<number>;
  name: string;
  name_key: string;
  stock_code: string | null;
  stock_code_key: string | null;
  /** Everything that a text filter looks at, in the form in which texts are compared. */
  search_text: string;
  /** What is counted: `pcs`, `m`, `l`. */
  unit: string;
  unit_cost: number | null;
  supplier: string | null;
  supplier_code: string | null;
  lead_time_days: number | null;
  category: string | null;
  category_key: string | null;
  notes: string | null;
  /** At all locations together: the sum of `stock_levels`, kept in the same transaction. */
  on_hand: number;
  /** Counts the changes of what people say of it; movements leave it. */
  version: number;
  created_at: number;
  updated_at: number;
  retired_at: number | null;
}

/** One component at one location. Whoever changes a row holds the lock of the component's row. */
export interface StockLevelsTable {
  component_id: number;
  location_id: number;
  on_hand: number;
  /** Set aside for tickets: the sum of `stock_reservations`, and never more than there is. */
  reserved: number;
  minimum: number | null;
  maximum: number | null;
}

/** The ledger. Append-only: triggers refuse updates and deletions. */
export interface StockMovementsTable {
  id: Generated<number>;
  component_id: number;
  location_id: number;
  kind: MovementKind;
  /** What came, or with a minus what went; never 0. */
  quantity: number;
  /** At the location, after it. */
  on_hand_after: number;
  /** Of one unit, at that time. */
  unit_cost: number | null;
  /** A number of the maintenance module, which writes both in one transaction. */
  ticket_id: number | null;
  /** Movements that were one step share it: the two of a transfer, all of a stocktake. */
  group_id: string | null;
  reason: string | null;
  /** A delivery note, an order, a count sheet. */
  reference: string | null;
  actor_kind: string;
  actor_id: string;
  actor_name: string;
  occurred_at: number;
  recorded_at: number;
}

/** What is set aside for a ticket and not taken yet; a row goes when nothing is left of it. */
export interface StockReservationsTable {
  id: Generated<number>;
  component_id: number;
  location_id: number;
  ticket_id: number;
  quantity: number;
  /** Who reserved last. */
  actor_kind: string;
  actor_id: string;
  actor_name: string;
  created_at: number;
  updated_at: number;
}

/** The spare parts of a machine. */
export interface MachineComponentsTable {
  machine_id: string;
  component_id: number;
  recommended_quantity: number | null;
  note: string | null;
  created_at: number;
  updated_at: number;
}
