/** The old front end's lists of products and cuts: bare arrays, without pages. */
import { Type } from 'typebox';
import { formatInstant } from '../../kernel/instant.ts';
import { instantField, orNull, type Routes } from '../../platform/http/index.ts';
import type { Production } from '../production/index.ts';
import {
  machinesUnlessAll,
  neededRange,
  oldQueryInstant,
  oldRange,
  skipAndLimit,
  truncatedHeader,
} from './old-queries.ts';

/** It pages by counting, and shows whatever it gets in one list. */
const PRODUCTS_MAX = 10_000;
/** More than a day of a busy factory. */
const CUTS_MAX = 20_000;

const tags = ['Old front end'];
const read = 'production:read';

const oldProduct = Type.Object({
  id: Type.Integer({ description: 'Number of the product.', examples: [12] }),
  product_name: Type.String({ description: 'Its name.', examples: ['Strut 41 × 41, slotted'] }),
  product_code: orNull(Type.String({ description: 'Its number, where it has one.', examples: ['STR-4141-S'] })),
});

const oldCut = Type.Object({
  id: Type.Integer({ description: 'Number of the cut.', examples: [90_412] }),
  machine_id: Type.String({ examples: ['6809f67ffc54c40ff1b489cf'] }),
  timestamp_utc: instantField('When it happened.'),
  cut_count: Type.Integer({ description: 'Pieces.', examples: [1] }),
});

export interface OldProductionDependencies {
  readonly production: Pick<Production, 'listPickableProducts' | 'listFirstCuts'>;
  /** IANA name of the factory's time zone. */
  readonly zone: string;
}

export function oldProductionRoutes({ production, zone }: OldProductionDependencies): Routes {
  return (app) => {
    app.get(
      '/api/v1/products',
      {
        schema: {
          tags,
          summary: 'Products in use, old shape',
          description: 'With filters and pages: GET /api/v1/products/search.',
          querystring: Type.Object(skipAndLimit('Products', PRODUCTS_MAX)),
          response: { 200: Type.Array(oldProduct) },
        },
        config: { permission: read, tolerant: true, freshness: { topics: ['product'] } },
      },
      async (request) => {
        const { skip = 0, limit = PRODUCTS_MAX } = request.query;
        const products = await production.listPickableProducts(skip, limit);
        return products.map(({ id, name, code }) => ({ id, product_name: name, product_code: code }));
      },
    );

    app.get(
      '/api/v1/cuts',
      {
        schema: {
          tags,
          summary: 'Cuts of a range, old shape',
          description: `By time, the first ${CUTS_MAX.toLocaleString('en')}; where there are more, \`X-Result-Truncated\` is \`true\`. With pages: GET /api/v1/cuts/search.`,
          querystring: Type.Object({
            ...neededRange,
            machine_ids: oldRange.machine_ids,
          }),
          response: { 200: Type.Array(oldCut) },
        },
        config: {
          permission: read,
          tolerant: true,
          freshness: { topics: ['cuts'], headers: [truncatedHeader] },
        },
      },
      async (request, reply) => {
        const { start_time: start, end_time: end, machine_ids: machineIds } = request.query;
        const filter = {
          fromMs: oldQueryInstant('start_time', start, zone),
          toMs: oldQueryInstant('end_time', end, zone),
          machineIds: machinesUnlessAll(machineIds),
        };
        const { cuts, cut } = await production.listFirstCuts(filter, CUTS_MAX);
        if (cut) reply.header(truncatedHeader, 'true');
        return cuts.map(({ id, machineId, occurredAt, count }) => ({
          id,
          machine_id: machineId,
          timestamp_utc: formatInstant(occurredAt),
          cut_count: count,
        }));
      },
    );
  };
}
