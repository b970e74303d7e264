/** What requests and answers about the reason catalogue look like. */
import { Type } from 'typebox';
import {
  closed,
  cursorParameter,
  instantField,
  limitParameter,
  pageOf,
  versionField,
  versionGiven,
} from '../../../platform/http/index.ts';
import { REASON_NAME_LENGTH_MAX, reasonGroups } from './reasons.rules.ts';

const group = Type.Enum([...reasonGroups], {
  description: 'Kind of stop: what reports and rules go by.',
  examples: ['maintenance'],
});
const name = Type.String({
  minLength: 1,
  maxLength: REASON_NAME_LENGTH_MAX,
  description: 'What the factory calls it; unique without regard to case and white space.',
  examples: ['Coil change'],
});
const reasonId = (description: string) => Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description });

export const ReasonAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the reason.', examples: [12] }),
    name,
    group,
    named_by_person: Type.Boolean({ description: 'False while the name is only what a source wrote.' }),
    aliases: Type.Array(
      Type.Object({
        id: Type.Integer({ description: 'Number of the text.', examples: [31] }),
        text: Type.String({
          description: 'The least of its spellings; empty: periods without a reason.',
          examples: ['Coil Change'],
        }),
      }),
      { description: 'Texts of the sources that mean this reason.' },
    ),
    version: versionField,
    created_at: instantField('When it was first seen or made.'),
    updated_at: instantField('When it was last changed.'),
  },
  { title: 'DowntimeReason' },
);
export const ReasonPage = pageOf(ReasonAnswer);

export const ReasonListQuery = Type.Object({
  text: Type.Optional(Type.String({ maxLength: 120, description: 'Part of the name; case does not matter.' })),
  group: Type.Optional(group),
  cursor: cursorParameter,
  limit: limitParameter,
});

export const ReasonChangesBody = Type.Object(
  { name: Type.Optional(name), group: Type.Optional(group), version: versionGiven },
  { ...closed, title: 'DowntimeReasonChanges' },
);
export const MergeBody = Type.Object({ into: reasonId('The reason that its texts mean from now on.') }, closed);
export const MoveBody = Type.Object({ reason_id: reasonId('The reason that the text means from now on.') }, closed);
export const SplitBody = Type.Union([
  Type.Object(
    { name: Type.Optional({ ...name, description: 'Name of the new reason; the text itself where absent.' }) },
    closed,
  ),
  Type.Null(),
]);
