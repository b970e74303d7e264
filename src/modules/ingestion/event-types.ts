/** The events of loaded files and of dead letters, as others may rely on them. */
import { Type } from 'typebox';
import { instantField, orNull } from '../../platform/http/index.ts';
import { defineEventTypes, type EventTypeDefinition } from '../../platform/outbox/index.ts';

const count = (description: string) => Type.Integer({ description });

export const ingestionEventTypes: readonly EventTypeDefinition[] = [
  ...defineEventTypes(
    'ingestion',
    {
      file: Type.String({ description: 'Base name of the file.' }),
      source: Type.String({ description: 'Who loaded it, and how.' }),
      rows: count('Rows below the first line.'),
      inserted: count('Rows that are new.'),
      updated: count('Rows that were there and are different now.'),
      unchanged: count('Rows that were there.'),
      repeated: count('Rows that the file has more than once.'),
      refused: count('Rows that could not be used.'),
      start_time: orNull(instantField('Begin of the first period.')),
      end_time: orNull(instantField('End of the last one.')),
    },
    {
      completed: 'A file of status periods was loaded.',
      stopped: 'A file of status periods was not read to its end; what was read is stored.',
    },
  ),
  ...defineEventTypes(
    'dead-letter',
    {},
    {
      kept: [
        'Messages of machines could not be used, and are kept; one a batch.',
        { letters: count('How many.'), by_reason: Type.Record(Type.String(), Type.Integer()) },
      ],
      replayed: [
        'Dead letters were tried again.',
        { accepted: count('Stored now, and gone from the letters.'), refused: count('Still of no use.') },
      ],
      removed: ['Dead letters were removed, by somebody or by their limits.', { letters: count('How many.') }],
    },
  ),
];
