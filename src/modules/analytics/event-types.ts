/** The events of what machines do, as others may rely on them. */
import { Type } from 'typebox';
import { instantField, orNull } from '../../platform/http/index.ts';
import { defineEventTypes, type EventTypeDefinition } from '../../platform/outbox/index.ts';

const status = Type.String({ description: 'As the dashboard names it.', examples: ['running'] });

export const analyticsEventTypes: readonly EventTypeDefinition[] = defineEventTypes(
  'machine',
  {
    machine_id: Type.String({ description: 'Id of the machine.' }),
    name: Type.String(),
    criticality: orNull(Type.Enum(['A', 'B', 'C'])),
    status,
    previous_status: orNull(Type.String({ description: 'Null where nothing was known.' })),
    since: orNull(instantField('Since when it does so.')),
    previous_since: orNull(instantField('Since when it did what it did before.')),
    reason: orNull(Type.String({ description: 'Why it stands; null where nobody gave a reason.' })),
  },
  { 'status-changed': 'A machine does something else.' },
);
