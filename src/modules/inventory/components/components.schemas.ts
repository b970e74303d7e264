/** What requests and answers about components look like. */
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
import { limits, locationId, unitCost } from '../inventory.fields.ts';
import { QUANTITY_MAX } from '../stock/stock.rules.ts';
import { componentSorts } from './components.types.ts';

/** Characters of a name on the wire. */
export const NAME_LENGTH_MAX = 120;
const LEAD_TIME_DAYS_MAX = 3_650;

const label = (description: string, example: string, maxLength = NAME_LENGTH_MAX) =>
  Type.String({ maxLength, description, examples: [example] });

const componentName = Type.String({
  minLength: 1,
  maxLength: NAME_LENGTH_MAX,
  description: 'What people call it: unique, case and white space make no difference.',
  examples: ['Bearing 6204'],
});
const unit = label('What is counted.', 'pcs', 20);
const details = {
  stock_code: orNull(label('Number in the store: unique where it is given.', 'BRG-6204', 64)),
  unit_cost: unitCost,
  supplier: orNull(label('Who delivers it.', 'Northern Bearings')),
  supplier_code: orNull(label('What the supplier calls it.', '6204-2RS1')),
  lead_time_days: orNull(
    Type.Integer({
      minimum: 0,
      maximum: LEAD_TIME_DAYS_MAX,
      description: 'Days from order to delivery.',
      examples: [14],
    }),
  ),
  category: orNull(label('What kind of part it is.', 'Bearings')),
  notes: orNull(Type.String({ maxLength: 4_000, description: 'Anything else that people should know.' })),
};

export const ComponentParams = idParams('component');
export const LevelParams = Type.Object({
  id: ComponentParams.properties.id,
  location_id: locationId,
});

const level = {
  location_id: locationId,
  location_name: Type.String({ description: 'Name of the location.', examples: ['Main store'] }),
  on_hand: Type.Integer({ description: 'There, in whole units.', examples: [8] }),
  reserved: Type.Integer({ description: 'Of these, set aside for tickets.', examples: [2] }),
  available: Type.Integer({ description: 'There and not set aside.', examples: [6] }),
  ...limits,
  low: Type.Boolean({ description: 'Whether it is below its minimum.' }),
};
export const StockLevelAnswer = Type.Object(level, { title: 'StockLevel' });

const listed = {
  id: Type.Integer({ description: 'Number of the component.', examples: [17] }),
  component_name: componentName,
  unit,
  ...details,
  currency: Type.String({ description: 'Currency of costs, ISO 4217.', examples: ['GBP'] }),
  current_stock: Type.Integer({ description: 'On hand at all locations together, in whole units.', examples: [24] }),
  reserved: Type.Integer({ description: 'Of these, set aside for tickets.', examples: [2] }),
  available: Type.Integer({ description: 'On hand and not set aside.', examples: [22] }),
  low: Type.Boolean({ description: 'Whether it is below its minimum at any location.' }),
  retired: Type.Boolean({ description: 'Out of use: nothing comes in, what is left can go.' }),
  retired_at: orNull(instantField('When it was taken out of use.')),
  version: versionField,
  created_at: instantField('When it was made here.'),
  updated_at: instantField('When its details were last changed; movements leave it.'),
  levels: Type.Array(StockLevelAnswer, { description: 'What is where, by the name of the location.' }),
};

export const ListedComponentAnswer = Type.Object(listed, { title: 'ListedComponent' });
export const ComponentPage = countedPageOf(ListedComponentAnswer);
export const ComponentAnswer = Type.Object(
  {
    ...listed,
    machine_ids: Type.Array(Type.String(), {
      description: 'Machines whose spare parts it is among, the first 100.',
      examples: [['6809f67ffc54c40ff1b489cf']],
    }),
  },
  { title: 'Component' },
);

export const ComponentListQuery = Type.Object({
  text: Type.Optional(
    Type.String({
      maxLength: NAME_LENGTH_MAX,
      description: "Part of the name, stock code, supplier, the supplier's code or the category.",
    }),
  ),
  location_id: Type.Optional({ ...locationId, description: 'Components that are there, or have limits there.' }),
  low: Type.Optional(Type.Boolean({ description: 'Below a minimum, at `location_id` where it is given; or not so.' })),
  category: Type.Optional(label('The whole category; case makes no difference.', 'Bearings')),
  retired: Type.Optional(Type.Boolean({ description: 'Only those out of use, or only those in use; absent: both.' })),
  sort: Type.Optional(
    Type.Enum([...componentSorts], {
      default: 'name',
      description: '`stock_code` has those without one first; `on_hand` goes by `current_stock`.',
    }),
  ),
  order: Type.Optional(Type.Enum(['asc', 'desc'], { default: 'asc', description: 'Upwards or downwards.' })),
  cursor: cursorParameter,
  limit: limitParameter,
  with_total: withTotalParameter,
});

export const NewComponentBody = Type.Object(
  {
    id: Type.Optional(
      orNull(
        Type.Integer({
          minimum: 0,
          maximum: Number.MAX_SAFE_INTEGER,
          description: 'Ignored: numbers are given out here. Older programs send one.',
        }),
      ),
    ),
    component_name: componentName,
    current_stock: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: QUANTITY_MAX,
        description: 'Whole units that are there already, booked as the opening movement.',
        examples: [24],
      }),
    ),
    location_id: Type.Optional({ ...locationId, description: 'Where they are; the first location where absent.' }),
    unit: Type.Optional(unit),
    ...optionalFields(details),
  },
  { ...closed, title: 'NewComponent' },
);

export const ComponentChangesBody = Type.Object(
  {
    component_name: Type.Optional(componentName),
    unit: Type.Optional(unit),
    ...optionalFields(details),
    version: versionGiven,
  },
  { ...closed, title: 'ComponentChanges' },
);

export const LimitsBody = Type.Object(limits, { ...closed, title: 'StockLimits' });
