/** What the factory can set about its figures. */
import { Type } from 'typebox';
import { defineSetting } from '../../platform/settings/index.ts';

export const longStopSeconds = defineSetting({
  key: 'analytics.long_stop_seconds',
  schema: Type.Integer({ minimum: 1, maximum: 604_800 }),
  default: 3_600,
  unit: 'seconds',
  description: 'Stops that lasted longer are listed one by one, where a question names no limit of its own.',
});
