/** What questions and answers about faults that keep coming back look like. */
import { Type } from 'typebox';
import { closed, instantField, limitParameter } from '../../../platform/http/index.ts';
import { count, rangeFields, rangeQuery } from './reports.schemas.ts';

/** What the field calls a repeat failure. */
export const AT_LEAST_DEFAULT = 3;

const recurringQuery = {
  ...rangeQuery,
  at_least: Type.Optional(
    Type.Integer({
      minimum: 2,
      maximum: 1_000,
      default: AT_LEAST_DEFAULT,
      description: 'Only faults that came so often within `reports.repeat_days`.',
    }),
  ),
};

export const RecurringQuery = Type.Object({ ...recurringQuery, limit: limitParameter }, closed);
export const RecurringFileQuery = Type.Object(recurringQuery, closed);

export const RecurringAnswer = Type.Object(
  {
    ...rangeFields,
    repeat_days: Type.Integer({ description: 'The setting `reports.repeat_days`.', examples: [30] }),
    at_least: count('What was asked for.', AT_LEAST_DEFAULT),
    count: count('Machines and causes of which so many came.', 4),
    items: Type.Array(
      Type.Object(
        {
          machine_id: Type.String({ description: 'Machine.', examples: ['6809f67ffc54c40ff1b489cf'] }),
          machine_name: Type.String({ description: 'Its name.', examples: ['Mill 4'] }),
          cause: Type.String({ description: 'Failure code, or the category while there is none.', examples: ['LEAK'] }),
          is_failure_code: Type.Boolean({ description: 'False where the cause is only a category.' }),
          most: count('The most that came within `repeat_days`, the last of them in the range.', 5),
          faults: count('Faults of the range.', 7),
          last_began_at: instantField('When the last of the range began.'),
          ticket_ids: Type.Array(Type.Integer(), {
            description: 'Tickets of the most that came within the days, the earliest first; the last hundred.',
            examples: [[118, 120, 123]],
          }),
        },
        { title: 'RecurringFault' },
      ),
      { description: 'The most first, `limit` of them.' },
    ),
  },
  { title: 'RecurringFaults' },
);
