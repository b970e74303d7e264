/** Example requests of settings, logs, health and the reference. */
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

const key = 'cuts.future_seconds';
const ofSetting = { params: { key } };
let seconds = 100;
const ofJob = { params: { name: 'retention' } };

async function setting(given: Given) {
  await given.made('PUT', `/api/v1/settings/${key}`, { value: ++seconds });
  return ofSetting;
}

export const systemExamples: Examples = {
  'GET /': {},
  'GET /docs': {},
  'GET /docs/style.css': {},
  'GET /openapi.json': {},
  'GET /asyncapi.json': {},
  'GET /health/live': {},
  'GET /health/ready': {},
  'GET /api/v1/audit': { query: { limit: 10 } },
  'GET /api/v1/audit.csv': { query: { action: 'setting.*' } },
  'GET /api/v1/events': { query: { limit: 10 } },
  // an answer that does not end by itself cannot be waited for
  'GET /api/v1/events/stream': { query: { until: 'head' }, stream: true },
  'GET /api/v1/realtime': {},
  'POST /api/v1/realtime/tickets': {
    unaudited: {
      of: 'everybody',
      because: 'it opens nothing that its owner may not read anyway, and lives half a minute',
    },
  },
  'GET /api/v1/ws': { socket: true },
  'GET /api/v1/ws/admin': { socket: true },
  'GET /api/v1/jobs': {},
  'GET /api/v1/system': {},
  'GET /api/v1/jobs/:name': ofJob,
  // nothing runs it here: what changes is who asked for it last
  'POST /api/v1/jobs/:name/run': ofJob,
  'GET /api/v1/settings': {},
  'GET /api/v1/settings/:key': ofSetting,
  'PUT /api/v1/settings/:key': async () => ({ ...ofSetting, body: { value: ++seconds } }),
  'DELETE /api/v1/settings/:key': setting,
};
