/** Example requests of machines, places and files. */
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

const ofMachine = async (given: Given) => ({ params: { id: await given.machine() } });

const instructions = () => {
  const form = new FormData();
  form.append('file', new Blob(['How to thread the coil']), 'threading.txt');
  return form;
};

async function uploaded(given: Given) {
  const { params } = await ofMachine(given);
  const { id } = await given.uploaded(`/api/v1/machines/${params.id}/files`, instructions());
  return { params: { ...params, file_id: id } };
}

export const machinesExamples: Examples = {
  'GET /api/v1/factory': {},
  'GET /api/v1/machines': {},
  'GET /api/v1/machines.csv': { query: { retired: false } },
  'POST /api/v1/machines/import': async (given) => ({ csv: `name\n${given.unique('Press')}\n` }),
  'GET /api/v1/machines/:id': ofMachine,
  'GET /api/v1/machines/:id/label': ofMachine,
  'POST /api/v1/machines': async (given) => ({ body: { name: given.unique('Mill'), criticality: 'A' } }),
  'PATCH /api/v1/machines/:id': async (given) => ({
    ...(await ofMachine(given)),
    body: { manufacturer: 'Rollform', hourly_cost: 85, version: 1 },
  }),
  'POST /api/v1/machines/:id/retire': async (given) => ({ ...(await ofMachine(given)), body: { reason: 'Sold' } }),
  'POST /api/v1/machines/:id/reinstate': async (given) => {
    const { params } = await ofMachine(given);
    await given.made('POST', `/api/v1/machines/${params.id}/retire`, {});
    return { params, body: {} };
  },
  'GET /api/v1/machines/:id/files': ofMachine,
  'GET /api/v1/machines/:id/files/:file_id': uploaded,
  'DELETE /api/v1/machines/:id/files/:file_id': uploaded,
  'POST /api/v1/machines/:id/files': async (given) => ({ ...(await ofMachine(given)), form: instructions() }),
  'GET /api/v1/places': {},
  'POST /api/v1/places': async (given) => ({ body: { name: given.unique('Hall') } }),
  'PATCH /api/v1/places/:id': async (given) => ({
    params: { id: await given.place() },
    body: { name: given.unique('Hall'), version: 1 },
  }),
  'DELETE /api/v1/places/:id': async (given) => ({ params: { id: await given.place() } }),
};
