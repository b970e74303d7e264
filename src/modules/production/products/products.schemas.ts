/** What requests and answers about products look like. */
import { Type } from 'typebox';
import {
  closed,
  countedPageOf,
  cursorParameter,
  idParams,
  instantField,
  limitParameter,
  optionalFields,
  orNull,
  versionField,
  versionGiven,
  withTotalParameter,
} from '../../../platform/http/index.ts';

const NAME_LENGTH_MAX = 120;

const productName = Type.String({
  minLength: 1,
  maxLength: NAME_LENGTH_MAX,
  description: 'What people call it: unique, case and white space make no difference.',
  examples: ['Strut 41 × 41, slotted'],
});
const details = {
  product_code: orNull(
    Type.String({ maxLength: 64, description: 'Its number: unique where it is given.', examples: ['STR-4141-S'] }),
  ),
  ideal_cycle_seconds: orNull(
    Type.Number({
      minimum: 0.001,
      maximum: 604_800,
      description: 'Seconds that one piece takes at best; null where nobody has said. The base of performance in OEE.',
      examples: [5.143],
    }),
  ),
  unit_length_mm: orNull(
    Type.Number({
      exclusiveMinimum: 0,
      minimum: 0,
      maximum: 10_000_000,
      description: 'Length of one piece, in millimetres.',
      examples: [3000],
    }),
  ),
  notes: orNull(Type.String({ maxLength: 4_000, description: 'Anything else that people should know.' })),
};
const rate = orNull(
  Type.Number({
    // a cycle of a week
    minimum: 0.006,
    maximum: 3_600_000,
    description: 'Pieces an hour at best: says the same as `ideal_cycle_seconds`; give one of the two.',
    examples: [700],
  }),
);

export const ProductParams = idParams('product');

export const ProductAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the product.', examples: [12] }),
    product_name: productName,
    ...details,
    ideal_rate_per_hour: orNull(
      Type.Number({ description: 'Pieces an hour at best, with three decimals.', examples: [700] }),
    ),
    retired: Type.Boolean({ description: 'Out of use: no run of it is started.' }),
    retired_at: orNull(instantField('When it was taken out of use.')),
    version: versionField,
    created_at: instantField('When it was made here.'),
    updated_at: instantField('When it was last changed.'),
  },
  { title: 'Product' },
);
export const ProductPage = countedPageOf(ProductAnswer);

/** A product as a run names it. */
export const NamedProductAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the product.', examples: [12] }),
    product_name: Type.String({ description: 'Its name.', examples: ['Strut 41 × 41, slotted'] }),
    product_code: orNull(Type.String({ description: 'Its number, where it has one.', examples: ['STR-4141-S'] })),
  },
  { title: 'NamedProduct' },
);

export const ProductListQuery = Type.Object({
  text: Type.Optional(Type.String({ maxLength: NAME_LENGTH_MAX, description: 'Part of the name or the code.' })),
  retired: Type.Optional(Type.Boolean({ description: 'Only those out of use, or only those in use; absent: both.' })),
  cursor: cursorParameter,
  limit: limitParameter,
  with_total: withTotalParameter,
});

const given = { ...optionalFields(details), ideal_rate_per_hour: Type.Optional(rate) };

export const NewProductBody = Type.Object({ product_name: productName, ...given }, { ...closed, title: 'NewProduct' });

export const ProductChangesBody = Type.Object(
  { product_name: Type.Optional(productName), ...given, version: versionGiven },
  { ...closed, title: 'ProductChanges' },
);
