/** What the factory says of itself as a whole. */
import { Type } from 'typebox';
import { defineSetting } from '../../platform/settings/index.ts';

export const factoryName = defineSetting({
  key: 'factory.name',
  schema: Type.String({ maxLength: 100 }),
  default: '',
  description: 'Name of the factory, as it stands above every screen and on what is printed; empty for none.',
});

export const oeeTarget = defineSetting({
  key: 'factory.oee_target',
  schema: Type.Number({ minimum: 1, maximum: 100 }),
  default: 60,
  unit: 'percent',
  description: 'OEE that machines without a target of their own are held against.',
});
