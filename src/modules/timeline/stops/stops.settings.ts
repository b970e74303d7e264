/** What the factory can set about stops and who explains them. */
import { Type } from 'typebox';
import { defineSetting } from '../../../platform/settings/index.ts';

export const operatorHours = defineSetting({
  key: 'stops.operator_hours',
  schema: Type.Integer({ minimum: 1, maximum: 8_760 }),
  default: 24,
  unit: 'hours',
  description:
    'How long after the end of a stop operators can still say why the machine stood. Technicians, supervisors and administrators always can.',
});
