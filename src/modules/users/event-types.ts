/**
 * The events of accounts, sessions and API keys, for those with `users:manage` only and never by MQTT, and of what people
 * save for themselves.
 */
import { Type } from 'typebox';
import { defineEventTypes, type EventTypeDefinition } from '../../platform/outbox/index.ts';

const session = { session_id: Type.String(), user_id: Type.Integer() };
const apiKey = { api_key_id: Type.String({ description: 'Id of the key, not the key.' }) };

export const userEventTypes: readonly EventTypeDefinition[] = [
  ...defineEventTypes(
    'user',
    {
      user_id: Type.Integer(),
      access_role: Type.String({ examples: ['TECHNICIAN'] }),
      disabled: Type.Boolean(),
    },
    {
      created: 'An account was made.',
      changed: 'Name or address of an account was changed.',
      'role-changed': 'An account has another role.',
      disabled: 'An account can sign in no more.',
      enabled: 'A disabled account can sign in again.',
      activated: 'An invited person has set a password.',
      'password-changed': 'A password was changed.',
      'link-created': 'A one-time link to set a password was made.',
      'notifications-changed': 'A person has chosen what they are sent by e-mail.',
    },
  ),
  ...defineEventTypes(
    'view',
    {
      view_id: Type.Integer({ description: 'Number of the saved view.' }),
      user_id: Type.Integer({ description: 'Whose it is.' }),
      page: Type.String({ description: 'Which page of the interface it is of.', examples: ['tickets'] }),
      shared: Type.Boolean({ description: 'Whether others see it.' }),
    },
    {
      created: 'A person has saved a view.',
      changed: 'A saved view was changed.',
      deleted: 'A saved view was deleted.',
    },
  ),
  ...defineEventTypes('session', session, {
    started: 'Somebody signed in.',
    ended: ['A session ended.', { reason: Type.String({ description: 'Why it ended.', examples: ['signed-out'] }) }],
  }),
  ...defineEventTypes('api-key', apiKey, {
    created: ['An API key was made.', { scopes: Type.Array(Type.String({ description: 'A permission.' })) }],
    revoked: 'An API key was revoked.',
  }),
];
