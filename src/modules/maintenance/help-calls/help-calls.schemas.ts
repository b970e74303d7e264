/** What requests and answers about calls for help look like. */
import { Type } from 'typebox';
import {
  closed,
  cursorParameter,
  idParams,
  instantField,
  limitParameter,
  orNull,
  pageOf,
  textOrNull,
  versionField,
} from '../../../platform/http/index.ts';
import { helpCallStatuses, helpKinds } from './help-calls.types.ts';

const TEXT_LENGTH_MAX = 500;
const MACHINE_ID_LENGTH_MAX = 200;

export const HelpCallParams = idParams('call');

const kind = Type.Enum([...helpKinds], { description: 'Who is needed.', examples: ['maintenance'] });

export const NewHelpCallBody = Type.Object(
  {
    machine_id: Type.String({
      minLength: 1,
      maxLength: MACHINE_ID_LENGTH_MAX,
      description: 'Where help is needed.',
      examples: ['6809f67ffc54c40ff1b489cf'],
    }),
    kind,
    text: Type.Optional(orNull(Type.String({ maxLength: TEXT_LENGTH_MAX, description: 'What for.' }))),
  },
  { ...closed, title: 'NewHelpCall' },
);

export const HelpCallListQuery = Type.Object({
  open: Type.Optional(
    Type.Boolean({ description: 'True: those that wait; false: those that are over. Default: both.' }),
  ),
  machine_ids: Type.Optional(
    Type.Array(Type.String({ maxLength: MACHINE_ID_LENGTH_MAX }), {
      maxItems: 1_000,
      description: 'At these machines; all where absent. Repeats, `machine_ids[]` and commas are understood.',
    }),
  ),
  kind: Type.Optional(kind),
  cursor: cursorParameter,
  limit: limitParameter,
});

const person = Type.Object({
  id: orNull(Type.Integer({ description: 'Number of the account; null for a program.' })),
  name: Type.String({ examples: ['Ada Stone'] }),
});
export const HelpCallAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the call.', examples: [7] }),
    machine_id: Type.String({ examples: ['6809f67ffc54c40ff1b489cf'] }),
    kind,
    text: textOrNull(Type.String({ description: 'What for.' })),
    status: Type.Enum([...helpCallStatuses], {
      description: '`open`: nobody has answered yet; `answered`: somebody is coming; the others are over.',
    }),
    called_at: instantField('When somebody called.'),
    called_by: person,
    answered_at: textOrNull(instantField('Since when somebody is coming; null while nobody is.')),
    answered_by: orNull(person),
    ended_at: textOrNull(instantField('When it was closed or cancelled; null while it waits.')),
    ended_by: orNull(person),
    version: versionField,
  },
  { title: 'HelpCall' },
);
export const HelpCallPageAnswer = pageOf(HelpCallAnswer);
