/** The events of products, runs and cuts, as others may rely on them. */
import { Type } from 'typebox';
import { instantField, orNull, versionField } from '../../platform/http/index.ts';
import { defineEventTypes, type EventTypeDefinition } from '../../platform/outbox/index.ts';

const machineId = Type.String({ description: 'Id of the machine.' });
const changed = Type.Array(Type.String(), { description: 'Names of the fields that changed.' });
const pieces = (description: string) => orNull(Type.Integer({ description }));
const product = {
  product_id: Type.Integer(),
  product_name: Type.String(),
  product_code: orNull(Type.String()),
};

export const productionEventTypes: readonly EventTypeDefinition[] = [
  ...defineEventTypes(
    'product',
    {
      ...product,
      ideal_cycle_seconds: orNull(Type.Number({ description: 'Seconds that one piece takes at best.' })),
      retired: Type.Boolean({ description: 'Out of use.' }),
      version: versionField,
    },
    {
      created: 'A product was made.',
      changed: ['A product was changed.', { changed }],
      retired: 'A product went out of use.',
      reinstated: 'A product is in use again.',
    },
  ),
  ...defineEventTypes(
    'run',
    {
      ...product,
      run_id: Type.Integer(),
      machine_id: machineId,
      target_quantity: pieces('Pieces that it is to make.'),
      status: Type.String({ examples: ['active'] }),
      start_time: instantField('Its begin.'),
      end_time: orNull(instantField('Its end; null while it goes on.')),
      good_count: pieces('Good pieces, where somebody has said so; the two below alike.'),
      scrap_count: pieces('Scrap.'),
      total_count: pieces('All pieces.'),
      scrap_length: orNull(Type.Number({ description: 'Length of material that was scrapped.' })),
      version: versionField,
    },
    {
      started: 'A run began on a machine.',
      completed: 'A run has ended, and its pieces are counted.',
      changed: ['A run was corrected.', { changed }],
    },
  ),
  ...defineEventTypes(
    'run',
    {
      machine_id: machineId,
      runs: Type.Integer(),
      first_run_id: Type.Integer(),
      last_run_id: Type.Integer(),
      start_time: instantField('Begin of the first of them.'),
      end_time: orNull(instantField('End of the last of them.')),
    },
    { recorded: 'Runs that were over already were recorded; one a batch and machine.' },
  ),
  ...defineEventTypes(
    'cuts',
    {
      machine_id: machineId,
      cut_count: Type.Integer({ description: 'Pieces.' }),
      events: Type.Integer({ description: 'Cuts that were new.' }),
      duplicates: Type.Integer({ description: 'Cuts that were there already.' }),
      first_cut_at: instantField('The first of those that were new.'),
      last_cut_at: instantField('The last of them.'),
      source: Type.String({ description: 'Who told of them.', examples: ['api-key:Line 1'] }),
    },
    { recorded: 'A machine has made cuts; one a committed batch and machine.' },
  ),
];
