/** The front door of inventory: components, where they lie, and the ledger of their movements. */
import type { Routes } from '../../platform/http/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import { componentRoutes } from './components.routes.ts';
import { type ComponentService, createComponentService } from './components.service.ts';
import { csvRoutes } from './csv.routes.ts';
import { createInventoryExports, type InventoryExports } from './exports.service.ts';
import { type ComponentImport, createComponentImport } from './import.service.ts';
import { createLimitService, type LimitService } from './limits.service.ts';
import { locationRoutes } from './locations.routes.ts';
import { createLocationService, type LocationService } from './locations.service.ts';
import { movementRoutes } from './movements.routes.ts';
import { type MachineDirectory, sparePartRoutes } from './spare-parts.routes.ts';
import { createSparePartService, type SparePartService } from './spare-parts.service.ts';
import { stockRoutes } from './stock.routes.ts';
import { createStockService, type StockService } from './stock.service.ts';
import { createStockReads, type StockReads } from './stock-reads.ts';
import { summaryRoutes } from './summaries.routes.ts';
import { createStockValueReads, type StockValueReads } from './value.queries.ts';

export type { Component, ComponentWithLevels, NewComponent } from './components.types.ts';
export { QUANTITY_MAX } from './stock.rules.ts';
export type { TicketDesk, TicketStep } from './stock.service.ts';
export type { Issue, ReservationRequest, ReservedPart, Return, StockMovement } from './stock.types.ts';
export type { TicketPart } from './stock-reads.ts';

export type Inventory = ComponentService &
  LocationService &
  LimitService &
  StockService &
  StockReads &
  StockValueReads &
  SparePartService &
  InventoryExports &
  ComponentImport;

export function createInventory({ store, log }: { readonly store: Store; readonly log: Logger }): Inventory {
  const own = log.child({ module: 'inventory' });
  return {
    ...createComponentService(store, own),
    ...createLocationService(store, own),
    ...createLimitService(store),
    ...createStockService(store, own),
    ...createStockReads(store),
    ...createStockValueReads(store),
    ...createSparePartService(store),
    ...createInventoryExports(store),
    ...createComponentImport(store, own),
  };
}

export interface InventorySurroundings {
  /** Of costs: an ISO 4217 code, as it is set now. */
  readonly currency: () => Promise<string>;
  readonly machines: MachineDirectory;
}

export function inventoryRoutes(inventory: Inventory, { currency, machines }: InventorySurroundings): Routes {
  return async (app) => {
    const all = [
      componentRoutes(inventory, currency),
      movementRoutes(inventory),
      stockRoutes(inventory),
      locationRoutes(inventory),
      sparePartRoutes(inventory, machines),
      summaryRoutes(inventory, currency),
      csvRoutes(inventory),
    ];
    for (const mount of all) await mount(app);
  };
}
