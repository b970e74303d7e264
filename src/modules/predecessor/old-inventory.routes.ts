/** The old front end's list of components: a bare array, by name, of those in use. */
import { Type } from 'typebox';
import { orNull, type Routes } from '../../platform/http/index.ts';
import type { Inventory } from '../inventory/index.ts';
import { skipAndLimit } from './old-queries.ts';

/** It pages by counting, and shows whatever it gets in one list. */
const COMPONENTS_MAX = 10_000;

const oldComponent = Type.Object({
  id: Type.Integer({ description: 'Number of the component.', examples: [17] }),
  component_name: Type.String({ description: 'Its name.', examples: ['Bearing 6204'] }),
  stock_code: orNull(Type.String({ description: 'Number in the store.', examples: ['BRG-6204'] })),
  current_stock: Type.Integer({ description: 'On hand at all locations together.', examples: [24] }),
});

export function oldInventoryRoutes(inventory: Pick<Inventory, 'listPickableComponents'>): Routes {
  return (app) => {
    app.get(
      '/api/v1/inventory/components',
      {
        schema: {
          tags: ['Old front end'],
          summary: 'Components in use, old shape',
          description: 'With filters, sorting and pages: GET /api/v1/inventory/components/search.',
          querystring: Type.Object(skipAndLimit('Components', COMPONENTS_MAX)),
          response: { 200: Type.Array(oldComponent) },
        },
        config: {
          permission: 'inventory:read',
          tolerant: true,
          freshness: { topics: ['component', 'stock'] },
        },
      },
      async (request) => {
        const { skip = 0, limit = COMPONENTS_MAX } = request.query;
        const components = await inventory.listPickableComponents(skip, limit);
        return components.map(({ id, name, stockCode, onHand }) => ({
          id,
          component_name: name,
          stock_code: stockCode,
          current_stock: onHand,
        }));
      },
    );
  };
}
