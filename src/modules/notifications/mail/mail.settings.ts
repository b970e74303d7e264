/** What the factory can set about e-mail. */
import { Type } from 'typebox';
import { defineSetting, type SettingDefinition } from '../../../platform/settings/index.ts';

export const publicUrl = defineSetting({
  key: 'mail.public_url',
  schema: Type.String({
    maxLength: 300,
    pattern: '^(https?://[^\\s/?#]+(/[^\\s?#]*)?)?$',
    errorMessage: 'must be an address such as https://milldash.example, or empty',
  }),
  default: '',
  description: 'Where people reach MillDash: what links in e-mail begin with. Empty: e-mail has no links.',
});

export const digestAfter = defineSetting({
  key: 'mail.digest_after',
  schema: Type.Integer({ minimum: 1, maximum: 50 }),
  default: 5,
  unit: 'messages',
  description:
    'How many messages somebody is sent in a quarter of an hour at most; what comes beyond them goes together in one.',
});

export const mailLogDays = defineSetting({
  key: 'mail.log_days',
  schema: Type.Integer({ minimum: 1, maximum: 365 }),
  default: 14,
  unit: 'days',
  description: 'How long what was sent, or could not be, is kept.',
});

export const mailSettings: readonly SettingDefinition[] = [publicUrl, digestAfter, mailLogDays];
