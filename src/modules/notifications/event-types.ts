/** The events of webhooks and of the relay to MQTT, as others may rely on them. */
import { Type } from 'typebox';
import { instantField, versionField } from '../../platform/http/index.ts';
import { defineEventTypes, type EventTypeDefinition } from '../../platform/outbox/index.ts';

const sequence = (description: string) => Type.Integer({ description });
const skipped = {
  from: sequence('The last event that went out before the gap.'),
  to: sequence('The last event of the gap.'),
};
const version = { version: versionField };

export const notificationEventTypes: readonly EventTypeDefinition[] = [
  ...defineEventTypes(
    'webhook',
    { webhook_id: Type.String(), name: Type.String() },
    {
      created: ['A webhook was made.', version],
      changed: ['A webhook was changed.', { ...version, changed: Type.Array(Type.String()) }],
      'secret-rotated': [
        'A webhook has a new secret.',
        { ...version, old_secret_until: instantField('Until then the one before signs too.') },
      ],
      paused: ['A webhook was paused by somebody.', version],
      resumed: [
        'A webhook goes on.',
        { ...version, from: Type.String({ description: 'Where it goes on: `where-it-stopped` or `now`.' }) },
      ],
      deactivated: [
        'A webhook was deactivated because its receiver failed for long, or said that it is gone.',
        {
          ...version,
          reason: Type.Enum(['gone', 'failing']),
          failing_since: instantField('Since when no attempt went well.'),
          failures: Type.Integer({ description: 'Failed attempts in a row.' }),
        },
      ],
      replayed: [
        'Somebody asked for events to be sent again.',
        { from: sequence('From the event behind this one.'), to: sequence('Up to this one.') },
      ],
      tested: 'Somebody tried a webhook.',
      skipped: ['A webhook has missed events that are not kept any more.', skipped],
      deleted: 'A webhook was deleted.',
    },
  ),
  ...defineEventTypes(
    'event-relay',
    { relay: Type.String({ description: '`broker`, or `embedded:` and the name of the process.' }), ...skipped },
    {
      skipped: [
        'Events did not go out by MQTT.',
        { reason: Type.Enum(['pruned', 'too-far-behind'], { description: '`pruned`: they are not kept any more.' }) },
      ],
    },
  ),
];
