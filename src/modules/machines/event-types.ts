/** The events of machines, places and files, as others may rely on them. */
import { Type } from 'typebox';
import { orNull, versionField } from '../../platform/http/index.ts';
import { defineEventTypes, type EventTypeDefinition } from '../../platform/outbox/index.ts';

const machineId = Type.String({ description: 'Id of the machine.', examples: ['6809f67ffc54c40ff1b489cf'] });
const changed = Type.Array(Type.String(), { description: 'Names of the fields that changed.' });

export const machineEventTypes: readonly EventTypeDefinition[] = [
  ...defineEventTypes(
    'machine',
    {
      machine_id: machineId,
      name: Type.String(),
      place_id: orNull(Type.Integer({ description: 'The line, area or site that it stands in.' })),
      criticality: orNull(Type.Enum(['A', 'B', 'C'], { description: 'A: the factory stands still without it.' })),
      retired: Type.Boolean({ description: 'Out of use.' }),
      version: versionField,
    },
    {
      created: 'A machine was made.',
      changed: ['A machine was changed.', { changed }],
      retired: 'A machine went out of use.',
      reinstated: 'A machine is in use again.',
    },
  ),
  ...defineEventTypes(
    'place',
    {
      place_id: Type.Integer(),
      level: Type.String({ description: 'site, area or line.', examples: ['line'] }),
      parent_id: orNull(Type.Integer({ description: 'The place that it is in.' })),
      name: Type.String(),
    },
    {
      created: 'A site, area or line was made.',
      renamed: 'A place has another name.',
      removed: 'A place was removed.',
    },
  ),
  ...defineEventTypes(
    'file',
    {
      file_id: Type.String(),
      machine_id: machineId,
      name: Type.String(),
      media_type: Type.String({ examples: ['application/pdf'] }),
      size_bytes: Type.Integer(),
    },
    { added: 'A file was added to a machine.', removed: 'A file of a machine was removed.' },
  ),
];
