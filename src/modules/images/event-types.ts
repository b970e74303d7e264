/** The events of pictures, as others may rely on them. */
import { Type } from 'typebox';
import { defineEventTypes, type EventTypeDefinition } from '../../platform/outbox/index.ts';

export const imageEventTypes: readonly EventTypeDefinition[] = defineEventTypes(
  'image',
  { image_ids: Type.Array(Type.Integer()) },
  {
    lost: 'Files of pictures are not there; one for all that a sweep finds at once.',
    found: 'Files of pictures that were lost are there again.',
  },
);
