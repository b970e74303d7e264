/** What requests and answers about machines and places look like. */
import { Type } from 'typebox';
import {
  closed,
  cursorParameter,
  instantField,
  limitParameter,
  optionalFields,
  orNull,
  pageOf,
  versionField,
  versionGiven,
} from '../../platform/http/index.ts';
import { MACHINE_ID_LENGTH_MAX, MACHINE_ID_PATTERN, MACHINE_NAME_LENGTH_MAX } from './machines.rules.ts';
import { placeLevels } from './places.types.ts';

const HOURLY_COST_MAX = 1_000_000_000;
const MICRO_STOP_SECONDS_MAX = 86_400;

const name = Type.String({
  minLength: 1,
  maxLength: MACHINE_NAME_LENGTH_MAX,
  description: 'What people call it; white space is tidied.',
  examples: ['Mill 4'],
});
const criticality = Type.Enum(['A', 'B', 'C'], {
  description: 'A: its stop stops the factory; C: it can wait.',
  examples: ['A'],
});
const placeId = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'The site, area or line where it stands: an id of GET /api/v1/places.',
  examples: [3],
});
const label = (description: string, example: string) =>
  Type.String({ maxLength: 120, description, examples: [example] });
const details = {
  place_id: orNull(placeId),
  criticality: orNull(criticality),
  hourly_cost: orNull(
    Type.Number({
      minimum: 0,
      maximum: HOURLY_COST_MAX,
      description: "Cost of one hour's stop, in the factory's currency (setting `factory.currency`).",
      examples: [185.5],
    }),
  ),
  target_oee: orNull(
    Type.Number({ minimum: 0, maximum: 100, description: 'OEE aimed at, in percent.', examples: [75] }),
  ),
  micro_stop_seconds: orNull(
    Type.Number({
      minimum: 0,
      maximum: MICRO_STOP_SECONDS_MAX,
      description: 'Stops shorter than this many seconds are micro-stops.',
      examples: [120],
    }),
  ),
  manufacturer: orNull(label('Who built it.', 'Dreistern')),
  model: orNull(label('What the builder calls it.', 'P3 / 650')),
  serial_number: orNull(label('Number on its plate.', 'D-20113-07')),
  notes: orNull(Type.String({ maxLength: 4_000, description: 'Anything else that people should know.' })),
};

export const MachineParams = Type.Object({
  id: Type.String({
    minLength: 1,
    maxLength: 200,
    description: "The machine's id.",
    examples: ['6809f67ffc54c40ff1b489cf'],
  }),
});

export const MachineAnswer = Type.Object(
  {
    id: Type.String({
      description: "The source's own id, or one that MillDash made.",
      examples: ['6809f67ffc54c40ff1b489cf'],
    }),
    name,
    ...details,
    currency: Type.String({
      description: 'Currency of `hourly_cost`, ISO 4217: the setting `factory.currency`.',
      examples: ['GBP'],
    }),
    place_path: orNull(
      Type.String({ description: 'Names of site, area and line.', examples: ['Leeds / Roll forming / Line 1'] }),
    ),
    retired: Type.Boolean({ description: 'True while it is out of use; its history stays.' }),
    retired_at: orNull(instantField('When it was taken out of use.')),
    version: versionField,
    created_at: instantField('When it was made here.'),
    updated_at: instantField('When it was last changed.'),
  },
  { title: 'Machine' },
);
export const MachinePage = pageOf(MachineAnswer);

export const MachineLabelAnswer = Type.Object(
  {
    qr_text: Type.String({
      description: 'What the QR code says.',
      examples: ['milldash:machine:6809f67ffc54c40ff1b489cf'],
    }),
    path: Type.String({
      description: 'Where a program finds it on this server.',
      examples: ['/api/v1/machines/6809f67ffc54c40ff1b489cf'],
    }),
    machine_id: Type.String({ description: "The machine's id.", examples: ['6809f67ffc54c40ff1b489cf'] }),
    name,
    place_path: orNull(
      Type.String({ description: 'Names of site, area and line.', examples: ['Leeds / Roll forming / Line 1'] }),
    ),
    serial_number: orNull(Type.String({ description: 'Number on its plate.', examples: ['D-20113-07'] })),
  },
  { title: 'MachineLabel' },
);

export const MachineListQuery = Type.Object({
  text: Type.Optional(
    Type.String({ maxLength: 120, description: 'Part of the id, name, manufacturer, model or serial number.' }),
  ),
  place_id: Type.Optional(Type.Integer({ ...placeId, description: 'Machines at this place or anywhere inside it.' })),
  criticality: Type.Optional(criticality),
  retired: Type.Optional(Type.Boolean({ description: 'Only retired machines, or only those in use; absent: both.' })),
  cursor: cursorParameter,
  limit: limitParameter,
});

export const NewMachineBody = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        pattern: MACHINE_ID_PATTERN,
        errorMessage:
          'must be 1 to 64 characters without white space, control characters and / \\ , # + ? %, and not . or .. or all',
        maxLength: MACHINE_ID_LENGTH_MAX,
        description:
          'The id that the source of its data uses; one is made where absent. No white space, none of / \\ , # + ? %; not . or .. or all.',
        examples: ['6809f67ffc54c40ff1b489cf'],
      }),
    ),
    name,
    ...optionalFields(details),
  },
  { ...closed, title: 'NewMachine' },
);

export const MachineChangesBody = Type.Object(
  { name: Type.Optional(name), ...optionalFields(details), version: versionGiven },
  { ...closed, title: 'MachineChanges' },
);

const placeName = Type.String({
  minLength: 1,
  maxLength: 120,
  description: 'Unique among its siblings; case and white space make no difference.',
  examples: ['Roll forming'],
});
export const PlaceAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the place.', examples: [3] }),
    level: Type.Enum([...placeLevels], { description: 'A site has areas, an area has lines.' }),
    parent_id: orNull(Type.Integer({ description: 'The site of an area, the area of a line; null for a site.' })),
    name: placeName,
    version: versionField,
    created_at: instantField('When it was made.'),
    updated_at: instantField('When it was last changed.'),
  },
  { title: 'Place' },
);
export const PlacesAnswer = pageOf(PlaceAnswer);
export const NewPlaceBody = Type.Object(
  {
    name: placeName,
    parent_id: Type.Optional(
      orNull(
        Type.Integer({
          minimum: 1,
          maximum: Number.MAX_SAFE_INTEGER,
          description: 'A site for an area, an area for a line; null or absent: a site.',
        }),
      ),
    ),
  },
  { ...closed, title: 'NewPlace' },
);
export const PlaceChangesBody = Type.Object(
  { name: placeName, version: versionGiven },
  { ...closed, title: 'PlaceChanges' },
);
