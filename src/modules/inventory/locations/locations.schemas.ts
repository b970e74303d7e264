/** What requests and answers about locations look like. */
import { Type } from 'typebox';
import {
  closed,
  cursorParameter,
  idParams,
  instantField,
  limitParameter,
  optionalFields,
  orNull,
  pageOf,
  versionField,
  versionGiven,
} from '../../../platform/http/index.ts';

const name = Type.String({
  minLength: 1,
  maxLength: 120,
  description: 'What people call it: unique, case and white space make no difference.',
  examples: ['Main store'],
});
const details = {
  notes: orNull(Type.String({ maxLength: 4_000, description: 'Anything else that people should know.' })),
};

export const LocationParams = idParams('location');

export const LocationAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the location.', examples: [3] }),
    name,
    ...details,
    retired: Type.Boolean({ description: 'Out of use: nothing comes in, what is left can go.' }),
    retired_at: orNull(instantField('When it was taken out of use.')),
    version: versionField,
    created_at: instantField('When it was made.'),
    updated_at: instantField('When it was last changed.'),
  },
  { title: 'Location' },
);
export const LocationPage = pageOf(LocationAnswer);

export const LocationListQuery = Type.Object({
  text: Type.Optional(Type.String({ maxLength: 120, description: 'Part of the name.' })),
  retired: Type.Optional(Type.Boolean({ description: 'Only those out of use, or only those in use; absent: both.' })),
  cursor: cursorParameter,
  limit: limitParameter,
});

export const NewLocationBody = Type.Object({ name, ...optionalFields(details) }, { ...closed, title: 'NewLocation' });
export const LocationChangesBody = Type.Object(
  { name: Type.Optional(name), ...optionalFields(details), version: versionGiven },
  { ...closed, title: 'LocationChanges' },
);
