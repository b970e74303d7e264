/** Frames of the old front end's WebSockets, both ways: what its pages send, and what they are sent. */
import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import { instantField, orNull } from '../../platform/http/index.ts';
import type { FrameDescription } from '../events/index.ts';
import { oldMachineStatuses } from './old-dashboard.schemas.ts';
import { oldGroups } from './old-notices.rules.ts';

const token = Type.String({ description: 'An access token, an API key or a ticket.' });
const groups = Type.Array(Type.Enum(oldGroups));
const timestamp = instantField('When it was sent; of a notice, when it happened.');
const machine_id = Type.String({ description: 'Id of the machine.' });
const ticket_id = Type.Integer({ description: 'Number of the ticket.' });
const ticketStatus = Type.String({ examples: ['In Progress'] });
const forStrangers = 'Empty for those who have not signed in.';

const asked = {
  subscriptions: Type.Optional(
    Type.Array(Type.Unknown(), { description: 'Groups; other names are ignored.', examples: [['all']] }),
  ),
};

/** What a page says, by `type`. Fields that are not named here are ignored. */
export const oldMessages = {
  authenticate: Type.Object({ type: Type.Literal('authenticate'), token: Type.Optional(token) }),
  subscribe: Type.Object({ type: Type.Literal('subscribe'), ...asked }),
  unsubscribe: Type.Object({ type: Type.Literal('unsubscribe'), ...asked }),
  ping: Type.Object({ type: Type.Literal('ping') }),
  get_status: Type.Object({ type: Type.Literal('get_status') }),
} as const;

/** What an administrator asks for, by `action`. */
export const oldActions = {
  get_connections: Type.Object({ action: Type.Literal('get_connections') }),
  broadcast_test: Type.Object({
    action: Type.Literal('broadcast_test'),
    event_type: Type.Optional(Type.String({ pattern: '^[a-z_]{1,60}$', description: 'By default `test`.' })),
    data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    subscription: Type.Optional(Type.Enum(oldGroups, { description: 'By default `all`.' })),
  }),
} as const;

const StatusData = Type.Object({
  total_connections: Type.Integer(),
  subscriptions: Type.Record(Type.String(), Type.Integer(), { description: 'By group, how many are subscribed.' }),
  clients: Type.Array(
    Type.Object({
      client_id: Type.String({ description: 'As it calls itself.' }),
      connected_at: instantField('Since when.'),
      subscriptions: groups,
    }),
    { description: 'Strangers are told of themselves only.' },
  ),
});
export type OldStatus = Static<typeof StatusData>;

function frame<Type extends string, Fields extends TProperties>(type: Type, fields: Fields) {
  return Type.Object({ type: Type.Literal(type), ...fields });
}

/** What becomes of what a page says, by `type`. */
export const oldAnswers = {
  connection_established: frame('connection_established', {
    message: Type.String({ description: 'For a person.' }),
    client_id: Type.String({ description: 'As the page calls itself, or as it is called here.' }),
    timestamp,
  }),
  subscription_confirmed: frame('subscription_confirmed', { subscriptions: groups, timestamp }),
  unsubscription_confirmed: frame('unsubscription_confirmed', { subscriptions: groups, timestamp }),
  pong: frame('pong', { timestamp }),
  heartbeat: frame('heartbeat', { data: Type.Object({}), timestamp }),
  status_response: frame('status_response', { data: StatusData, timestamp }),
  error: frame('error', { message: Type.String({ description: 'What was wrong, for a person.' }) }),
  connection_stats: frame('connection_stats', { data: StatusData, timestamp }),
  broadcast_sent: frame('broadcast_sent', {
    event_type: Type.String(),
    subscription: Type.Enum(oldGroups),
    timestamp,
  }),
} as const;
export type OldAnswer = Static<(typeof oldAnswers)[keyof typeof oldAnswers]>;

const MachineStatus = Type.Object({
  machine_id,
  status: Type.Enum(oldMachineStatuses),
  utilization: Type.Number({ description: 'Productive uptime of planned time on the production day so far, 0 to 1.' }),
});
export type OldMachineStatus = Static<typeof MachineStatus>;

const ticketFields = {
  id: ticket_id,
  ticket_id,
  machine_id,
  incident_category: Type.String(),
  priority: Type.String(),
};

/** Data of notices that have an old word. */
const noticeData = {
  ticket_created: Type.Object({
    ...ticketFields,
    status: ticketStatus,
    logged_time: instantField('When it was reported.'),
    fourjaw_downtime_id: orNull(Type.String()),
    resolved_time: Type.Null(),
    description: Type.String({ description: forStrangers }),
    work_notes: Type.Array(Type.Unknown(), { maxItems: 0 }),
    images: Type.Array(Type.Unknown(), { maxItems: 0 }),
    components_used: Type.Array(Type.Unknown(), { maxItems: 0 }),
  }),
  ticket_status_change: Type.Object({
    ticket_id,
    machine_id,
    old_status: ticketStatus,
    new_status: ticketStatus,
  }),
  maintenance_alert: Type.Object({
    ticket_id,
    machine_id,
    priority: Type.Literal('High'),
    description: Type.String({ description: forStrangers }),
  }),
  machine_status_update: MachineStatus,
  production_metric_update: Type.Object({
    machine_id,
    cut_count: Type.Integer({ description: 'Of what happened since the notice before.' }),
    event: Type.String({ description: 'What happened last.', examples: ['cuts.recorded', 'run.started'] }),
  }),
  dashboard_refresh: Type.Object({ refresh_all: Type.Literal(true) }),
} as const satisfies Record<string, TSchema>;

const ownNotice = Type.Object({
  type: Type.String({ description: 'Of the event, without `com.milldash.`.', examples: ['stock.low'] }),
  data: Type.Record(Type.String(), Type.Unknown(), { description: 'Of the event.' }),
  timestamp,
});

const summaries: Readonly<Record<keyof typeof oldMessages | keyof typeof oldActions, string>> = {
  authenticate: 'Who the page is; the old front end never says it',
  subscribe: 'Notices of these groups as well; a new page has `all`, which is every notice',
  unsubscribe: 'No more notices of these groups',
  ping: 'Answered with `pong`',
  get_status: 'Answered with `status_response`',
  get_connections: 'Answered with `connection_stats`',
  broadcast_test: 'A notice to try a page with; answered with `broadcast_sent`',
};
const answerSummaries: Readonly<Record<keyof typeof oldAnswers, string>> = {
  connection_established: 'Notices come from now on',
  subscription_confirmed: 'The groups that the page has now',
  unsubscription_confirmed: 'The groups that the page has left',
  pong: 'The answer to `ping`',
  heartbeat: 'The line is open; every 20 seconds',
  status_response: 'Who is connected',
  error: 'A message was refused',
  connection_stats: 'Who is connected',
  broadcast_sent: 'The notice has been sent',
};
const noticeSummaries: Readonly<Record<keyof typeof noticeData, string>> = {
  ticket_created: 'A ticket was opened',
  ticket_status_change: 'A ticket has another status',
  maintenance_alert: 'A ticket of high priority was opened',
  machine_status_update: 'A machine does something else, or its times have changed',
  production_metric_update: 'Cuts were recorded, or a run has changed',
  dashboard_refresh: 'More has changed than is told one by one: read it anew',
};

const described = (schemas: Readonly<Record<string, TSchema>>, texts: Readonly<Record<string, string>>) =>
  Object.entries(schemas).map(([type, payload]): FrameDescription => ({ type, summary: texts[type] ?? type, payload }));
const only = (frames: readonly FrameDescription[], ...types: readonly string[]) =>
  frames.filter(({ type }) => types.includes(type));
const without = (frames: readonly FrameDescription[], ...types: readonly string[]) =>
  frames.filter(({ type }) => !types.includes(type));

const noticeFrames = Object.fromEntries(
  Object.entries(noticeData).map(([type, data]) => [type, frame(type, { data, timestamp })]),
);
const answers = described(oldAnswers, answerSummaries);
const OF_ADMINS = ['connection_stats', 'broadcast_sent'] as const;

/** What pages send to `/api/v1/ws`, and what they are sent. */
export const oldPageFrames: readonly FrameDescription[] = described(oldMessages, summaries);
export const oldServerFrames: readonly FrameDescription[] = [
  ...without(answers, ...OF_ADMINS),
  ...described(noticeFrames, noticeSummaries),
  { type: 'event', summary: 'What has no old word, to those who have signed in', payload: ownNotice },
];
/** What administrators send to `/api/v1/ws/admin`, and what they are sent. */
export const oldAdminFrames: readonly FrameDescription[] = [
  ...only(oldPageFrames, 'authenticate'),
  ...described(oldActions, summaries),
];
export const oldAdminAnswers: readonly FrameDescription[] = only(answers, 'error', ...OF_ADMINS);
