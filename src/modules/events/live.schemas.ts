/** What live clients say: queries of both addresses, and messages of a WebSocket. */
import { Type } from 'typebox';
import { instantField } from '../../platform/http/index.ts';

const position = '3f0c9a52-8f0e-4b0a-9f57-0d7c1d2f9a11:4711';
const after = (description: string) => Type.String({ maxLength: 100, description, examples: [position] });

/** Lists in one filter, and what one of them may be. */
const topics = Type.Array(Type.String({ maxLength: 60 }), {
  maxItems: 50,
  description: 'Only events of these topics, the word after `com.milldash.`.',
  examples: [['ticket', 'machine']],
});
const types = Type.Array(Type.String({ maxLength: 121 }), {
  maxItems: 50,
  description: 'Only these types; a trailing `*` stands for any ending.',
  examples: [['com.milldash.ticket.*']],
});
const machines = Type.Array(Type.String({ maxLength: 200 }), {
  maxItems: 100,
  description: 'Only events about one of these machines.',
  examples: [['6809f67ffc54c40ff1b489cf']],
});

const ticket = Type.String({
  maxLength: 100,
  description: 'Of POST /api/v1/realtime/tickets; opens one connection. Programs send their usual header instead.',
});

const live = {
  after: Type.Optional(
    after(
      'Everything behind this position first, then live: the `after` of a snapshot, or the last position received.',
    ),
  ),
  topics: Type.Optional(topics),
  types: Type.Optional(types),
  machines: Type.Optional(machines),
  ticket: Type.Optional(ticket),
};

export const StreamQuery = Type.Object({
  ...live,
  until: Type.Optional(
    Type.Literal('head', { description: 'End behind the last event that is there now, instead of going on.' }),
  ),
});

export const StreamHeaders = Type.Object({
  'last-event-id': Type.Optional(after('The last position received, as a browser sends it; it comes before `after`.')),
});

export const SocketQuery = Type.Object({
  ...live,
  client_id: Type.Optional(Type.String({ maxLength: 200, description: 'Of an old front end; told back to it.' })),
});

/** Of each address that opens a WebSocket: who opens it may say who they are in the first message. */
export const socketAccess = {
  permission: 'public',
  tickets: true,
  errors: [
    'upgrade-required',
    'origin-not-allowed',
    'token-invalid',
    'account-disabled',
    'not-authenticated',
    'limit-reached',
    'server-busy',
  ],
} as const;

export const StreamAnswer = Type.String({
  description:
    'Blocks of `id: <position>` and `data: <CloudEvent in JSON>`; a block with an id alone moves the position on. `event: end` says why the stream ends.',
});

export const TicketAnswer = Type.Object({
  ticket: Type.String({ description: 'Give it as `ticket` in the query of the stream or the WebSocket, once.' }),
  expires_at: instantField('Half a minute from now.'),
});

export const LiveCountsAnswer = Type.Object({
  open: Type.Integer({ description: 'Live connections of this process now.' }),
  open_websocket: Type.Integer({ description: 'Of them: WebSockets with our frames.' }),
  open_old_websocket: Type.Integer({ description: 'WebSockets with the frames of the old front end.' }),
  open_sse: Type.Integer({ description: 'Streams of server-sent events.' }),
  open_not_signed_in: Type.Integer({ description: 'Of all of them, those that have not said who they are.' }),
  followers: Type.Integer({ description: 'Subscriptions that follow the events.' }),
  followers_live: Type.Integer({ description: 'Of them those that have everything; the others catch up.' }),
  opened: Type.Integer({ description: 'Connections since the start of the process.' }),
  refused: Type.Integer({ description: 'Refused because there were too many.' }),
  events_sent: Type.Integer({ description: 'Events that were sent, to each connection counted.' }),
  ended: Type.Record(Type.String(), Type.Integer(), {
    description: 'Why connections ended, and how many: `gone` went by themselves, `too-slow` did not read.',
    examples: [{ gone: 12, 'too-slow': 1 }],
  }),
});

const limitedObject = <Fields extends Parameters<typeof Type.Object>[0]>(fields: Fields) =>
  Type.Object(fields, { additionalProperties: false });

/** Messages of a client, by their `type`. */
export const messages = {
  authenticate: limitedObject({ type: Type.Literal('authenticate'), token: Type.String({ maxLength: 4_000 }) }),
  subscribe: limitedObject({
    type: Type.Literal('subscribe'),
    subscription: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    after: live.after,
    topics: live.topics,
    types: live.types,
    machines: live.machines,
  }),
  unsubscribe: limitedObject({
    type: Type.Literal('unsubscribe'),
    subscription: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
  }),
  ping: Type.Object({ type: Type.Literal('ping') }),
} as const;
