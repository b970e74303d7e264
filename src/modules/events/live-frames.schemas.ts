/** Frames of `/api/v1/ws` with what they mean: what clients send, and what they get. */
import { type TSchema, Type } from 'typebox';
import { instantField } from '../../platform/http/index.ts';
import { EventAnswer } from './events.schemas.ts';
import { messages } from './live.schemas.ts';

export interface FrameDescription {
  /** Its `type`. */
  readonly type: string;
  readonly summary: string;
  readonly payload: TSchema;
}

const subscription = Type.String({ description: 'Which one; `main` where the client gave it no name.' });
const nextAfter = Type.String({
  description: 'The position to resume from.',
  examples: ['3f0c9a52-8f0e-4b0a-9f57-0d7c1d2f9a11:4711'],
});

export const clientFrames: readonly FrameDescription[] = [
  {
    type: 'authenticate',
    summary: 'Who the client is: an access token, an API key or a ticket',
    payload: messages.authenticate,
  },
  {
    type: 'subscribe',
    summary: 'Events that pass every filter that is there; the same name again replaces the subscription',
    payload: messages.subscribe,
  },
  { type: 'unsubscribe', summary: 'No more events of a subscription', payload: messages.unsubscribe },
  { type: 'ping', summary: 'Answered with `pong`', payload: messages.ping },
];

/** @param fields beside `type` */
function served(type: string, summary: string, fields: Parameters<typeof Type.Object>[0]): FrameDescription {
  return { type, summary, payload: Type.Object({ type: Type.Literal(type), ...fields }) };
}

export const serverFrames: readonly FrameDescription[] = [
  served('ready', 'The line is open', {
    protocol: Type.Literal('milldash.v1'),
    signed_in: Type.Boolean({ description: 'False: authenticate within ten seconds.' }),
  }),
  served('authenticated', 'It is known who the client is', { name: Type.String() }),
  served('subscribed', 'The events of the subscription come behind this', { subscription }),
  served('unsubscribed', 'No more events of the subscription', { subscription }),
  served('events', 'Events, in order', {
    subscription,
    events: Type.Array({ ...EventAnswer, title: 'CloudEvent' }),
    next_after: nextAfter,
  }),
  served('live', 'Everything that was there has been sent', { subscription, next_after: nextAfter }),
  served('position', 'Nothing of what was passed over was for the subscription', {
    subscription,
    next_after: nextAfter,
  }),
  served('pong', 'The answer to `ping`', { timestamp: instantField('Now, here.') }),
  served('error', 'A message was refused, or a subscription cannot go on', {
    code: Type.String({ description: 'As of problem documents.', examples: ['events-out-of-range'] }),
    detail: Type.String({ description: 'For a person.' }),
    subscription: Type.Optional(subscription),
    oldest: Type.Optional(Type.String({ description: 'Of `events-out-of-range`: the oldest position that is there.' })),
    head: Type.Optional(Type.String({ description: 'Of `events-out-of-range`: the last position.' })),
  }),
];
