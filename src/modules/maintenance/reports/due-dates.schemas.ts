/** What answers about due dates look like. */
import { Type } from 'typebox';
import { count, groupFields, percent, rangeFields, seconds } from './reports.schemas.ts';

const dueFields = {
  percent: percent('SLA hit rate: resolved by the due date / resolved with a due date'),
  n: count('Faults that are resolved or closed, with a due date.', 24),
  in_time: count('Of those, resolved by it.', 21),
  late: count('Of those, resolved later.', 3),
  mean_late_seconds: seconds('Mean of what those were late by', 7_200),
  overdue: count('Not done although the due date has passed: no part of n.', 2),
  without_due_date: count('Faults that have none: no part of n.', 1),
};

export const DueAnswer = Type.Object(
  {
    ...rangeFields,
    ...dueFields,
    groups: Type.Optional(
      Type.Array(Type.Object({ ...groupFields, ...dueFields }, { title: 'DueDatesOfGroup' }), {
        description: 'The most that were late first; counts add up to the whole.',
      }),
    ),
  },
  { title: 'DueDates' },
);
