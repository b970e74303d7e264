/** What can be asked of analytics over HTTP. Limits and defaults of every parameter. */
import { Type } from 'typebox';
import {
  closed,
  cursorParameter as cursor,
  instantParameter,
  limitParameter as limit,
} from '../../platform/http/index.ts';
import { groupings } from '../timeline/index.ts';
import { comparisonMetrics } from './comparison.rules.ts';
import { weekdays } from './questions.ts';
import { trendIntervals } from './trends.ts';

const machineIds = Type.Optional(
  Type.Array(Type.String({ maxLength: 128 }), {
    maxItems: 1_000,
    description:
      'Machines by id; all that were in use in the range where absent. Repeats, `machine_ids[]` and commas are understood.',
  }),
);
const shift = Type.Optional(
  Type.String({ maxLength: 16, description: 'Only time in this shift.', examples: ['NIGHT'] }),
);
const dayOfWeek = Type.Optional(
  Type.String({
    maxLength: 16,
    description: `Only production days of this weekday: ${weekdays.join(', ')}. A night shift belongs to the day on which it began.`,
    examples: ['MONDAY'],
  }),
);
const startTime = Type.Optional(instantParameter('Beginning of the range; default: 24 hours before its end.'));
const endTime = Type.Optional(
  instantParameter(
    'End of the range, itself excluded; default: now. A part in the future is cut off, and the answer says so.',
  ),
);

const TYPED = 'Without an offset and seconds, as typed into a date field (`2026-09-01T06:00`), it is factory time.';
/** Of the paths that the old front end's service has as well. */
const typedTimes = {
  start_time: Type.Optional(instantParameter(`Beginning of the range; default: 24 hours before its end. ${TYPED}`)),
  end_time: Type.Optional(
    instantParameter(
      `End of the range, itself excluded; default: now. A part in the future is cut off, and the answer says so. ${TYPED}`,
    ),
  ),
};

const rangeQuery = { start_time: startTime, end_time: endTime, machine_ids: machineIds, shift, day_of_week: dayOfWeek };
const groupBy = Type.Optional(
  Type.String({ maxLength: 16, description: `Also answer per group: ${groupings.join(', ')}.`, examples: ['shift'] }),
);

export const accountingQuery = Type.Object(
  {
    ...rangeQuery,
    group_by: groupBy,
    include_reasons: Type.Optional(
      Type.Boolean({
        default: true,
        description: 'False leaves `downtime_by_reason_seconds` empty and is faster for many machines.',
      }),
    ),
  },
  closed,
);
export const lossesQuery = Type.Object(rangeQuery, closed);
export const oeeQuery = Type.Object({ ...rangeQuery, group_by: groupBy }, closed);
export const downtimeQuery = Type.Object(
  {
    ...rangeQuery,
    threshold_seconds: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 31_536_000,
        description: 'Stops of which more than this lies in the range are listed. Default: the factory setting.',
      }),
    ),
    limit,
    cursor,
  },
  closed,
);
export const timelineQuery = Type.Object(
  {
    start_time: startTime,
    end_time: endTime,
    machine_ids: machineIds,
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, default: 1_000, description: 'Periods on a page.' }),
    ),
    cursor,
  },
  closed,
);
export const trendsQuery = Type.Object(
  {
    ...rangeQuery,
    ...typedTimes,
    days_back: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 90,
        description: 'Instead of start_time: this many days before end_time. Default 7.',
      }),
    ),
    interval: Type.Optional(
      Type.String({
        maxLength: 16,
        description: `One of ${trendIntervals.join(', ')}; default daily.`,
        examples: ['daily'],
      }),
    ),
  },
  closed,
);
export const comparisonQuery = Type.Object(
  {
    ...rangeQuery,
    ...typedTimes,
    metric: Type.Optional(
      Type.String({
        maxLength: 16,
        description: `One of ${comparisonMetrics.join(', ')}; default utilization.`,
        examples: ['utilization'],
      }),
    ),
  },
  closed,
);
