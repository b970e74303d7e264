/** Components as CSV files, out and in, and locations and what is asked of stock, out. */
import { Type } from 'typebox';
import { addCsvExport, addCsvImport, type Routes } from '../../../platform/http/index.ts';
import { ComponentListQuery } from '../components/components.schemas.ts';
import { LocationListQuery } from '../locations/locations.schemas.ts';
import { LowStockQuery, MovementListQuery, ReservationListQuery } from '../stock/stock.schemas.ts';
import { movementFilterFromWire } from '../stock/stock.wire.ts';
import type { ComponentExport } from './component-export.ts';
import { componentFile } from './component-rows.rules.ts';
import type { ComponentImport } from './import.service.ts';
import type { LocationExport } from './location-export.ts';
import type { StockExports } from './stock-exports.ts';

const tags = ['Inventory'];
const permission = 'inventory:read';

export function csvRoutes(inventory: ComponentExport & LocationExport & StockExports & ComponentImport): Routes {
  return (app) => {
    addCsvExport(app, {
      tags,
      path: '/api/v1/inventory/components.csv',
      noun: 'Components',
      order: 'in the order in which they were made',
      notes: '`location` is where the whole stock is at one.',
      query: Type.Omit(ComponentListQuery, ['sort', 'order', 'cursor', 'limit', 'with_total']),
      permission,
      lines: ({ location_id: locationId, ...filter }) => inventory.exportComponents({ ...filter, locationId }),
    });

    addCsvExport(app, {
      tags,
      path: '/api/v1/inventory/locations.csv',
      noun: 'Locations of stock',
      order: 'in the order in which they were made',
      query: Type.Omit(LocationListQuery, ['cursor', 'limit']),
      permission,
      lines: inventory.exportLocations,
    });

    addCsvExport(app, {
      tags,
      path: '/api/v1/inventory/movements.csv',
      noun: 'Movements',
      order: 'the latest first',
      query: Type.Omit(MovementListQuery, ['cursor', 'limit']),
      permission,
      errors: ['range-invalid'],
      lines: (query) => inventory.exportMovements(movementFilterFromWire(query)),
    });

    addCsvExport(app, {
      tags,
      path: '/api/v1/inventory/reservations.csv',
      noun: 'What is set aside for tickets',
      order: 'the oldest first',
      query: Type.Omit(ReservationListQuery, ['cursor', 'limit']),
      permission,
      lines: ({ component_id: componentId, location_id: locationId, ticket_id: ticketId }) =>
        inventory.exportReservations({ componentId, locationId, ticketId }),
    });

    addCsvExport(app, {
      tags,
      path: '/api/v1/inventory/low-stock.csv',
      noun: 'What is below its minimum',
      order: 'in the order in which the components were made',
      query: Type.Omit(LowStockQuery, ['cursor', 'limit']),
      permission,
      lines: ({ location_id: locationId }) => inventory.exportLowStock(locationId),
    });

    addCsvImport(app, {
      tags,
      path: '/api/v1/inventory/components/import',
      noun: 'components',
      description: `
A row finds its component by stock code, else by name: a known one is changed, a new one is made. An empty cell says
nothing and leaves what is there. \`current_stock\` is the opening stock of new components, at the \`location\` of that name
or the first one; where a known one has another, a warning says so, and a stocktake changes it.`.trim(),
      title: 'ComponentImportSummary',
      counts: {
        created: 'Components made.',
        changed: 'Known components changed.',
        unchanged: 'Known components that are so already.',
      },
      file: componentFile,
      limitMib: 10,
      permission: 'inventory:manage',
      errors: ['location-retired'],
      warnings: 'Stock that was not taken, because the component is known and has another.',
      load: inventory.importComponents,
    });
  };
}
