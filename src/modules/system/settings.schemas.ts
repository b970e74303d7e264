/** What requests and answers about settings look like. */
import { Type } from 'typebox';
import { closed, instantField, orNull, pageOf, versionGiven } from '../../platform/http/index.ts';

export const SettingParams = Type.Object({
  key: Type.String({
    minLength: 1,
    maxLength: 100,
    description: 'Key of the setting.',
    examples: ['retention.events_days'],
  }),
});

export const SettingAnswer = Type.Object(
  {
    key: Type.String({ description: 'Key of the setting.', examples: ['retention.events_days'] }),
    value: Type.Unknown({ description: 'In force now.', examples: [90] }),
    default: Type.Unknown({ description: 'In force while nobody has set another value.', examples: [90] }),
    is_default: Type.Boolean({ description: 'True while the default is in force.' }),
    unit: orNull(Type.String({ description: 'Unit of a number.', examples: ['days'] })),
    description: Type.String({ description: 'What changes with it.' }),
    allowed: Type.Unknown({ description: 'JSON Schema of the values that are allowed.' }),
    version: Type.Integer({ description: 'Counts the changes; 0 while there was none.', examples: [2] }),
    updated_at: orNull(instantField('When it was last changed; null for never.')),
    updated_by: orNull(Type.String({ description: 'Who changed it last.', examples: ['alice@northmills.example'] })),
  },
  { title: 'Setting' },
);
export const SettingsAnswer = pageOf(SettingAnswer);

export const SettingBody = Type.Object(
  {
    value: Type.Unknown({ description: 'The new value; see `allowed` of the setting.', examples: [180] }),
    version: Type.Optional({ ...versionGiven, minimum: 0 }),
  },
  { ...closed, title: 'SettingChange' },
);
