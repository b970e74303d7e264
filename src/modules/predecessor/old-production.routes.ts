/** The old front end's list of products: a bare array, by name, of those in use. */
import { Type } from 'typebox';
import { orNull, type Routes } from '../../platform/http/index.ts';
import type { Production } from '../production/index.ts';
import { skipAndLimit } from './old-queries.ts';

/** It pages by counting, and shows whatever it gets in one list. */
const PRODUCTS_MAX = 10_000;

const oldProduct = Type.Object({
  id: Type.Integer({ description: 'Number of the product.', examples: [12] }),
  product_name: Type.String({ description: 'Its name.', examples: ['Strut 41 × 41, slotted'] }),
  product_code: orNull(Type.String({ description: 'Its number, where it has one.', examples: ['STR-4141-S'] })),
});

export function oldProductionRoutes(production: Pick<Production, 'listPickableProducts'>): Routes {
  return (app) => {
    app.get(
      '/api/v1/products',
      {
        schema: {
          tags: ['Old front end'],
          summary: 'Products in use, old shape',
          description: 'With filters and pages: GET /api/v1/products/search.',
          querystring: Type.Object(skipAndLimit('Products', PRODUCTS_MAX)),
          response: { 200: Type.Array(oldProduct) },
        },
        config: { permission: 'production:read', tolerant: true, freshness: { topics: ['product'] } },
      },
      async (request) => {
        const { skip = 0, limit = PRODUCTS_MAX } = request.query;
        const products = await production.listPickableProducts(skip, limit);
        return products.map(({ id, name, code }) => ({ id, product_name: name, product_code: code }));
      },
    );
  };
}
