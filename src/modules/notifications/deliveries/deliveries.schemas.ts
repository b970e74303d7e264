/** What requests and answers about deliveries look like. */
import { Type } from 'typebox';
import { closed, cursorParameter, instantField, limitParameter, orNull, pageOf } from '../../../platform/http/index.ts';
import { WebhookParams } from '../webhooks/webhooks.schemas.ts';

const status = Type.Enum(['waiting', 'delivered', 'dead'], {
  description: 'Waiting to be tried again, taken, or given up.',
});

export const DeliveryParams = Type.Object({
  ...WebhookParams.properties,
  delivery_id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'Number of the delivery.' }),
});

export const DeliveryAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the delivery.', examples: [812] }),
    webhook_id: Type.String({ description: 'UUID of the webhook.' }),
    event_id: Type.String({ description: 'Id of the event, which is the `webhook-id` of the call.' }),
    sequence: Type.Integer({ description: 'Sequence of the event.', examples: [4711] }),
    type: Type.String({ description: 'Type of the event.', examples: ['com.milldash.ticket.opened'] }),
    subject: Type.String({ description: 'What the event is about.', examples: ['tickets/17'] }),
    status,
    attempts: Type.Integer({ description: 'Attempts, since it was last asked for again.', examples: [1] }),
    first_attempt_at: orNull(instantField('When it was first tried; null before.')),
    last_attempt_at: orNull(instantField('When it was last tried; null before.')),
    next_attempt_at: orNull(instantField('When it is tried again; null where it is not.')),
    duration_ms: orNull(Type.Integer({ description: 'How long the last attempt took.', examples: [84] })),
    response_status: orNull(
      Type.Integer({ description: 'HTTP status of the last answer; null for none.', examples: [503] }),
    ),
    response_start: orNull(Type.String({ description: 'First kilobyte of the last answer.' })),
    problem: orNull(Type.String({ description: 'Why there was no answer, or no attempt any more.' })),
  },
  { title: 'WebhookDelivery' },
);
export const DeliveryPage = pageOf(DeliveryAnswer);

export const DeliveryListQuery = Type.Object({
  status: Type.Optional(status),
  cursor: cursorParameter,
  limit: limitParameter,
});

export const ReplayBody = Type.Object(
  {
    after: Type.Optional(
      Type.String({
        maxLength: 100,
        description:
          'A position as `GET /api/v1/events` answers it, or a sequence: everything behind it is sent again.',
        examples: ['4711'],
      }),
    ),
    since: Type.Optional(instantField('Everything that was stored at this instant or later is sent again.')),
  },
  { ...closed, title: 'WebhookReplay' },
);
