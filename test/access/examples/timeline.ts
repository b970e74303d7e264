/** Example requests of status periods, reasons, shifts, and what is computed of them. */
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

const range = { start_time: '2026-01-14T00:00:00Z', end_time: '2026-01-15T12:00:00Z' };
const ofRange = { query: range };

const workingWeek = () => {
  const early = [{ code: 'EARLY', start: '06:00', end: '14:00' }];
  return { monday: early, tuesday: early, wednesday: early, thursday: early, friday: [], saturday: [], sunday: [] };
};

async function calendar(given: Given) {
  const body = { machine_id: await given.machine(), valid_from: '2026-02-01', weekly: workingWeek() };
  return { params: { id: (await given.made('POST', '/api/v1/shift-calendars', body)).id } };
}

async function exception(given: Given) {
  const body = { machine_id: await given.machine(), date: '2026-03-02', shifts: [] };
  return { params: { id: (await given.made('POST', '/api/v1/shift-exceptions', body)).id } };
}

async function mergedReason(given: Given) {
  const [kept, merged] = [await given.reason(), await given.reason()];
  await given.made('POST', `/api/v1/reasons/${merged.id}/merge`, { into: kept.id });
  return { params: { id: merged.aliasId } };
}

export const timelineExamples: Examples = {
  'POST /api/v1/ingestion/status-periods': async (given) => ({
    csv: [
      'id,machine_id,name,start_timestamp,end_timestamp,classification,productivity,downtime_reason_name',
      `${given.unique('p').replace(' ', '-')},${await given.machine()},Mill,${given.at(-60)},${given.at(-30)},UPTIME,productive,`,
    ].join('\n'),
  }),
  'GET /api/v1/fourjaw/status': {},
  'POST /api/v1/fourjaw/sync': {},
  'GET /api/v1/reasons': {},
  'GET /api/v1/reasons.csv': {},
  'GET /api/v1/reasons/:id': async (given) => ({ params: { id: (await given.reason()).id } }),
  'PATCH /api/v1/reasons/:id': async (given) => ({
    params: { id: (await given.reason()).id },
    body: { group: 'micro', version: 1 },
  }),
  'POST /api/v1/reasons/:id/merge': async (given) => ({
    params: { id: (await given.reason()).id },
    body: { into: (await given.reason()).id },
  }),
  'POST /api/v1/reason-aliases/:id/move': async (given) => ({
    params: { id: (await given.reason()).aliasId },
    body: { reason_id: (await given.reason()).id },
  }),
  'POST /api/v1/reason-aliases/:id/split': async (given) => ({ ...(await mergedReason(given)), body: {} }),
  'GET /api/v1/reasons/suggestions': async (given) => ({ query: { machine_id: await given.machine() } }),
  'GET /api/v1/status-periods': { query: { ...range, category: 'downtime', unanswered: true, min_seconds: 60 } },
  'GET /api/v1/status-periods/:id': async (given) => ({ params: { id: (await given.stop()).id } }),
  'GET /api/v1/status-periods/:id/revisions': async (given) => ({ params: { id: (await given.stop()).id } }),
  'PATCH /api/v1/status-periods/:id': async (given) => ({
    params: { id: (await given.stop()).id },
    body: { reason_id: (await given.reason()).id, note: 'Blade blunt', version: 1 },
  }),
  'GET /api/v1/shift-calendars': {},
  'GET /api/v1/shift-calendars/:id': calendar,
  'POST /api/v1/shift-calendars': async (given) => ({
    body: { machine_id: await given.machine(), valid_from: '2026-02-01', weekly: workingWeek() },
  }),
  'PUT /api/v1/shift-calendars/:id': async (given) => ({
    ...(await calendar(given)),
    body: { valid_from: '2026-03-01', weekly: workingWeek(), version: 1 },
  }),
  'DELETE /api/v1/shift-calendars/:id': calendar,
  'GET /api/v1/shift-exceptions': {},
  'POST /api/v1/shift-exceptions': async (given) => ({
    body: { machine_id: await given.machine(), date: '2026-03-02', shifts: [], note: 'Inventory' },
  }),
  'PUT /api/v1/shift-exceptions/:id': async (given) => ({
    ...(await exception(given)),
    body: { date: '2026-03-03', shifts: [], version: 1 },
  }),
  'DELETE /api/v1/shift-exceptions/:id': exception,
  'GET /api/v1/shift-instances': ofRange,
  'GET /api/v1/analytics/downtime': ofRange,
  'GET /api/v1/analytics/losses': ofRange,
  'GET /api/v1/analytics/machine-comparison': ofRange,
  'GET /api/v1/analytics/oee': ofRange,
  'GET /api/v1/analytics/time-accounting': { query: { ...range, group_by: 'machine' } },
  'GET /api/v1/analytics/timeline': ofRange,
  'GET /api/v1/analytics/trends': ofRange,
  'GET /api/v1/dashboard': {},
};
