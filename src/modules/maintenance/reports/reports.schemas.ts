/** What questions and answers of all reports on maintenance share. Durations are seconds, shares percent. */
import { Type } from 'typebox';
import { closed, instantField, instantParameter, orNull } from '../../../platform/http/index.ts';
import { reportGroupings } from './report-groups.rules.ts';

export const machineIdsParameter = Type.Optional(
  Type.Array(Type.String({ maxLength: 200 }), {
    maxItems: 1_000,
    description: 'Of these machines; all where absent. Repeats, `machine_ids[]` and commas are understood.',
  }),
);

export const rangeQuery = {
  start_time: Type.Optional(instantParameter('Beginning of the range; default: 30 days before its end.')),
  end_time: Type.Optional(
    instantParameter(
      'End of the range, itself excluded; default: now. A part in the future is cut off, and the answer says so.',
    ),
  ),
  machine_ids: machineIdsParameter,
};

export const ReportQuery = Type.Object(
  {
    ...rangeQuery,
    group_by: Type.Optional(
      Type.Enum([...reportGroupings], {
        description: 'Also answer per group. `cause` is the failure code.',
        examples: ['machine'],
      }),
    ),
  },
  closed,
);

export const rangeFields = {
  start_time: instantField('Beginning of the range.'),
  end_time: instantField('End of the range; itself excluded.'),
  cut_off_at: orNull(
    instantField('Set where the range reached into the future: nothing after this instant is counted.'),
  ),
};

export const groupFields = {
  key: orNull(
    Type.String({
      description: 'Machine id, category, failure code, priority or team; null where nobody has said.',
      examples: ['6809f67ffc54c40ff1b489cf'],
    }),
  ),
  name: orNull(Type.String({ description: 'Name of the machine, else the key.', examples: ['Mill 4'] })),
};

export const count = (description: string, example = 12) =>
  Type.Integer({ minimum: 0, description, examples: [example] });

export const seconds = (description: string, example = 5_400) =>
  orNull(Type.Number({ description: `${description}, in seconds; null without a base.`, examples: [example] }));

export const percent = (description: string, example = 87.5) =>
  orNull(Type.Number({ description: `${description}, in percent; null without a base.`, examples: [example] }));

export const money = (description: string, example = 418.5) =>
  Type.Number({ description: `${description}, in the factory's currency.`, examples: [example] });

export const moneyIfKnown = (description: string, example = 418.5) => orNull(money(description, example));

export const labourRateField = orNull(
  Type.Number({
    description: 'The setting `reports.labour_hourly_cost`; null where nobody has said what an hour costs.',
    examples: [42],
  }),
);
