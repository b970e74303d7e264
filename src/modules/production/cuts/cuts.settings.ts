/** What the factory can set about cuts. */
import { Type } from 'typebox';
import { defineSetting } from '../../../platform/settings/index.ts';

export const cutFutureSeconds = defineSetting({
  key: 'cuts.future_seconds',
  schema: Type.Integer({ minimum: 0, maximum: 86_400 }),
  default: 300,
  unit: 'seconds',
  description:
    'How far the clock of a machine may be ahead: a cut that lies further in the future is refused, for it would count tomorrow.',
});
