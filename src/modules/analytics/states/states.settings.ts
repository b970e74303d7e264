/** What the factory can set about the states of machines. */
import { Type } from 'typebox';
import { defineSetting } from '../../../platform/settings/index.ts';

export const stateGraceSeconds = defineSetting({
  key: 'machine_states.grace_seconds',
  schema: Type.Integer({ minimum: 0, maximum: 3_600 }),
  default: 120,
  unit: 'seconds',
  description:
    'How long after a start silence proves nothing: what machines sent while MillDash was down is still on its way. So long no machine is told to be idle, off shift or without data because nothing came; what machines report is told at once.',
});
