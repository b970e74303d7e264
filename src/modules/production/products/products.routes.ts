/** `/api/v1/products`: what is made. The bare list at this address is the old front end's. */
import {
  addRetirement,
  idempotencyKeyOf,
  type RouteApp,
  type Routes,
  versionOf,
} from '../../../platform/http/index.ts';
import {
  NewProductBody,
  ProductAnswer,
  ProductChangesBody,
  ProductListQuery,
  ProductPage,
  ProductParams,
} from './products.schemas.ts';
import type { ProductService } from './products.service.ts';
import { detailsFromWire, productToWire } from './products.wire.ts';

const tags = ['Production'];
const read = 'production:read';
const manage = 'production:manage';
const freshness = { topics: ['product'] };

export function productRoutes(products: ProductService): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/products/search',
      {
        schema: {
          tags,
          summary: 'Products',
          description: 'By name. Those out of use are among them unless `retired` says otherwise.',
          querystring: ProductListQuery,
          response: { 200: ProductPage },
        },
        config: { permission: read, errors: ['cursor-invalid'], freshness },
      },
      async (request) => {
        const { with_total: withTotal, ...listing } = request.query;
        const page = await products.listProducts({ ...listing, withTotal });
        return {
          items: page.items.map(productToWire),
          next_cursor: page.nextCursor,
          ...(page.total === undefined ? {} : { total: page.total }),
        };
      },
    );

    app.post(
      '/api/v1/products',
      {
        schema: {
          tags,
          summary: 'Create a product',
          description: 'Its name is enough.',
          body: NewProductBody,
          response: { 201: ProductAnswer },
        },
        config: {
          location: true,
          idempotent: true,
          permission: manage,
          errors: ['name-taken', 'product-code-taken'],
        },
      },
      async (request, reply) => {
        const { product_name: name, ...details } = request.body;
        const wanted = { ...detailsFromWire(details), name };
        const product = await products.createProduct(request.actor, wanted, idempotencyKeyOf(request));
        return reply.code(201).header('location', `/api/v1/products/${product.id}`).send(productToWire(product));
      },
    );

    app.get(
      '/api/v1/products/:id',
      {
        schema: { tags, summary: 'One product', params: ProductParams, response: { 200: ProductAnswer } },
        config: { permission: read, errors: ['product-not-found'], freshness },
      },
      async (request) => productToWire(await products.getProduct(request.params.id)),
    );

    app.patch(
      '/api/v1/products/:id',
      {
        schema: {
          tags,
          summary: 'Change a product',
          description:
            'Writes the fields that the body names and leaves the others; null empties a field. A changed ideal cycle holds for past runs too.',
          params: ProductParams,
          body: ProductChangesBody,
          response: { 200: ProductAnswer },
        },
        config: {
          versioned: true,
          permission: manage,
          errors: ['product-not-found', 'name-taken', 'product-code-taken', 'version-conflict'],
        },
      },
      async (request) => {
        const { version, ...details } = request.body;
        const { actor, params } = request;
        const changes = detailsFromWire(details);
        return productToWire(await products.changeProduct(actor, params.id, changes, versionOf(request, version)));
      },
    );

    addRetirement(app, {
      tags,
      path: '/api/v1/products/:id',
      params: ProductParams,
      answer: ProductAnswer,
      permission: manage,
      errors: ['product-not-found'],
      noun: 'product',
      consequences: { retire: 'No run of it is started from then on; one that is active goes on.' },
      set: async ({ actor, params, retired, reason }) =>
        productToWire(await products.setProductRetired(actor, params.id, retired, reason)),
    });
  };
}
