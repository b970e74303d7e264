/** Example requests of components, locations, stock and spare parts. */
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

const components = '/api/v1/inventory/components';

const ofComponent = async (given: Given) => ({ params: { id: (await given.component()).id } });
const ofLocation = async (given: Given) => ({ params: { id: await given.location() } });

async function stocked(given: Given) {
  const { id, locationId } = await given.component();
  return { params: { id }, locationId };
}

/** A component of which three are set aside for a ticket. */
async function reserved(given: Given) {
  const { params, locationId } = await stocked(given);
  const ticketId = await given.ticket();
  const body = { ticket_id: ticketId, location_id: locationId, quantity: 3 };
  await given.made('POST', `${components}/${params.id}/reserve`, body);
  return { params, body: { ...body, quantity: 2 } };
}

async function sparePart(given: Given) {
  const params = { id: await given.machine(), component_id: (await given.component()).id };
  await given.made('PUT', `/api/v1/machines/${params.id}/components/${params.component_id}`, {});
  return { params };
}

export const inventoryExamples: Examples = {
  [`GET ${components}`]: {},
  [`GET ${components}.csv`]: {},
  [`GET ${components}/search`]: { query: { text: 'bear', low: false, limit: 10, with_total: true } },
  [`GET ${components}/:id`]: ofComponent,
  [`GET ${components}/:id/label`]: ofComponent,
  [`POST ${components}`]: async (given) => ({
    body: { component_name: given.unique('Bearing'), current_stock: 5, location_id: await given.location() },
  }),
  [`POST ${components}/import`]: async (given) => ({ csv: `component_name\n${given.unique('Belt')}\n` }),
  [`PATCH ${components}/:id`]: async (given) => ({
    ...(await ofComponent(given)),
    body: { supplier: 'Bearings Ltd', unit_cost: 12.5 },
  }),
  [`POST ${components}/:id/receive`]: async (given) => {
    const { params, locationId } = await stocked(given);
    return { params, body: { location_id: locationId, quantity: 5, unit_cost: 3.2 } };
  },
  [`POST ${components}/:id/issue`]: async (given) => {
    const { params, locationId } = await stocked(given);
    return { params, body: { location_id: locationId, quantity: 2 } };
  },
  [`POST ${components}/:id/return`]: async (given) => {
    const { params, locationId } = await stocked(given);
    await given.made('POST', `${components}/${params.id}/issue`, { location_id: locationId, quantity: 2 });
    return { params, body: { location_id: locationId, quantity: 1 } };
  },
  [`POST ${components}/:id/adjust`]: async (given) => {
    const { params, locationId } = await stocked(given);
    return { params, body: { location_id: locationId, counted: 7, reason: 'Counted' } };
  },
  [`POST ${components}/:id/transfer`]: async (given) => {
    const { params, locationId } = await stocked(given);
    return {
      params,
      body: { from_location_id: locationId, to_location_id: await given.location(), quantity: 4 },
    };
  },
  [`POST ${components}/:id/reserve`]: async (given) => {
    const { params, locationId } = await stocked(given);
    return { params, body: { ticket_id: await given.ticket(), location_id: locationId, quantity: 2 } };
  },
  [`POST ${components}/:id/release`]: reserved,
  [`POST ${components}/:id/retire`]: async (given) => ({
    params: { id: (await given.made('POST', components, { component_name: given.unique('Relay') })).id },
    body: { reason: 'Not made any more' },
  }),
  [`POST ${components}/:id/reinstate`]: async (given) => {
    const { id } = await given.made('POST', components, { component_name: given.unique('Relay') });
    await given.made('POST', `${components}/${id}/retire`, {});
    return { params: { id }, body: {} };
  },
  [`PUT ${components}/:id/levels/:location_id`]: async (given) => {
    const { id, locationId } = await given.component();
    return { params: { id, location_id: locationId }, body: { minimum: 2, maximum: 20 } };
  },
  'GET /api/v1/inventory/locations': {},
  'GET /api/v1/inventory/locations.csv': {},
  'GET /api/v1/inventory/locations/:id': ofLocation,
  'POST /api/v1/inventory/locations': async (given) => ({ body: { name: given.unique('Drawer') } }),
  'PATCH /api/v1/inventory/locations/:id': async (given) => ({
    ...(await ofLocation(given)),
    body: { notes: 'Behind the press', version: 1 },
  }),
  'POST /api/v1/inventory/locations/:id/retire': async (given) => ({ ...(await ofLocation(given)), body: {} }),
  'POST /api/v1/inventory/locations/:id/reinstate': async (given) => {
    const { params } = await ofLocation(given);
    await given.made('POST', `/api/v1/inventory/locations/${params.id}/retire`, {});
    return { params, body: {} };
  },
  'GET /api/v1/inventory/low-stock': {},
  'GET /api/v1/inventory/low-stock.csv': {},
  'GET /api/v1/inventory/movements': { query: { limit: 10 } },
  'GET /api/v1/inventory/movements.csv': {},
  'GET /api/v1/inventory/reservations': {},
  'GET /api/v1/inventory/reservations.csv': {},
  'GET /api/v1/inventory/value': {},
  'POST /api/v1/inventory/stocktakes': async (given) => {
    const { id, locationId } = await given.component();
    return { body: { location_id: locationId, counts: [{ component_id: id, counted: 8 }] } };
  },
  'GET /api/v1/machines/:id/components': async (given) => ({ params: { id: await given.machine() } }),
  'PUT /api/v1/machines/:id/components/:component_id': async (given) => ({
    params: { id: await given.machine(), component_id: (await given.component()).id },
    body: { recommended_quantity: 2, note: 'Drive side' },
  }),
  'DELETE /api/v1/machines/:id/components/:component_id': sparePart,
};
