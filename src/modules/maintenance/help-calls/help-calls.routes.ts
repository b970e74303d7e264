/** `/api/v1/help-calls`: somebody at a machine needs somebody. */
import { idempotencyKeyOf, type RouteApp, type Routes } from '../../../platform/http/index.ts';
import type { HelpMove } from './help-calls.rules.ts';
import {
  HelpCallAnswer,
  HelpCallListQuery,
  HelpCallPageAnswer,
  HelpCallParams,
  NewHelpCallBody,
} from './help-calls.schemas.ts';
import type { HelpCallService } from './help-calls.service.ts';
import { helpCallToWire } from './help-calls.wire.ts';

const tags = ['Calls for help'];
const permission = 'help:call';
const read = 'tickets:read';
const freshness = { topics: ['help-call', 'machine'] };

const moves: readonly { readonly move: HelpMove; readonly summary: string; readonly description: string }[] = [
  {
    move: 'answer',
    summary: 'Say that you are coming',
    description: 'Who answers a call that somebody else has answered comes instead of them.',
  },
  { move: 'close', summary: 'Close a call for help', description: 'The help was given.' },
  {
    move: 'cancel',
    summary: 'Cancel a call for help',
    description: 'It is not needed after all: by who called, a supervisor or an administrator.',
  },
];

export function helpCallRoutes(calls: HelpCallService): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/help-calls',
      {
        schema: {
          tags,
          summary: 'Calls for help',
          description: 'The latest first. Those that wait come with each machine of GET /api/v1/dashboard, too.',
          querystring: HelpCallListQuery,
          response: { 200: HelpCallPageAnswer },
        },
        config: { permission: read, errors: ['cursor-invalid', 'unknown-machine'], freshness },
      },
      async (request) => {
        const { machine_ids: machineIds, ...filter } = request.query;
        const page = await calls.listHelpCalls({ ...filter, machineIds });
        return { items: page.items.map(helpCallToWire), next_cursor: page.nextCursor };
      },
    );

    app.post(
      '/api/v1/help-calls',
      {
        schema: {
          tags,
          summary: 'Call for help',
          description:
            'Where somebody has called for the same kind of help at the machine already, the answer is 200 with that call, and nobody is told again.',
          body: NewHelpCallBody,
          response: { 200: HelpCallAnswer, 201: HelpCallAnswer },
        },
        config: { location: true, idempotent: true, permission, errors: ['unknown-machine', 'machine-retired'] },
      },
      async (request, reply) => {
        const { machine_id: machineId, kind, text } = request.body;
        const words = text?.trim() ?? '';
        const wanted = { machineId, kind, text: words === '' ? null : words };
        const { call, isNew } = await calls.callForHelp(request.actor, wanted, idempotencyKeyOf(request));
        reply.header('location', `/api/v1/help-calls/${call.id}`);
        return reply.code(isNew ? 201 : 200).send(helpCallToWire(call));
      },
    );

    app.get(
      '/api/v1/help-calls/:id',
      {
        schema: { tags, summary: 'One call for help', params: HelpCallParams, response: { 200: HelpCallAnswer } },
        config: { permission: read, errors: ['help-call-not-found'], freshness },
      },
      async (request) => helpCallToWire(await calls.getHelpCall(request.params.id)),
    );

    for (const { move, summary, description } of moves) {
      app.post(
        `/api/v1/help-calls/:id/${move}`,
        {
          schema: { tags, summary, description, params: HelpCallParams, response: { 200: HelpCallAnswer } },
          config: { permission, errors: ['help-call-not-found', 'help-call-ended'] },
        },
        async (request) => helpCallToWire(await calls.moveHelpCall(request.actor, request.params.id, move)),
      );
    }
  };
}
