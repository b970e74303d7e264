/** The events of components, locations, stock and spare parts, as others may rely on them. */
import { Type } from 'typebox';
import { orNull, versionField } from '../../platform/http/index.ts';
import { defineEventTypes, type EventTypeDefinition } from '../../platform/outbox/index.ts';

const component = { component_id: Type.Integer(), component_name: Type.String() };
const location = { location_id: Type.Integer(), location_name: Type.String() };
const onHand = Type.Number({ description: 'What is there afterwards, in units of the component.' });
const retired = Type.Boolean({ description: 'Out of use.' });
const changed = Type.Array(Type.String(), { description: 'Names of the fields that changed.' });
const said = {
  reason: orNull(Type.String({ description: 'Why, where somebody said so.' })),
  reference: orNull(Type.String({ description: 'A number of another paper.' })),
};
const movement = {
  ...component,
  ...location,
  ...said,
  movement_id: Type.Integer(),
  kind: Type.String({ description: 'opening, receive, issue, return or adjust.', examples: ['issue'] }),
  quantity: Type.Number({ description: 'What came to it; negative: what was taken.' }),
  on_hand: onHand,
  ticket_id: orNull(Type.Integer({ description: 'For which ticket.' })),
};
const end = Type.Object({ ...location, on_hand: onHand });
const reservation = {
  ...component,
  ...location,
  ticket_id: Type.Integer(),
  quantity: Type.Number(),
  open: Type.Number({ description: 'What the ticket has set aside there afterwards.' }),
};

export const inventoryEventTypes: readonly EventTypeDefinition[] = [
  ...defineEventTypes(
    'component',
    {
      ...component,
      stock_code: orNull(Type.String()),
      category: orNull(Type.String()),
      current_stock: Type.Number({ description: 'At all locations together.' }),
      retired,
      version: versionField,
    },
    {
      created: 'A component was made.',
      changed: ['A component was changed.', { changed }],
      retired: 'A component went out of use.',
      reinstated: 'A component is in use again.',
    },
  ),
  ...defineEventTypes(
    'location',
    { location_id: Type.Integer(), name: Type.String(), retired, version: versionField },
    {
      created: 'A location of the store was made.',
      changed: 'A location was changed.',
      retired: 'A location went out of use.',
      reinstated: 'A location is in use again.',
    },
  ),
  ...defineEventTypes('stock', movement, {
    received: 'Components came into the store.',
    issued: [
      'Components were taken out of the store.',
      { from_reserved: Type.Number({ description: 'What of it had been set aside for the ticket.' }) },
    ],
    returned: 'Components came back.',
    adjusted: 'The stock was corrected.',
  }),
  ...defineEventTypes(
    'stock',
    { ...component, ...said, group_id: orNull(Type.String()), quantity: Type.Number(), from: end, to: end },
    { transferred: 'Components were brought to another location.' },
  ),
  ...defineEventTypes(
    'stock',
    {
      ...location,
      ...said,
      group_id: Type.String(),
      counted: Type.Integer({ description: 'Components that were counted.' }),
      differences: Type.Array(Type.Object({ component_id: Type.Integer(), quantity: Type.Number(), on_hand: onHand }), {
        description: 'Those of which the stock was not what the ledger said.',
      }),
    },
    { counted: 'A stocktake at a location was recorded.' },
  ),
  ...defineEventTypes('stock', reservation, {
    reserved: 'Components were set aside for a ticket.',
    released: [
      'What was set aside is free again.',
      {
        because: Type.Enum(['asked', 'shortage'], { description: '`shortage`: fewer are there than were set aside.' }),
      },
    ],
  }),
  ...defineEventTypes(
    'stock',
    { ...component, ...location, on_hand: onHand, uses: Type.Integer({ description: 'Movements of its past.' }) },
    { 'taken-over': 'The stock of a component came from another system.' },
  ),
  ...defineEventTypes(
    'stock',
    {
      ...component,
      ...location,
      stock_code: orNull(Type.String()),
      unit: orNull(Type.String()),
      on_hand: onHand,
      minimum: Type.Number(),
      shortage: Type.Number({ description: 'What is missing to the minimum.' }),
    },
    { low: 'A component fell below its minimum at a location; once each time.' },
  ),
  ...defineEventTypes(
    'stock',
    { ...component, ...location, minimum: orNull(Type.Number()), maximum: orNull(Type.Number()) },
    { 'limits-set': 'Minimum and maximum of a component at a location were set.' },
  ),
  ...defineEventTypes(
    'spare-part',
    { ...component, machine_id: Type.String({ description: 'Id of the machine.' }) },
    {
      set: [
        'A component was put on the spare parts list of a machine, or changed there.',
        { recommended_quantity: orNull(Type.Number()) },
      ],
      removed: 'A component was taken from the spare parts list of a machine.',
    },
  ),
];
