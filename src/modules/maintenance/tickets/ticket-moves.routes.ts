/** `POST /api/v1/tickets/{id}/<move>`: the steps in the life of a ticket, one address each. */
import type { FastifyRequest } from 'fastify';
import type { ErrorCode } from '../../../kernel/errors.ts';
import { bodyInstant, type RouteApp, type Routes, versionOf } from '../../../platform/http/index.ts';
import {
  AssignBody,
  HoldBody,
  movesTable,
  ReasonedStepBody,
  ReopenBody,
  ResolveBody,
  StepBody,
  TicketParams,
} from './tickets.requests.schemas.ts';
import { AssigneesAnswer, TicketAnswer } from './tickets.schemas.ts';
import type { Tickets } from './tickets.ts';
import { ticketToWire } from './tickets.wire.ts';

const tags = ['Tickets'];
const permission = 'tickets:work';
const response = { 200: TicketAnswer };
const errors: readonly ErrorCode[] = ['ticket-not-found', 'version-conflict', 'ticket-move-refused'];
const config = { permission, versioned: true, errors } as const;
const params = TicketParams;

export function ticketMoveRoutes(tickets: Tickets): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/tickets/assignees',
      {
        schema: {
          tags,
          summary: 'People who can be given a ticket',
          description: 'By name; at most a thousand.',
          response: { 200: AssigneesAnswer },
        },
        config: { permission: 'tickets:read', freshness: { topics: ['user'] } },
      },
      async () => ({ items: (await tickets.listAssignees()).map(({ id, name }) => ({ id, name })) }),
    );

    app.post(
      '/api/v1/tickets/:id/assign',
      {
        schema: {
          tags,
          summary: 'Give a ticket to somebody',
          description: 'People can take a ticket and leave their own; to give it to others needs `tickets:manage`.',
          params,
          body: AssignBody,
          response,
        },
        config: { ...config, errors: [...errors, 'user-not-found'] },
      },
      async (request) => {
        const { assignee_id: assigneeId, team, version } = request.body;
        const to = { assigneeId, team };
        const { actor } = request;
        return ticketToWire(await tickets.assignTicket(actor, request.params.id, to, versionOf(request, version)));
      },
    );

    app.post(
      '/api/v1/tickets/:id/start',
      { schema: { tags, summary: 'Begin, or go on with, the work', params, body: StepBody, response }, config },
      async (request) =>
        ticketToWire(await tickets.startTicket(request.actor, request.params.id, versionIn(request, request.body))),
    );

    app.post(
      '/api/v1/tickets/:id/hold',
      { schema: { tags, summary: 'Put the work on hold', params, body: HoldBody, response }, config },
      async (request) => {
        const { version, ...hold } = request.body;
        const { actor } = request;
        return ticketToWire(await tickets.holdTicket(actor, request.params.id, hold, versionOf(request, version)));
      },
    );

    app.post(
      '/api/v1/tickets/:id/resolve',
      {
        schema: {
          tags,
          summary: 'Resolve a ticket',
          description: `Says what was done. A machine that stood runs again from \`restored_at\`, else from the end of the stop that the ticket is about, else from now. A stop that was planned or for want of an operator does not count, nor does any for a ticket that was mended once before. The required items of a checklist have to be answered before. The moves: ${movesTable}.`,
          params,
          body: ResolveBody,
          response,
        },
        config: { ...config, errors: [...errors, 'checklist-incomplete'] },
      },
      async (request) => {
        const { version, remedy, restored_at: restoredAt, ...failure } = request.body;
        const resolution = {
          remedy,
          failureCode: failure.failure_code,
          failureCause: failure.failure_cause,
          restoredAt: restoredAt === undefined ? undefined : bodyInstant('restored_at', restoredAt),
        };
        const { actor } = request;
        return ticketToWire(
          await tickets.resolveTicket(actor, request.params.id, resolution, versionOf(request, version)),
        );
      },
    );

    app.post(
      '/api/v1/tickets/:id/close',
      { schema: { tags, summary: 'Close a resolved ticket', params, body: StepBody, response }, config },
      async (request) =>
        ticketToWire(await tickets.closeTicket(request.actor, request.params.id, versionIn(request, request.body))),
    );

    app.post(
      '/api/v1/tickets/:id/reopen',
      {
        schema: {
          tags,
          summary: 'Reopen a ticket',
          description:
            'Counts as a reopening. A due date that nobody chose begins anew. A machine that stood stands again, unless `restored_at` says since when it runs.',
          params,
          body: ReopenBody,
          response,
        },
        config,
      },
      async (request) => {
        const { reason, restored_at: restoredAt, version } = request.body;
        const reopening = {
          reason,
          restoredAt: restoredAt === undefined ? undefined : bodyInstant('restored_at', restoredAt),
        };
        const { actor, params: given } = request;
        return ticketToWire(await tickets.reopenTicket(actor, given.id, reopening, versionOf(request, version)));
      },
    );

    app.post(
      '/api/v1/tickets/:id/cancel',
      { schema: { tags, summary: 'Cancel a ticket', params, body: ReasonedStepBody, response }, config },
      async (request) => {
        const { reason, version } = request.body;
        const { actor } = request;
        return ticketToWire(await tickets.cancelTicket(actor, request.params.id, reason, versionOf(request, version)));
      },
    );
  };
}

function versionIn(
  request: Pick<FastifyRequest, 'headers' | 'routeOptions'>,
  body: { readonly version?: number } | null,
): number | undefined {
  return versionOf(request, body?.version);
}
