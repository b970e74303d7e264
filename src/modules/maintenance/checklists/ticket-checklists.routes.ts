/** `/api/v1/tickets/{id}/checklist`: what has to be checked on a ticket, the answers, and what follows from them. */
import { type Static, Type } from 'typebox';
import { formatOptionalInstant } from '../../../kernel/instant.ts';
import {
  closed,
  type Freshness,
  idempotencyKeyOf,
  instantField,
  orNull,
  type RouteApp,
  type Routes,
  textOrNull,
} from '../../../platform/http/index.ts';
import { acceptImages, imageFormRoute, readingForm } from '../images/image-forms.routes.ts';
import { ImageAnswer, ImagesUpload, imageToWire } from '../images/ticket-images.schemas.ts';
import { checkFields, LIMIT_MAX } from '../plans/plan-contents.schemas.ts';
import { TEXT_LENGTH_MAX, TicketParams } from '../tickets/tickets.requests.schemas.ts';
import { priorities } from '../tickets/tickets.rules.ts';
import { TicketAnswer } from '../tickets/tickets.schemas.ts';
import { ticketToWire } from '../tickets/tickets.wire.ts';
import type { TicketChecklists } from './ticket-checklists.service.ts';
import type { TicketCheckView } from './ticket-checks.types.ts';

const tags = ['Tickets'];
const path = '/api/v1/tickets/:id/checklist';

const photoPath = `${path}/:item_id/photo`;

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
    description:
      'Of a check true or false, of a number a number, of a text a text, of a photo the number of a picture of the ticket.',
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
    image: Type.Union([ImageAnswer, Type.Null()], { description: 'Of a photo: the picture that answers it.' }),
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

/** @param turnedAt when links last became others */
export function ticketChecklistRoutes(
  checklists: TicketChecklists,
  turnedAt: NonNullable<Freshness['turnedAt']>,
): Routes {
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
        config: {
          permission: 'tickets:read',
          errors: ['ticket-not-found'],
          freshness: { topics: ['ticket', 'image'], turnedAt },
        },
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
            'Again where it was answered before; null takes the answer back. Required items have to be answered before the ticket can be resolved. An item of the kind photo takes the number of a picture that the ticket has already; `POST …/photo` sends one.',
          params: CheckParams,
          body: AnswerBody,
          response: { 200: TicketCheckAnswer },
        },
        config: {
          permission: 'tickets:work',
          errors: ['ticket-not-found', 'check-not-found', 'image-not-found', 'ticket-move-refused'],
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

    app.register((scope) => mountPhotos(scope as unknown as RouteApp, checklists));
  };
}

async function mountPhotos(scope: RouteApp, checklists: TicketChecklists): Promise<void> {
  await acceptImages(scope, 1);

  scope.post(
    photoPath,
    {
      bodyLimit: imageFormRoute.bodyLimit,
      schema: {
        tags,
        summary: 'Answer a checklist item with a photo',
        description:
          'One file as `multipart/form-data`, as it comes from the camera. It is added to the pictures of the ticket, and the item is answered with it: both or none. A picture that answered the item before stays on the ticket. Without a caption it gets the instruction of the item.',
        consumes: ['multipart/form-data'],
        params: CheckParams,
        body: ImagesUpload,
        response: { 201: TicketCheckAnswer },
      },
      config: {
        permission: 'tickets:work',
        idempotent: true,
        errors: [...imageFormRoute.errors, 'check-not-found', 'ticket-move-refused'],
        timeLimitMs: imageFormRoute.timeLimitMs,
      },
    },
    async (request, reply) => {
      const { id, item_id: item } = request.params;
      const key = idempotencyKeyOf(request);
      const answered = await readingForm(request, (sent) =>
        checklists.answerWithPhoto(request.actor, id, item, sent, key),
      );
      return reply.code(201).send(checkToWire(answered));
    },
  );
}

function checkToWire(check: TicketCheckView): Static<typeof TicketCheckAnswer> {
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
    image: check.image === null ? null : imageToWire(check.image),
    note: check.note,
    answered_by: check.answeredBy?.name ?? null,
    answered_at: formatOptionalInstant(check.answeredAt),
    follow_up_ticket_id: check.followUpTicketId,
    follow_up_offered: check.result === 'failed' && check.followUpTicketId === null,
  };
}
