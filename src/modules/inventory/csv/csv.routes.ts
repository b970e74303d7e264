/** Components and movements as CSV files, out and in. */
import { Type } from 'typebox';
import { addCsvExport, addCsvImport, type Routes } from '../../../platform/http/index.ts';
import { ComponentListQuery } from '../components/components.schemas.ts';
import { MovementListQuery } from '../stock/stock.schemas.ts';
import { movementFilterFromWire } from '../stock/stock.wire.ts';
import { componentFile } from './component-rows.rules.ts';
import type { InventoryExports } from './exports.service.ts';
import type { ComponentImport } from './import.service.ts';

const tags = ['Inventory'];
const permission = 'inventory:read';

export function csvRoutes(inventory: InventoryExports & ComponentImport): Routes {
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
      path: '/api/v1/inventory/movements.csv',
      noun: 'Movements',
      order: 'the latest first',
      query: Type.Omit(MovementListQuery, ['cursor', 'limit']),
      permission,
      errors: ['range-invalid'],
      lines: (query) => inventory.exportMovements(movementFilterFromWire(query)),
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
