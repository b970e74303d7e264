/** Example requests of products, runs and cuts. */
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

const ofProduct = async (given: Given) => ({ params: { id: await given.product() } });
const ofRun = async (given: Given) => ({ params: { id: (await given.run()).id } });
const today = { start_time: '2026-01-15T00:00:00Z', end_time: '2026-01-15T12:00:00Z' };

export const productionExamples: Examples = {
  'GET /api/v1/products': {},
  'GET /api/v1/products/search': { query: { text: 'purlin', limit: 10 } },
  'GET /api/v1/products.csv': { query: { retired: false } },
  'GET /api/v1/products/:id': ofProduct,
  'POST /api/v1/products': async (given) => ({
    body: { product_name: given.unique('Purlin'), ideal_cycle_seconds: 12.5 },
  }),
  'PATCH /api/v1/products/:id': async (given) => ({
    ...(await ofProduct(given)),
    body: { ideal_cycle_seconds: 11.5, version: 1 },
  }),
  'POST /api/v1/products/:id/retire': async (given) => ({ ...(await ofProduct(given)), body: {} }),
  'POST /api/v1/products/:id/reinstate': async (given) => {
    const { params } = await ofProduct(given);
    await given.made('POST', `/api/v1/products/${params.id}/retire`, {});
    return { params, body: {} };
  },
  'GET /api/v1/runs': {},
  'GET /api/v1/runs.csv': { query: { status: 'ACTIVE', ...today } },
  'GET /api/v1/runs/:id': ofRun,
  'GET /api/v1/runs/active/:machine_id': async (given) => ({ params: { machine_id: (await given.run()).machineId } }),
  'POST /api/v1/runs': async (given) => ({
    body: { machine_id: await given.machine(), product_id: await given.product(), target_quantity: 1_200 },
  }),
  'PUT /api/v1/runs/:id/complete': async (given) => ({
    ...(await ofRun(given)),
    body: { good_count: 40, scrap_count: 2 },
  }),
  'POST /api/v1/runs/record': async (given) => ({
    body: {
      machine_id: await given.machine(),
      product_id: await given.product(),
      start_time: given.at(-240),
      end_time: given.at(-120),
      good_count: 100,
      reason: 'Nobody started it',
    },
  }),
  'PATCH /api/v1/runs/:id': async (given) => ({
    ...(await ofRun(given)),
    body: { note: 'Second coil', reason: 'Forgotten', version: 1 },
  }),
  'GET /api/v1/cuts': { query: today },
  'GET /api/v1/cuts/search': { query: today },
  'GET /api/v1/cuts.csv': { query: today },
  'POST /api/v1/cuts': async (given) => ({
    body: { machine_id: await given.machine(), timestamp_utc: given.at(-1), source_id: given.unique('cut') },
    unaudited: { of: 'programs', because: 'they report by the thousand, and a cut names its source' },
  }),
};
