/** `/api/v1/plans/{id}/<step>`: the life of a plan, its dues so far and those to come. */
import { type Static, Type } from 'typebox';
import { formatInstant } from '../../../kernel/instant.ts';
import {
  cursorParameter,
  idempotencyKeyOf,
  instantField,
  limitParameter,
  noBody,
  orNull,
  type RouteApp,
  type Routes,
  versionOf,
} from '../../../platform/http/index.ts';
import type { PlanSchedule } from './plan-forecasts.ts';
import {
  PlanAnswer,
  PlanDuePage,
  PlanMeterAnswer,
  PlanParams,
  PlanStepBody,
  RunAnswer,
  SkipBody,
} from './plans.schemas.ts';
import type { Plans } from './plans.ts';
import { dueToWire, meterToWire, planToWire } from './plans.wire.ts';

const tags = ['Plans'];
const permission = 'plans:manage';
const response = { 200: PlanAnswer };
const params = PlanParams;
const config = {
  permission,
  versioned: true,
  errors: ['plan-not-found', 'version-conflict', 'plan-move-refused'],
} as const;

const SCHEDULED_MAX = 100;

const ScheduleAnswer = Type.Object(
  {
    plan_id: Type.Integer({ examples: [17] }),
    meter: orNull(PlanMeterAnswer),
    items: Type.Array(
      Type.Object({
        due_at: instantField('When it will be due; of a plan by meter as the last four weeks let expect.'),
        opens_at: instantField('When its ticket will open, provided that the one before is done.'),
      }),
      { description: 'None of a plan that is not active, whose rule has ended, or whose meter stands.' },
    ),
  },
  { title: 'PlanSchedule' },
);

export function planLifeRoutes(plans: Plans): Routes {
  return (app: RouteApp) => {
    app.post(
      '/api/v1/plans/:id/pause',
      { schema: { tags, summary: 'Pause a plan', params, body: PlanStepBody, response }, config },
      async (request) => {
        const { actor, body } = request;
        const { id } = request.params;
        return planToWire(await plans.pausePlan(actor, id, body?.reason, versionOf(request, body?.version)));
      },
    );

    app.post(
      '/api/v1/plans/:id/resume',
      {
        schema: {
          tags,
          summary: 'Resume a plan',
          description: 'Also one that was retired. What was due meanwhile is left out; a meter has counted on.',
          params,
          body: PlanStepBody,
          response,
        },
        config: { ...config, errors: [...config.errors, 'limit-reached'] },
      },
      async (request) => {
        const { actor, body } = request;
        return planToWire(await plans.resumePlan(actor, request.params.id, versionOf(request, body?.version)));
      },
    );

    app.post(
      '/api/v1/plans/:id/retire',
      {
        schema: {
          tags,
          summary: 'Retire a plan',
          description: 'It opens no more tickets; what it has done stays.',
          params,
          body: PlanStepBody,
          response,
        },
        config,
      },
      async (request) => {
        const { actor, body } = request;
        const { id } = request.params;
        return planToWire(await plans.retirePlan(actor, id, body?.reason, versionOf(request, body?.version)));
      },
    );

    app.post(
      '/api/v1/plans/:id/run',
      {
        schema: {
          tags,
          summary: 'Serve a plan now',
          description: 'Opens its ticket whatever its schedule says; refused while another one is not done.',
          params,
          body: Type.Union([Type.Object({}, { additionalProperties: false }), noBody]),
          response: { 201: RunAnswer },
        },
        config: { permission, idempotent: true, location: true, errors: ['plan-not-found', 'plan-move-refused'] },
      },
      async (request, reply) => {
        const { plan, ticketId } = await plans.runPlan(request.actor, request.params.id, idempotencyKeyOf(request));
        return reply
          .code(201)
          .header('location', `/api/v1/tickets/${ticketId}`)
          .send({ ticket_id: ticketId, plan: planToWire(plan) });
      },
    );

    app.post(
      '/api/v1/plans/:id/skip',
      {
        schema: {
          tags,
          summary: 'Leave out the next due',
          description: 'The one after it comes as scheduled. A due whose ticket is open is skipped by cancelling it.',
          params,
          body: SkipBody,
          response,
        },
        config: { ...config, idempotent: true },
      },
      async (request) => {
        const { actor, body } = request;
        const { id } = request.params;
        const version = versionOf(request, body.version);
        return planToWire(await plans.skipDue(actor, id, body.reason, version, idempotencyKeyOf(request)));
      },
    );

    app.get(
      '/api/v1/plans/:id/schedule',
      {
        schema: {
          tags,
          summary: 'The next dues of a plan',
          params,
          querystring: Type.Object({
            count: Type.Optional(
              Type.Integer({ minimum: 1, maximum: SCHEDULED_MAX, default: 10, description: 'How many.' }),
            ),
          }),
          response: { 200: ScheduleAnswer },
        },
        config: { permission: 'tickets:read', errors: ['plan-not-found'] },
      },
      async (request) => scheduleToWire(await plans.scheduleOf(request.params.id, request.query.count ?? 10)),
    );

    app.get(
      '/api/v1/plans/:id/dues',
      {
        schema: {
          tags,
          summary: 'What became of the dues of a plan',
          description: 'The newest first.',
          params,
          querystring: Type.Object({ cursor: cursorParameter, limit: limitParameter }),
          response: { 200: PlanDuePage },
        },
        config: {
          permission: 'tickets:read',
          errors: ['plan-not-found', 'cursor-invalid'],
          freshness: { topics: ['plan'] },
        },
      },
      async (request) => {
        const { cursor, limit } = request.query;
        const { plan, items, nextCursor } = await plans.listDues(request.params.id, cursor, limit);
        return { items: items.map((due) => dueToWire(due, plan.trigger)), next_cursor: nextCursor };
      },
    );
  };
}

function scheduleToWire({ plan, meter, dues }: PlanSchedule): Static<typeof ScheduleAnswer> {
  return {
    plan_id: plan.id,
    meter: meterToWire(plan, meter),
    items: dues.map(({ dueAt, opensAt }) => ({ due_at: formatInstant(dueAt), opens_at: formatInstant(opensAt) })),
  };
}
