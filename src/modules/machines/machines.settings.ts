/** What the factory can set about its machines. */
import { Type } from 'typebox';
import { defineSetting } from '../../platform/settings/index.ts';

export const currency = defineSetting({
  key: 'factory.currency',
  schema: Type.String({ pattern: '^[A-Z]{3}$', errorMessage: 'must be three capital letters', maxLength: 3 }),
  default: 'GBP',
  description:
    'Currency of all amounts, such as the hourly cost of machines and the unit cost of components, as an ISO 4217 code. Amounts are not converted.',
});

/** What can be set at most: nothing above it is read at all. */
export const FILE_SIZE_MAX_MIB = 1_024;

export const fileSizeMaxMib = defineSetting({
  key: 'machines.file_size_max_mib',
  schema: Type.Integer({ minimum: 1, maximum: FILE_SIZE_MAX_MIB }),
  default: 50,
  unit: 'MiB',
  description: "Largest file that can be uploaded to a machine. Files stay on the server's disk.",
});
