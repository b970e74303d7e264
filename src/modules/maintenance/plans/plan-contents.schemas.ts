/** How checklists and parts look on the wire, in plans and in tickets. */
import { Type } from 'typebox';
import { closed, optionalFields, orNull } from '../../../platform/http/index.ts';
import { checkKinds } from './plans.types.ts';

const INSTRUCTION_LENGTH_MAX = 500;
/** More is no checklist but a book. */
const CHECKS_MAX = 100;
const PARTS_MAX = 50;
const QUANTITY_MAX = 1_000_000;
export const LIMIT_MAX = 1e12;

const number = (description: string, example: number) =>
  orNull(Type.Number({ minimum: -LIMIT_MAX, maximum: LIMIT_MAX, description, examples: [example] }));

export const checkFields = {
  kind: Type.Enum([...checkKinds], {
    description: 'What its answer is: yes or no, a number, a text, or a picture of the ticket.',
    examples: ['number'],
  }),
  instruction: Type.String({
    minLength: 1,
    maxLength: INSTRUCTION_LENGTH_MAX,
    description: 'What to look at.',
    examples: ['Oil pressure'],
  }),
  required: Type.Boolean({ description: 'Whether it must be answered before the ticket can be resolved.' }),
  minimum: number('Of a number: what is below has failed.', 4),
  maximum: number('Of a number: what is above has failed.', 6),
  unit: orNull(Type.String({ maxLength: 20, description: 'Of a number.', examples: ['bar'] })),
};

const { kind, instruction, required, ...limits } = checkFields;

export const checklistField = Type.Array(
  Type.Object({ kind, instruction, ...optionalFields({ required, ...limits }) }, { ...closed, title: 'NewPlanCheck' }),
  {
    maxItems: CHECKS_MAX,
    description:
      'What has to be checked, in order; each is `required` unless it says otherwise. Replaces the whole list.',
  },
);

export const PlanCheckAnswer = Type.Object(checkFields, { title: 'PlanCheck' });

const componentId = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'A component of the stock.',
  examples: [12],
});
const quantity = Type.Integer({ minimum: 1, maximum: QUANTITY_MAX, description: 'How many.', examples: [2] });

export const partsField = Type.Array(
  Type.Object({ component_id: componentId, quantity }, { ...closed, title: 'NewPlanPart' }),
  {
    maxItems: PARTS_MAX,
    description: 'Set aside when a ticket opens, as far as the stock allows. Replaces the whole list.',
  },
);

export const PlanPartAnswer = Type.Object(
  {
    component_id: componentId,
    component_name: Type.String({ examples: ['Bearing 6204'] }),
    stock_code: orNull(Type.String({ examples: ['B-6204'] })),
    unit: Type.String({ examples: ['pcs'] }),
    quantity,
    on_hand: Type.Integer({ description: 'Of the component, at all locations together.', examples: [14] }),
    reserved: Type.Integer({ description: 'Of these, set aside for tickets.', examples: [2] }),
  },
  { title: 'PlanPart' },
);
