/** The events of the connection to FourJaw, as others may rely on them. */
import { Type } from 'typebox';
import { instantField, orNull } from '../../platform/http/index.ts';
import { defineEventTypes, type EventTypeDefinition } from '../../platform/outbox/index.ts';
import { connections } from './events.ts';

const connection = Type.Enum([...connections]);
const count = Type.Integer();

export const fourjawEventTypes: readonly EventTypeDefinition[] = defineEventTypes(
  'fourjaw',
  {},
  {
    'connection-changed': [
      'FourJaw answers again, or does not any more.',
      { connection, before: connection, error: orNull(Type.String({ description: 'What went wrong.' })) },
    ],
    'sync-requested': ['Somebody asked for a poll.', { request: count }],
    'backfill-completed': [
      'The past was fetched.',
      {
        start_time: instantField('From then on.'),
        end_time: instantField('Until then.'),
        machines: count,
        inserted: count,
        updated: count,
        unchanged: count,
        refused: count,
      },
    ],
  },
);
