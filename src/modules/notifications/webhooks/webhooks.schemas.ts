/** What requests and answers about webhooks look like. */
import { Type } from 'typebox';
import {
  closed,
  cursorParameter,
  instantField,
  limitParameter,
  optionalFields,
  orNull,
  pageOf,
  versionField,
  versionGiven,
} from '../../../platform/http/index.ts';
import { URL_LENGTH_MAX } from './webhook-urls.rules.ts';

const NAME_LENGTH_MAX = 120;

const name = Type.String({
  minLength: 1,
  maxLength: NAME_LENGTH_MAX,
  description: 'What people call it: unique, case and white space make no difference.',
  examples: ['Shop-floor board'],
});
const url = Type.String({
  minLength: 1,
  maxLength: URL_LENGTH_MAX,
  description:
    'Where events are sent: https, or http where the setting `webhooks.allow_http` says so. Addresses inside the factory are called where `webhooks.private_networks` names them.',
  examples: ['https://hooks.example/milldash'],
});
const filters = {
  types: Type.Array(
    Type.String({
      maxLength: 121,
      pattern: '^([a-z0-9.-]{1,120}\\*?|\\*)$',
      errorMessage: 'must be an event type, and may end in *',
    }),
    {
      maxItems: 50,
      description: 'Only these types; a trailing `*` stands for any ending. Empty: all.',
      examples: [['com.milldash.ticket.*', 'com.milldash.stock.low']],
    },
  ),
  machine_ids: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    maxItems: 200,
    description: 'Only events about these machines. Empty: all, and events about no machine too.',
    examples: [['6809f67ffc54c40ff1b489cf']],
  }),
  people_events: Type.Boolean({
    description:
      'Whether events of accounts, sessions and API keys are sent too. Only who has users:manage can say so, and they are sent only as long as that account has it.',
  }),
};

export const WebhookParams = Type.Object({
  id: Type.String({
    pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
    errorMessage: 'must be a UUID in small letters',
    maxLength: 36,
    description: 'UUID of the webhook.',
  }),
});

const answerFields = {
  id: Type.String({ description: 'UUID of the webhook.', examples: ['019bc0de-7a10-7c3e-9c0a-5b1f3f0d2a11'] }),
  name,
  url,
  ...filters,
  state: Type.Enum(['active', 'paused', 'deactivated'], {
    description: 'Nothing is sent unless it is active. MillDash itself deactivates one whose receiver is no more.',
  }),
  deactivated_because: orNull(
    Type.Enum(['gone', 'failing'], {
      description: '`gone`: the receiver answered 410. `failing`: nothing has been taken for days.',
    }),
  ),
  failing_since: orNull(
    instantField('When the first of the attempts failed that have all failed since; null while it works.'),
  ),
  failures: Type.Integer({
    description: 'Attempts that have failed since the last one that went well.',
    examples: [0],
  }),
  held_until: orNull(instantField('The receiver has asked for silence until then (Retry-After).')),
  last_success_at: orNull(instantField('When an event was last taken.')),
  last_failure_at: orNull(instantField('When an attempt last failed.')),
  last_sequence: Type.Integer({
    description: 'Sequence of the last event that was decided about: taken, waiting to be tried again, or not wanted.',
    examples: [4711],
  }),
  old_secret_until: orNull(instantField('Until when the secret before signs too; null where there is none.')),
  created_by: Type.String({ description: 'Who made it.', examples: ['alice@northmills.example'] }),
  version: versionField,
  created_at: instantField('When it was made.'),
  updated_at: instantField('When somebody last changed it.'),
};

export const WebhookAnswer = Type.Object(answerFields, { title: 'Webhook' });
export const WebhookPage = pageOf(WebhookAnswer);

export const WebhookSecretAnswer = Type.Object(
  {
    ...answerFields,
    secret: Type.String({
      description: 'Signs what is sent, as Standard Webhooks says. Shown this once.',
      examples: ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'],
    }),
  },
  { title: 'WebhookWithSecret' },
);

export const WebhookListQuery = Type.Object({ cursor: cursorParameter, limit: limitParameter });

export const NewWebhookBody = Type.Object(
  { name, url, ...optionalFields(filters) },
  { ...closed, title: 'NewWebhook' },
);

export const WebhookChangesBody = Type.Object(
  { ...optionalFields({ name, url, ...filters }), version: versionGiven },
  { ...closed, title: 'WebhookChanges' },
);

export const PauseBody = Type.Union([
  Type.Object(
    { reason: Type.Optional(Type.String({ maxLength: 500, description: 'Why; kept in the audit.' })) },
    closed,
  ),
  Type.Null(),
]);

export const ResumeBody = Type.Union([
  Type.Object(
    {
      from: Type.Optional(
        Type.Enum(['where-it-stopped', 'now'], {
          default: 'where-it-stopped',
          description: 'Whether what happened meanwhile is sent, or only what happens from now on.',
        }),
      ),
    },
    closed,
  ),
  Type.Null(),
]);
