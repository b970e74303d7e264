/** The front door of inventory: components, where they lie, and the ledger of their movements. */
import type { Routes } from '../../platform/http/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import { createInventoryTakeOver, type InventoryTakeOver } from './components/component-takeover.ts';
import { componentRoutes } from './components/components.routes.ts';
import { type ComponentService, createComponentService } from './components/components.service.ts';
import { createLimitService, type LimitService } from './components/limits.service.ts';
import { type ComponentExport, createComponentExport } from './csv/component-export.ts';
import { csvRoutes } from './csv/csv.routes.ts';
import { type ComponentImport, createComponentImport } from './csv/import.service.ts';
import { createLocationExport, type LocationExport } from './csv/location-export.ts';
import { createStockExports, type StockExports } from './csv/stock-exports.ts';
import { locationRoutes } from './locations/locations.routes.ts';
import { createLocationService, type LocationService } from './locations/locations.service.ts';
import { type MachineDirectory, sparePartRoutes } from './spare-parts/spare-parts.routes.ts';
import { createSparePartService, type SparePartService } from './spare-parts/spare-parts.service.ts';
import { movementRoutes } from './stock/movements.routes.ts';
import { stockRoutes } from './stock/stock.routes.ts';
import { createStockService, type StockService } from './stock/stock.service.ts';
import { createStockReads, type StockReads } from './stock/stock-reads.ts';
import { summaryRoutes } from './stock/summaries.routes.ts';
import { createStockValueReads, type StockValueReads } from './stock/value.queries.ts';

export type { Component, ComponentWithMachines, NewComponent } from './components/components.types.ts';
export { inventoryEventTypes } from './event-types.ts';
export { QUANTITY_MAX } from './stock/stock.rules.ts';
export type { TicketDesk, TicketStep } from './stock/stock.service.ts';
export type { Issue, ReservationRequest, ReservedPart, Return, StockMovement } from './stock/stock.types.ts';
export type { TicketPart } from './stock/stock-reads.ts';

export type Inventory = ComponentService &
  LocationService &
  LimitService &
  StockService &
  StockReads &
  StockValueReads &
  SparePartService &
  ComponentExport &
  LocationExport &
  StockExports &
  ComponentImport &
  InventoryTakeOver;

export function createInventory({ store, log }: { readonly store: Store; readonly log: Logger }): Inventory {
  const own = log.child({ module: 'inventory' });
  const stock = createStockReads(store);
  return {
    ...createComponentService(store, own),
    ...createLocationService(store, own),
    ...createLimitService(store, own),
    ...createStockService(store, own),
    ...stock,
    ...createStockValueReads(store),
    ...createSparePartService(store, own),
    ...createComponentExport(store),
    ...createLocationExport(store),
    ...createStockExports(store, stock),
    ...createComponentImport(store, own),
    ...createInventoryTakeOver(),
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
