/** Example requests of maintenance plans, and of the checklists of the tickets that they open. */
import { pictureForm } from '../../support/pictures.ts';
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

const checklist = [{ kind: 'check', instruction: 'Guards closed' }];
const weekly = { trigger: 'calendar', rule: 'FREQ=WEEKLY', begins_on: '2026-01-01', checklist };

const newPlan = async (given: Given) => ({
  machine_id: await given.machine(),
  title: given.unique('Grease the rollers'),
  ...weekly,
});

async function plan(given: Given): Promise<number> {
  return (await given.made('POST', '/api/v1/plans', await newPlan(given))).id;
}

/** The only item of the checklist of a ticket that a plan opened. */
async function check(given: Given, kind = 'check'): Promise<{ id: number; item_id: number }> {
  const wanted = { ...(await newPlan(given)), checklist: [{ kind, instruction: 'Guards closed' }] };
  const made = await given.made('POST', '/api/v1/plans', wanted);
  const { ticket_id: id } = await given.made('POST', `/api/v1/plans/${made.id}/run`);
  const { items } = await given.made('GET', `/api/v1/tickets/${id}/checklist`);
  return { id, item_id: items[0].id };
}

const ofPlan = async (given: Given) => ({ params: { id: await plan(given) } });

export const plansExamples: Examples = {
  'GET /api/v1/plans': { query: { status: 'active', limit: 10 } },
  'GET /api/v1/plans.csv': {},
  'GET /api/v1/plans/calendar': async (given) => ({ query: { start_time: given.at(-60), end_time: given.at(60) } }),
  'GET /api/v1/plans/compliance': async (given) => ({
    query: { start_time: given.at(-60), end_time: given.at(60), group_by: 'month' },
  }),
  'GET /api/v1/plans/compliance.csv': async (given) => ({
    query: { start_time: given.at(-60), end_time: given.at(60), group_by: 'machine' },
  }),
  'GET /api/v1/plans/:id': ofPlan,
  'GET /api/v1/plans/:id/dues': ofPlan,
  'GET /api/v1/plans/:id/schedule': ofPlan,
  'POST /api/v1/plans': async (given) => ({ body: await newPlan(given) }),
  'PATCH /api/v1/plans/:id': async (given) => ({
    params: { id: await plan(given) },
    body: { priority: 'High', version: 1 },
  }),
  'POST /api/v1/plans/:id/pause': async (given) => ({
    params: { id: await plan(given) },
    body: { reason: 'Rebuilt', version: 1 },
  }),
  'POST /api/v1/plans/:id/resume': async (given) => {
    const id = await plan(given);
    await given.made('POST', `/api/v1/plans/${id}/pause`);
    return { params: { id } };
  },
  'POST /api/v1/plans/:id/retire': ofPlan,
  'POST /api/v1/plans/:id/run': ofPlan,
  'POST /api/v1/plans/:id/skip': async (given) => ({
    params: { id: await plan(given) },
    body: { reason: 'Rebuilt' },
  }),
  'GET /api/v1/tickets/:id/checklist': async (given) => ({ params: { id: (await check(given)).id } }),
  'PUT /api/v1/tickets/:id/checklist/:item_id': async (given) => ({
    params: await check(given),
    body: { value: true, note: 'As new' },
  }),
  'POST /api/v1/tickets/:id/checklist/:item_id/photo': async (given) => ({
    params: await check(given, 'photo'),
    form: await pictureForm(),
  }),
  'POST /api/v1/tickets/:id/checklist/:item_id/follow-up': async (given) => {
    const params = await check(given);
    await given.made('PUT', `/api/v1/tickets/${params.id}/checklist/${params.item_id}`, { value: false });
    return { params };
  },
};
