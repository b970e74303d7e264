/** `/api/v1/tickets/{id}/checklist`: what has to be checked on a ticket, the answers, and what follows from them. */
import { type Static, Type } from 'typebox';
import { formatOptionalInstant } from '../../../kernel/instant.ts';
import { closed, instantField, orNull, type RouteApp, type Routes, textOrNull } from '../../../platform/http/index.ts';
import { checkFields, LIMIT_MAX } from '../plans/plan-contents.schemas.ts';
import { TEXT_LENGTH_MAX, TicketParams } from '../tickets/tickets.requests.schemas.ts';
import { priorities } from '../tickets/tickets.rules.ts';
import { TicketAnswer } from '../tickets/tickets.schemas.ts';
import { ticketToWire } from '../tickets/tickets.wire.ts';
import type { TicketChecklists } from './ticket-checklists.service.ts';
import type { TicketCheck } from './ticket-checks.types.ts';

const tags = ['Tickets'];
const path = '/api/v1/tickets/:id/checklist';

const CheckParams = Type.Object({
  ...TicketParams.properties,
  item_id: Type.Integer({
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Number of the checklist item.',
  }),
});

const value = Type.Union(
  [
    Type.Boolean(),
    Type.Number({ minimum: -LIMIT_MAX, maximum: LIMIT_MAX }),
    Type.String({ maxLength: TEXT_LENGTH_MAX }),
    Type.Null(),
  ],
  {
    description: 'Of a check true or false, of a number a number, of a text a text.',
    examples: [5.2],
  },
);

const TicketCheckAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the item.', examples: [311] }),
    ...checkFields,
    value,
    result: textOrNull(
      Type.String({
        enum: ['passed', 'failed', null],
        description: 'A check that is not so, and a number outside its limits, have failed; null without an answer.',
      }),
    ),
    note: textOrNull(Type.String({ description: 'What was noticed.' })),
    answered_by: textOrNull(Type.String({ description: 'Who answered, as they were called then.' })),
    answered_at: textOrNull(instantField('When it was answered.')),
    follow_up_ticket_id: orNull(Type.Integer({ description: 'The ticket that was opened because it failed.' })),
    follow_up_offered: Type.Boolean({
      description: 'Whether it failed and nothing follows from it yet: `POST …/checklist/{item_id}/follow-up`.',
    }),
  },
  { title: 'TicketCheck' },
);

const AnswerBody = Type.Object(
  {
    value,
    note: Type.Optional(Type.String({ maxLength: 1_000, description: 'What was noticed.', examples: ['Slight leak'] })),
  },
  { ...closed, title: 'TicketCheckAnswer' },
);

const FollowUpBody = Type.Union([
  Type.Object(
    {
      description: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: TEXT_LENGTH_MAX,
          description: 'What is wrong; from the item and its answer where absent.',
        }),
      ),
      priority: Type.Optional(Type.Enum([...priorities], { description: 'How urgent it is.', examples: ['High'] })),
    },
    closed,
  ),
  Type.Null(),
]);

export function ticketChecklistRoutes(checklists: TicketChecklists): Routes {
  return (app: RouteApp) => {
    app.get(
      path,
      {
        schema: {
          tags,
          summary: 'Checklist of a ticket',
          description: 'As the plan had it when the ticket opened; empty for a ticket that no plan opened.',
          params: TicketParams,
          response: { 200: Type.Object({ items: Type.Array(TicketCheckAnswer) }) },
        },
        config: { permission: 'tickets:read', errors: ['ticket-not-found'], freshness: { topics: ['ticket'] } },
      },
      async (request) => ({ items: (await checklists.listChecks(request.params.id)).map(checkToWire) }),
    );

    app.put(
      `${path}/:item_id`,
      {
        schema: {
          tags,
          summary: 'Answer a checklist item',
          description:
            'Again where it was answered before; null takes the answer back. Required items have to be answered before the ticket can be resolved.',
          params: CheckParams,
          body: AnswerBody,
          response: { 200: TicketCheckAnswer },
        },
        config: {
          permission: 'tickets:work',
          errors: ['ticket-not-found', 'check-not-found', 'ticket-move-refused'],
        },
      },
      async (request) => {
        const { actor, params, body } = request;
        return checkToWire(await checklists.answerCheck(actor, params.id, params.item_id, body));
      },
    );

    app.post(
      `${path}/:item_id/follow-up`,
      {
        schema: {
          tags,
          summary: 'Open the ticket that follows from a failed item',
          description: 'One for each item: repeating it answers 200 with the ticket that there is.',
          params: CheckParams,
          body: FollowUpBody,
          response: { 200: TicketAnswer, 201: TicketAnswer },
        },
        config: {
          permission: 'tickets:work',
          location: true,
          errors: ['ticket-not-found', 'check-not-found', 'check-not-failed'],
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request;
        const { ticket, opened } = await checklists.followUp(actor, params.id, params.item_id, body ?? {});
        return reply
          .code(opened ? 201 : 200)
          .header('location', `/api/v1/tickets/${ticket.id}`)
          .send(ticketToWire(ticket));
      },
    );
  };
}

function checkToWire(check: TicketCheck): Static<typeof TicketCheckAnswer> {
  return {
    id: check.id,
    kind: check.kind,
    instruction: check.instruction,
    required: check.required,
    minimum: check.minimum,
    maximum: check.maximum,
    unit: check.unit,
    value: check.answer,
    result: check.result,
    note: check.note,
    answered_by: check.answeredBy?.name ?? null,
    answered_at: formatOptionalInstant(check.answeredAt),
    follow_up_ticket_id: check.followUpTicketId,
    follow_up_offered: check.result === 'failed' && check.followUpTicketId === null,
  };
}
