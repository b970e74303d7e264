/** `/api/v1/tickets/{id}/labour`: who worked on a ticket, and how long. */
import { type Static, Type } from 'typebox';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import {
  bodyInstant,
  closed,
  idempotencyKeyOf,
  instantField,
  noBody,
  pageOf,
  type RouteApp,
  type Routes,
  textOrNull,
} from '../../../platform/http/index.ts';
import { PagingQuery, TicketParams } from '../tickets/tickets.requests.schemas.ts';
import type { TicketLabour } from './ticket-labour.service.ts';
import type { NamedLabour } from './ticket-labour.types.ts';

const tags = ['Tickets'];
const path = '/api/v1/tickets/:id/labour';
/** A week without sleep. */
const DURATION_MINUTES_MAX = 10_080;

const LabourAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the entry.' }),
    user: Type.Object(
      { id: Type.Integer(), name: Type.String({ examples: ['Tess Carter'] }) },
      { description: 'Who worked.' },
    ),
    started_at: textOrNull(instantField('When the work began; null where nobody said.')),
    duration_minutes: Type.Integer({ description: 'How long, in minutes.', examples: [45] }),
    note: textOrNull(Type.String({ description: 'What was done.' })),
    recorded_by: Type.String({ description: 'Who wrote it down, as they were called then.' }),
    recorded_at: instantField('When it was written down.'),
  },
  { title: 'TicketLabour' },
);

const LabourBody = Type.Object(
  {
    user_id: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Who worked; you where absent. Others need `tickets:manage`.',
      }),
    ),
    started_at: Type.Optional(instantField('When the work began.')),
    duration_minutes: Type.Integer({
      minimum: 1,
      maximum: DURATION_MINUTES_MAX,
      description: 'How long, in minutes.',
      examples: [45],
    }),
    note: Type.Optional(
      Type.String({ maxLength: 1_000, description: 'What was done.', examples: ['Seal kit fitted'] }),
    ),
  },
  { ...closed, title: 'NewTicketLabour' },
);

export function ticketLabourRoutes(labour: TicketLabour): Routes {
  return (app: RouteApp) => {
    app.get(
      path,
      {
        schema: {
          tags,
          summary: 'Labour on a ticket',
          description: 'The newest first.',
          params: TicketParams,
          querystring: PagingQuery,
          response: { 200: pageOf(LabourAnswer) },
        },
        config: {
          permission: 'tickets:read',
          errors: ['ticket-not-found', 'cursor-invalid'],
          freshness: { topics: ['ticket', 'user'] },
        },
      },
      async (request) => {
        const { cursor, limit } = request.query;
        const page = await labour.listLabour(request.params.id, cursor, limit);
        return { items: page.items.map(labourToWire), next_cursor: page.nextCursor };
      },
    );

    app.post(
      path,
      {
        schema: {
          tags,
          summary: 'Add labour',
          params: TicketParams,
          body: LabourBody,
          response: { 201: LabourAnswer },
        },
        config: {
          permission: 'tickets:work',
          idempotent: true,
          errors: ['ticket-not-found', 'user-not-found', 'limit-reached'],
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request;
        const added = await labour.addLabour(
          actor,
          params.id,
          {
            userId: body.user_id,
            startedAt: body.started_at === undefined ? undefined : bodyInstant('started_at', body.started_at),
            durationMinutes: body.duration_minutes,
            note: body.note,
          },
          idempotencyKeyOf(request),
        );
        return reply.code(201).send(labourToWire(added));
      },
    );

    app.delete(
      `${path}/:labour_id`,
      {
        schema: {
          tags,
          summary: 'Remove labour',
          description: "Your own; others' needs `tickets:manage`. The history keeps it.",
          params: Type.Object({
            ...TicketParams.properties,
            labour_id: Type.Integer({
              minimum: 1,
              maximum: Number.MAX_SAFE_INTEGER,
              description: 'Number of the entry.',
            }),
          }),
          response: { 204: noBody },
        },
        config: { permission: 'tickets:work', errors: ['ticket-not-found', 'labour-not-found'] },
      },
      async (request, reply) => {
        await labour.removeLabour(request.actor, request.params.id, request.params.labour_id);
        return reply.code(204).send(null);
      },
    );
  };
}

function labourToWire(labour: NamedLabour): Static<typeof LabourAnswer> {
  return {
    id: labour.id,
    user: { id: labour.userId, name: labour.userName },
    started_at: formatOptionalInstant(labour.startedAt),
    duration_minutes: labour.durationMinutes,
    note: labour.note,
    recorded_by: labour.recordedBy,
    recorded_at: formatInstant(labour.recordedAt),
  };
}
