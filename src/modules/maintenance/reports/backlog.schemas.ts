/** What questions and answers about the backlog look like. */
import { Type } from 'typebox';
import { closed, instantField, orNull } from '../../../platform/http/index.ts';
import { holdReasons, priorities } from '../tickets/tickets.rules.ts';
import { ageBuckets, waitingStatuses } from './backlog.rules.ts';
import { trendIntervals } from './backlog-trend.rules.ts';
import { reportGroupings } from './report-groups.rules.ts';
import { count, groupFields, machineIdsParameter, rangeFields, rangeQuery, seconds } from './reports.schemas.ts';

export const BacklogQuery = Type.Object(
  {
    machine_ids: machineIdsParameter,
    group_by: Type.Optional(
      Type.Enum([...reportGroupings], {
        description: 'Also answer per group. `cause` is the failure code.',
        examples: ['machine'],
      }),
    ),
  },
  closed,
);

export const BacklogTrendQuery = Type.Object(
  {
    ...rangeQuery,
    interval: Type.Optional(
      Type.Enum([...trendIntervals], {
        default: 'week',
        description: "Local days, ISO weeks or months of the factory's clocks.",
      }),
    ),
  },
  closed,
);

const counted = <const Names extends readonly string[]>(names: Names, description: string) =>
  Type.Object(
    Object.fromEntries(names.map((name) => [name, Type.Integer({ minimum: 0 })])) as Record<
      Names[number],
      ReturnType<typeof Type.Integer>
    >,
    { description },
  );

const backlogFields = {
  tickets: count('Tickets that are not done: Open, In Progress or On Hold.', 31),
  overdue: count('Of those, the ones whose due date has passed.', 4),
  unassigned: count('The ones that nobody has.', 9),
  machine_down: count('The ones whose machine does not run yet.', 2),
  mean_age_seconds: seconds('Mean time since they were logged', 345_600),
  oldest_logged_time: orNull(instantField('When the oldest was logged.')),
  estimated_hours: Type.Number({
    description: 'Σ of what they take: as their plans say, else as the setting `reports.ticket_estimate_minutes` does.',
    examples: [62.5],
  }),
  estimated_n: count('Tickets of which somebody has said it; the others are in no sum.', 25),
  weeks: orNull(
    Type.Number({
      description:
        'Backlog in weeks: estimated hours / weekly capacity of the factory; null without a capacity or an estimate.',
      examples: [1.56],
    }),
  ),
  by_status: counted(waitingStatuses, 'By how they stand.'),
  by_priority: counted(priorities, 'By how urgent they are.'),
  by_age: counted(
    ageBuckets.map(({ name }) => name),
    'By the time since they were logged.',
  ),
  by_hold_reason: counted(holdReasons, 'Those on hold by what they wait for.'),
};

export const BacklogAnswer = Type.Object(
  {
    as_of: instantField('The instant that this is true for.'),
    weekly_capacity_hours: orNull(
      Type.Number({
        description: 'The setting `reports.weekly_capacity_hours`; null where nobody has said.',
        examples: [40],
      }),
    ),
    ...backlogFields,
    groups: Type.Optional(
      Type.Array(Type.Object({ ...groupFields, ...backlogFields }, { title: 'BacklogOfGroup' }), {
        description: 'The longest first; they add up to the whole.',
      }),
    ),
  },
  { title: 'Backlog' },
);

export const BacklogTrendAnswer = Type.Object(
  {
    ...rangeFields,
    interval: Type.Enum([...trendIntervals]),
    items: Type.Array(
      Type.Object(
        {
          key: Type.String({ description: 'The day, ISO week or month.', examples: ['2026-W36'] }),
          start_time: instantField('Its beginning, or that of the range.'),
          end_time: instantField('Its end, or that of the range; itself excluded.'),
          opened: count('Tickets logged.', 14),
          finished: count('Tickets resolved or cancelled.', 11),
          waiting: count('Tickets that were waiting at the end.', 34),
        },
        { title: 'BacklogTrendPart' },
      ),
    ),
  },
  { title: 'BacklogTrend' },
);
