/** What requests and answers about runs look like. */
import { Type } from 'typebox';
import {
  closed,
  countedPageOf,
  cursorParameter,
  idParams,
  instantField,
  instantParameter,
  limitParameter,
  orNull,
  versionField,
  versionGiven,
  withTotalParameter,
} from '../../../platform/http/index.ts';
import { MACHINE_ID_LENGTH_MAX } from '../../machines/index.ts';
import { NamedProductAnswer } from '../products/products.schemas.ts';
import { runStatuses } from './runs.types.ts';

const COUNT_MAX = 1_000_000_000;
const LENGTH_MAX = 1_000_000_000;

const machineId = Type.String({
  maxLength: MACHINE_ID_LENGTH_MAX,
  description: 'The machine.',
  examples: ['6809f67ffc54c40ff1b489cf'],
});
const productId = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Number of the product.',
  examples: [12],
});
const count = (description: string, example: number) =>
  orNull(
    Type.Integer({
      minimum: 0,
      maximum: COUNT_MAX,
      description: `${description} Null: not said.`,
      examples: [example],
    }),
  );
const counts = {
  good_count: count('Good pieces.', 1180),
  scrap_count: count('Pieces that are scrap.', 20),
  total_count: count('Pieces produced, good or not. Of good, scrap and total two say the third.', 1200),
};
const scrapLength = orNull(
  Type.Number({
    minimum: 0,
    maximum: LENGTH_MAX,
    description: 'Length of scrap, as the operator measures it: kept as it is, nothing is worked out from it.',
    examples: [12.5],
  }),
);
const targetQuantity = orNull(
  Type.Integer({
    minimum: 1,
    maximum: COUNT_MAX,
    description: 'Pieces that the run is to make. Null: not said.',
    examples: [2000],
  }),
);
const note = orNull(Type.String({ maxLength: 2_000, description: 'Anything that people should know.' }));
const reason = Type.String({
  minLength: 1,
  maxLength: 500,
  description: 'Why the past is changed; kept in the audit.',
  examples: ['Counted again after the shift'],
});

export const RunParams = idParams('production run');
export const ActiveRunParams = Type.Object({ machine_id: machineId });

export const RunAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the run.', examples: [812] }),
    machine_id: Type.String({ description: 'The machine.', examples: ['6809f67ffc54c40ff1b489cf'] }),
    product_id: Type.Integer({ description: 'Number of the product.', examples: [12] }),
    product: NamedProductAnswer,
    start_time: instantField('When it started.'),
    end_time: orNull(instantField('When it was completed; null while it is active.')),
    status: Type.Enum([...runStatuses], { description: 'A machine has one active run at most.' }),
    ...counts,
    cut_count: Type.Integer({
      description: 'Cuts that the machine reported while it lasted; until now where it is active.',
      examples: [1204],
    }),
    produced_count: orNull(
      Type.Integer({
        description:
          'What quality is measured by: `total_count`, else `cut_count` where any were counted, and not fewer than were scrapped.',
        examples: [1200],
      }),
    ),
    target_quantity: targetQuantity,
    progress: orNull(
      Type.Number({
        description:
          '`produced_count` of `target_quantity`, in percent, above 100 too; null without a target, and while nothing was counted or recorded.',
        examples: [60],
      }),
    ),
    scrap_length: scrapLength,
    note,
    started_by: Type.String({ description: 'Who started it, as they were called then.' }),
    completed_by: orNull(Type.String({ description: 'Who completed it, as they were called then.' })),
    version: versionField,
    created_at: instantField('When it was made here.'),
    updated_at: instantField('When it was last changed; cuts leave it.'),
  },
  { title: 'Run' },
);
export const RunPage = countedPageOf(RunAnswer);
export const ActiveRunAnswer = orNull(RunAnswer);

export const RunListQuery = Type.Object({
  machine_ids: Type.Optional(
    Type.Array(Type.String({ maxLength: MACHINE_ID_LENGTH_MAX }), {
      maxItems: 1_000,
      description: 'Of these machines, which must be there; of all where absent.',
    }),
  ),
  product_id: Type.Optional(productId),
  status: Type.Optional(Type.Enum([...runStatuses], { description: 'Only active runs, or only those that are over.' })),
  start_time: Type.Optional(instantParameter('Runs that lasted after it.')),
  end_time: Type.Optional(instantParameter('Runs that began before it.')),
  cursor: cursorParameter,
  limit: limitParameter,
  with_total: withTotalParameter,
});

export const NewRunBody = Type.Object(
  {
    machine_id: machineId,
    product_id: productId,
    target_quantity: Type.Optional(targetQuantity),
    note: Type.Optional(note),
  },
  { ...closed, title: 'NewRun' },
);

const said = {
  good_count: Type.Optional(counts.good_count),
  scrap_count: Type.Optional(counts.scrap_count),
  total_count: Type.Optional(counts.total_count),
  scrap_length: Type.Optional(scrapLength),
  note: Type.Optional(note),
};

export const RunCompletionBody = Type.Union([
  Type.Object(
    {
      ...said,
      status: Type.Optional(
        orNull(
          Type.String({
            maxLength: 40,
            description: 'COMPLETED, or nothing: older programs send it.',
            examples: ['COMPLETED'],
          }),
        ),
      ),
    },
    { ...closed, title: 'RunCompletion' },
  ),
  Type.Null(),
]);

export const RunChangesBody = Type.Object(
  {
    start_time: Type.Optional(instantField('When it really started.')),
    end_time: Type.Optional(instantField('When it really ended; only of a run that is over.')),
    product_id: Type.Optional(productId),
    target_quantity: Type.Optional(targetQuantity),
    ...said,
    reason,
    version: versionGiven,
  },
  { ...closed, title: 'RunChanges' },
);

export const PastRunBody = Type.Object(
  {
    machine_id: machineId,
    product_id: productId,
    start_time: instantField('When it started.'),
    end_time: instantField('When it ended; itself excluded.'),
    target_quantity: Type.Optional(targetQuantity),
    ...said,
    reason,
  },
  { ...closed, title: 'PastRun' },
);
