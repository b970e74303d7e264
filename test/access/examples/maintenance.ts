/** Example requests of tickets and what hangs on them. */
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

async function startedTicket(given: Given): Promise<number> {
  const id = await given.ticket();
  await given.made('POST', `/api/v1/tickets/${id}/start`, {});
  return id;
}

async function resolvedTicket(given: Given): Promise<number> {
  const id = await startedTicket(given);
  await given.made('POST', `/api/v1/tickets/${id}/resolve`, { remedy: 'New seal' });
  return id;
}

/** A ticket that has taken three of a component. */
async function suppliedTicket(given: Given) {
  const [id, component] = [await given.ticket(), await given.component()];
  await given.made('POST', `/api/v1/tickets/${id}/parts`, { component_id: component.id, quantity: 3 });
  return { id, component };
}

const programsNeed = { scope: 'tickets:manage', because: 'a program is nobody: it can only speak for others' } as const;

const toWork = { scope: 'tickets:work', because: 'only people have tickets that they reported' } as const;

const ofTicket = async (given: Given) => ({ params: { id: await given.ticket() } });

export const maintenanceExamples: Examples = {
  'GET /api/v1/tickets': {},
  'GET /api/v1/tickets.csv': {},
  'GET /api/v1/tickets/labour.csv': { query: { user_id: 1 } },
  'GET /api/v1/tickets/search': { query: { status: 'Open', sort: 'priority', limit: 10, with_total: true } },
  'GET /api/v1/tickets/assignees': {},
  'GET /api/v1/tickets/categories': {},
  'GET /api/v1/tickets/:id': ofTicket,
  'GET /api/v1/tickets/:id/history': ofTicket,
  'GET /api/v1/tickets/:id/labour': ofTicket,
  'GET /api/v1/tickets/:id/notes': ofTicket,
  'GET /api/v1/reports/maintenance/recurring-faults': { query: { at_least: 2 } },
  'GET /api/v1/reports/maintenance/recurring-faults.csv': { query: { at_least: 2 } },
  'GET /api/v1/reports/maintenance/due-dates': { query: { group_by: 'priority' } },
  'GET /api/v1/reports/maintenance/due-dates.csv': { query: { group_by: 'machine' } },
  'GET /api/v1/reports/maintenance/backlog': { query: { group_by: 'team' } },
  'GET /api/v1/reports/maintenance/backlog.csv': { query: { group_by: 'machine' } },
  'GET /api/v1/reports/maintenance/backlog-trend': { query: { interval: 'day' } },
  'GET /api/v1/reports/maintenance/backlog-trend.csv': { query: { interval: 'month' } },
  'GET /api/v1/reports/maintenance/costs': { query: { group_by: 'machine' } },
  'GET /api/v1/reports/maintenance/costs.csv': { query: { group_by: 'category' } },
  'GET /api/v1/reports/maintenance/ticket-costs': { query: { limit: 10 } },
  'GET /api/v1/reports/maintenance/ticket-costs.csv': {},
  'GET /api/v1/reports/maintenance/stops': { query: { group_by: 'reason' } },
  'GET /api/v1/reports/maintenance/stops.csv': { query: { group_by: 'machine' } },
  'GET /api/v1/reports/maintenance/stops-without-ticket': { query: { threshold_seconds: 600 } },
  'GET /api/v1/reports/maintenance/stops-without-ticket.csv': { query: { threshold_seconds: 600 } },
  'GET /api/v1/reports/maintenance/reliability': { query: { group_by: 'machine' } },
  'GET /api/v1/reports/maintenance/reliability.csv': { query: { group_by: 'cause' } },
  'POST /api/v1/tickets': async (given) => ({
    body: { machine_id: await given.machine(), description: 'Oil under the coiler', priority: 'High' },
  }),
  'POST /api/v1/tickets/import': async (given) => ({
    csv: `external_id,machine_id,description\n${given.unique('old')},${await given.machine()},Guard is loose\n`,
  }),
  // whoever reported a ticket may mend what it says
  'PATCH /api/v1/tickets/:id': async (given) => {
    const body = { machine_id: await given.machine(), description: 'Oil' };
    const { body: ticket } = await given.asCaller('POST', '/api/v1/tickets', body);
    return {
      params: { id: ticket.id },
      body: { description: 'Oil under the coiler', version: 1 },
      programsNeed: toWork,
    };
  },
  'PUT /api/v1/tickets/:id': async (given) => ({
    params: { id: await given.ticket() },
    query: { status: 'In Progress' },
  }),
  'POST /api/v1/tickets/:id/assign': async (given) => ({
    params: { id: await given.ticket() },
    body: { assignee_id: null, team: 'Hydraulics' },
    programsNeed,
  }),
  'POST /api/v1/tickets/:id/start': async (given) => ({ params: { id: await given.ticket() }, body: { version: 1 } }),
  'POST /api/v1/tickets/:id/hold': async (given) => ({
    params: { id: await startedTicket(given) },
    body: { reason: 'parts', note: 'Seal is on order' },
  }),
  'POST /api/v1/tickets/:id/resolve': async (given) => ({
    params: { id: await startedTicket(given) },
    body: { remedy: 'New seal', failure_code: 'SEAL' },
  }),
  'POST /api/v1/tickets/:id/close': async (given) => ({ params: { id: await resolvedTicket(given) }, body: {} }),
  'POST /api/v1/tickets/:id/reopen': async (given) => ({
    params: { id: await resolvedTicket(given) },
    body: { reason: 'It leaks again' },
  }),
  'POST /api/v1/tickets/:id/cancel': async (given) => ({
    params: { id: await given.ticket() },
    body: { reason: 'Reported twice' },
  }),
  'POST /api/v1/tickets/:id/notes': async (given) => ({
    params: { id: await given.ticket() },
    body: { note: 'Seal ordered' },
  }),
  'POST /api/v1/tickets/:id/labour': async (given) => ({
    params: { id: await given.ticket() },
    body: { duration_minutes: 30, user_id: given.userId },
    programsNeed,
  }),
  'DELETE /api/v1/tickets/:id/labour/:labour_id': async (given) => {
    const id = await given.ticket();
    const body = { duration_minutes: 30, user_id: given.userId };
    const labour = await given.made('POST', `/api/v1/tickets/${id}/labour`, body);
    return { params: { id, labour_id: labour.id }, programsNeed };
  },
  'POST /api/v1/tickets/:id/components': async (given) => ({
    params: { id: await given.ticket() },
    query: { component_id: (await given.component()).id, quantity_used: 2 },
  }),
  'POST /api/v1/tickets/:id/parts': async (given) => {
    const { id, locationId } = await given.component();
    return {
      params: { id: await given.ticket() },
      body: { component_id: id, quantity: 2, location_id: locationId },
    };
  },
  'POST /api/v1/tickets/:id/parts/return': async (given) => {
    const { id, component } = await suppliedTicket(given);
    return { params: { id }, body: { component_id: component.id, quantity: 1, location_id: component.locationId } };
  },
};
