/** Example requests of what machines publish. */
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

async function deadLetter(given: Given) {
  const topic = `milldash/v1/machines/${given.unique('unknown')}/cuts`;
  await given.app.services.signals.receive({ topic, payload: Buffer.from('{}'), sender: null, patienceMs: 10_000 });
  const { items } = await given.made('GET', `/api/v1/dead-letters?topic=${encodeURIComponent(topic)}`);
  return { topic, params: { id: items[0].id as number } };
}

export const messageExamples: Examples = {
  'GET /api/v1/messaging/status': {},
  'GET /api/v1/machines/:id/telemetry': async (given) => ({ params: { id: await given.machine() } }),
  'GET /api/v1/machines/:id/telemetry/:name': async (given) => ({
    params: { id: await given.machine(), name: 'spindle_load' },
    query: { start_time: given.at(-60), end_time: given.at(0) },
  }),
  'GET /api/v1/dead-letters': { query: { reason: 'machine-unknown' } },
  'GET /api/v1/dead-letters/:id': deadLetter,
  'POST /api/v1/dead-letters/:id/replay': deadLetter,
  'POST /api/v1/dead-letters/replay': async (given) => ({ body: { topic: (await deadLetter(given)).topic } }),
  'DELETE /api/v1/dead-letters/:id': deadLetter,
  'DELETE /api/v1/dead-letters': async (given) => ({ query: { topic: (await deadLetter(given)).topic } }),
};
