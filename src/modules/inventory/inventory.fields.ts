/** Fields that several requests and answers of inventory share. */
import { Type } from 'typebox';
import { instantField, orNull } from '../../platform/http/index.ts';
import { QUANTITY_MAX } from './stock/stock.rules.ts';

const numberOf = (what: string, example: number) =>
  Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: what, examples: [example] });

export const componentId = numberOf('Number of the component.', 17);
export const locationId = numberOf('Number of the location.', 3);
export const ticketId = numberOf('Number of the ticket that it is for.', 4711);

export const quantity = Type.Integer({
  minimum: 1,
  maximum: QUANTITY_MAX,
  description: 'Whole units.',
  examples: [2],
});

export const movementNotes = {
  reason: Type.Optional(Type.String({ maxLength: 500, description: 'Why; kept in the ledger and the audit.' })),
  reference: Type.Optional(
    Type.String({ maxLength: 120, description: 'A delivery note, an order, a count sheet.', examples: ['DN-20417'] }),
  ),
  occurred_at: Type.Optional(
    instantField('When it happened, where that was before it is told; now where absent, never in the future.'),
  ),
};

export const unitCost = orNull(
  Type.Number({
    minimum: 0,
    maximum: 1_000_000_000,
    description:
      "Cost of one unit, in the factory's currency (setting `factory.currency`); an average is answered with four decimals.",
    examples: [12.4],
  }),
);

const limit = (description: string) => Type.Integer({ minimum: 0, maximum: QUANTITY_MAX, description, examples: [4] });

export const limits = {
  minimum: orNull(limit('Below it the stock is low; null: nobody minds.')),
  maximum: orNull(limit('What is enough, for whoever orders; null: nobody has said.')),
};

export const actorField = Type.Object(
  {
    kind: Type.Enum(['user', 'api-key', 'system'], { description: 'A person, a program, or MillDash itself.' }),
    id: Type.String({ description: 'Number of the user or the API key, or name of the job.', examples: ['7'] }),
    name: Type.String({ description: 'As it was then.', examples: ['alice@northmills.example'] }),
  },
  { description: 'Who did it.' },
);
