/** `/api/v1/plans`: making, reading and changing maintenance plans. */
import { idempotencyKeyOf, type RouteApp, type Routes, versionOf } from '../../../platform/http/index.ts';
import { SETTING_TOPIC } from '../../../platform/settings/index.ts';
import { NewPlanBody, PlanAnswer, PlanChangesBody, PlanListQuery, PlanPage, PlanParams } from './plans.schemas.ts';
import type { Plans } from './plans.ts';
import { changesFromWire, newPlanFromWire, planToWire } from './plans.wire.ts';

const tags = ['Plans'];
const read = 'tickets:read';
const manage = 'plans:manage';
/** What an answer about a plan shows: beside itself names, what is on hand, the lead that the factory has set, and its meter. */
const topics = ['plan', 'machine', 'user', 'component', 'stock', SETTING_TOPIC, 'timeline', 'cuts'];
/** A meter goes on by itself. */
const freshness = { topics, ticks: () => true };
const refusals = ['unknown-category', 'user-not-found', 'component-not-found'] as const;

export function planRoutes(plans: Plans): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/plans',
      {
        schema: {
          tags,
          summary: 'Maintenance plans',
          description: 'By title.',
          querystring: PlanListQuery,
          response: { 200: PlanPage },
        },
        config: { permission: read, errors: ['cursor-invalid'], freshness },
      },
      async (request) => {
        const { machine_ids: machineIds, ...listing } = request.query;
        const page = await plans.listPlans({ ...listing, machineIds });
        return { items: page.items.map(planToWire), next_cursor: page.nextCursor };
      },
    );

    app.post(
      '/api/v1/plans',
      {
        schema: {
          tags,
          summary: 'Make a plan',
          description:
            'By calendar with a rule, or by run hours or cuts with `every`. It opens a ticket by itself when it is due, one at a time: a due that passes while its ticket is not done is missed and served with that one. Its first due is the first one after now.',
          body: NewPlanBody,
          response: { 201: PlanAnswer },
        },
        config: {
          permission: manage,
          idempotent: true,
          location: true,
          errors: [...refusals, 'unknown-machine', 'plan-move-refused', 'limit-reached'],
        },
      },
      async (request, reply) => {
        const { actor, body } = request;
        const plan = await plans.createPlan(actor, newPlanFromWire(body), idempotencyKeyOf(request));
        return reply.code(201).header('location', `/api/v1/plans/${plan.id}`).send(planToWire(plan));
      },
    );

    app.get(
      '/api/v1/plans/:id',
      {
        schema: { tags, summary: 'One plan', params: PlanParams, response: { 200: PlanAnswer } },
        config: { permission: read, errors: ['plan-not-found'], freshness },
      },
      async (request) => planToWire(await plans.getPlan(request.params.id)),
    );

    app.patch(
      '/api/v1/plans/:id',
      {
        schema: {
          tags,
          summary: 'Change a plan',
          description:
            'Writes the fields that the body names and leaves the others; `checklist` and `parts` replace the whole list. A ticket that is open keeps its checklist and its due date; dues to come follow the change.',
          params: PlanParams,
          body: PlanChangesBody,
          response: { 200: PlanAnswer },
        },
        config: {
          permission: manage,
          versioned: true,
          errors: [...refusals, 'plan-not-found', 'version-conflict'],
        },
      },
      async (request) => {
        const { version, ...body } = request.body;
        const { actor, params } = request;
        const { trigger } = await plans.getPlan(params.id);
        const changes = changesFromWire(body, trigger);
        return planToWire(await plans.changePlan(actor, params.id, changes, versionOf(request, version)));
      },
    );
  };
}
