/** The events of status periods, downtime reasons and shifts, as others may rely on them. */
import { Type } from 'typebox';
import { dateField, instantField, orNull, versionField } from '../../platform/http/index.ts';
import { defineEventTypes, type EventTypeDefinition } from '../../platform/outbox/index.ts';

const machineId = Type.String({ description: 'Id of the machine.' });
const scope = {
  place_id: orNull(Type.Integer({ description: 'Where it holds; null: not for a place.' })),
  machine_id: orNull(Type.String({ description: 'The machine for which it holds; null: not for a single one.' })),
};
const exception = {
  ...scope,
  exception_id: Type.Integer(),
  date: dateField('The local date.'),
  closed: Type.Boolean({ description: 'No shift on that day.' }),
};

export const timelineEventTypes: readonly EventTypeDefinition[] = [
  ...defineEventTypes(
    'timeline',
    {
      machine_id: machineId,
      inserted: Type.Integer({ description: 'Periods that are new.' }),
      updated: Type.Integer({ description: 'Periods that were there and are different now.' }),
      removed: Type.Integer({ description: 'Periods that another machine has now.' }),
      start_time: instantField('From then on the time of the machine may look different.'),
      end_time: orNull(instantField('Until then; null: with an open period.')),
      source: Type.String({ description: 'Where they come from.', examples: ['fourjaw'] }),
    },
    { 'periods-recorded': 'Status periods of a machine were recorded or corrected; one a batch and machine.' },
  ),
  ...defineEventTypes(
    'timeline',
    {
      machine_id: machineId,
      period_id: Type.String({ description: 'Id of the status period.' }),
      start_time: instantField('When the stop began.'),
      end_time: orNull(instantField('When it ended; null while it lasts.')),
      reason_id: orNull(Type.Integer({ description: 'Null where what was said is taken back.' })),
      reason: orNull(Type.String({ description: 'As the catalogue names it.', examples: ['Coil Change'] })),
      group: orNull(Type.String({ description: 'maintenance, planned, operator, micro or other.' })),
      version: versionField,
    },
    {
      'stop-explained':
        'A person said why a machine stood, or took it back. `periods-recorded` with the source `person` comes with it.',
    },
  ),
  ...defineEventTypes(
    'reason',
    {
      reason_id: Type.Integer(),
      name: Type.String(),
      group: Type.String({ description: 'maintenance, planned, operator, micro or other.', examples: ['maintenance'] }),
      version: versionField,
    },
    {
      added: 'A downtime reason was added to the catalogue, by a person or because a source said it.',
      changed: 'A downtime reason was changed, or has taken another in.',
      removed: 'A downtime reason was removed, or taken into another.',
    },
  ),
  ...defineEventTypes(
    'shift-calendar',
    {
      ...scope,
      calendar_id: Type.Integer(),
      valid_from: dateField('The first local date for which it holds.'),
      version: versionField,
    },
    {
      created: 'A shift calendar was made.',
      changed: 'A shift calendar was changed; sums are worked out again.',
      removed: 'A shift calendar was removed.',
    },
  ),
  ...defineEventTypes('shift-calendar', exception, {
    'exception-created': 'A day has other shifts than the calendar says.',
    'exception-changed': 'The exception of a day was changed.',
    'exception-removed': 'A day has the shifts of the calendar again.',
  }),
  ...defineEventTypes(
    'shift-calendar',
    { zone: Type.String({ examples: ['Europe/London'] }), previous_zone: Type.String() },
    { 'zone-changed': "The factory's time zone is another one." },
  ),
];
