/** What the factory can set about its machines. */
import { Type } from 'typebox';
import { defineSetting } from '../../platform/settings/index.ts';

export const currency = defineSetting({
  key: 'factory.currency',
  schema: Type.String({ pattern: '^[A-Z]{3}$', maxLength: 3 }),
  default: 'GBP',
  description: 'Currency of the hourly cost of machines, as an ISO 4217 code. Amounts are not converted.',
});
