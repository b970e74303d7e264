/** Requests and responses of analytics. Durations are seconds with three decimals, ratios percent with four. */
import { type TSchema, Type } from 'typebox';
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from '../../kernel/paging.ts';
import { groupings, reasonGroups } from '../timeline/index.ts';
import { comparisonMetrics } from './comparison.rules.ts';
import { oeeFactors } from './figures.rules.ts';
import { weekdays } from './questions.ts';
import { trendIntervals } from './trends.ts';

const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

const seconds = (description: string, example?: number) =>
  Type.Number({
    description: `${description}, in seconds.`,
    ...(example === undefined ? {} : { examples: [example] }),
  });
const ratio = (description: string) =>
  nullable(Type.Number({ description: `${description}, in percent; null without a base.` }));

const instant = (description: string) =>
  Type.String({ format: 'date-time', description, examples: ['2025-05-05T05:00:00.000Z'] });

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
const startTime = Type.Optional(
  Type.String({
    maxLength: 40,
    description: 'Beginning of the range, RFC 3339; UTC without an offset. Default: 24 hours before its end.',
    examples: ['2025-05-05T00:00:00Z'],
  }),
);
const endTime = Type.Optional(
  Type.String({
    maxLength: 40,
    description:
      'End of the range, itself excluded. Default: now. A part in the future is cut off, and the answer says so.',
    examples: ['2025-08-20T00:00:00Z'],
  }),
);
const limit = Type.Optional(
  Type.Integer({ minimum: 1, maximum: PAGE_LIMIT_MAX, default: PAGE_LIMIT_DEFAULT, description: 'Items on a page.' }),
);
const cursor = Type.Optional(Type.String({ maxLength: 500, description: '`next_cursor` of the page before.' }));

const rangeQuery = { start_time: startTime, end_time: endTime, machine_ids: machineIds, shift, day_of_week: dayOfWeek };
const groupBy = Type.Optional(
  Type.String({ maxLength: 16, description: `Also answer per group: ${groupings.join(', ')}.`, examples: ['shift'] }),
);

const closed = { additionalProperties: false } as const;

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

const range = {
  start_time: instant('Beginning of the range that was measured.'),
  end_time: instant('End of the range that was measured; itself excluded.'),
  cut_off_at: nullable(instant('Set where the range reached into the future: nothing after this instant is counted.')),
};

const accountedTime = {
  window_seconds: seconds('Length of the range times the number of machines', 27_734_400),
  planned_seconds: seconds('Productive uptime and the three downtimes', 11_849_479.892),
  productive_uptime_seconds: seconds('Time in which the machine ran', 5_260_443.845),
  productive_downtime_seconds: seconds('Stops that belong to production, such as a coil change'),
  unproductive_downtime_seconds: seconds('Stops that do not'),
  unclassified_downtime_seconds: seconds('Stops of which the source does not say which of both'),
  offline_seconds: seconds('Time that the source reports as offline or not on shift'),
  no_data_seconds: seconds('Time of which nothing is known'),
  availability: ratio('Productive uptime of planned time; utilisation is the same'),
  coverage: ratio('Share of the range of which anything is known'),
  downtime_by_reason_seconds: Type.Record(Type.String(), Type.Number(), {
    description: 'Downtime by reason, in seconds, the longest first.',
  }),
};

const groupKey = nullable(
  Type.String({
    description:
      'Machine id, shift, production day, local hour with its offset, ISO week or month; null for time in no shift.',
    examples: ['2025-W19'],
  }),
);

export const accountingAnswer = Type.Object({
  ...range,
  ...accountedTime,
  groups: Type.Optional(
    Type.Array(Type.Object({ key: groupKey, ...accountedTime }), {
      description: 'In order of key; they add up to the whole.',
    }),
  ),
});

const oee = {
  oee: ratio('Availability × performance × quality; null while one of them is'),
  availability: ratio('Productive uptime of planned time'),
  performance: ratio('Ideal cycle time × cuts of productive uptime; null without runs of products with an ideal cycle'),
  quality: ratio('Good parts of all; null without runs that recorded both'),
  partial_oee: ratio('Product of the factors that are known'),
  factors_used: Type.Array(Type.Enum(oeeFactors), {
    description: 'The factors in `partial_oee`.',
  }),
};
export const oeeAnswer = Type.Object({
  ...range,
  ...oee,
  groups: Type.Optional(Type.Array(Type.Object({ key: groupKey, ...oee }))),
});

const reasonGroup = Type.Enum(reasonGroups, { description: 'Kind of reason in the catalogue.' });

export const downtimeAnswer = Type.Object({
  ...range,
  downtime_seconds: seconds('All downtime in the range'),
  planned_seconds: accountedTime.planned_seconds,
  reasons: Type.Array(
    Type.Object({
      reason: Type.String({ examples: ['Coil Change'] }),
      reason_group: reasonGroup,
      count: Type.Integer({ description: 'Stops that began in the range.' }),
      seconds: seconds('Downtime for this reason'),
      share: ratio('Of all downtime'),
      cumulative_share: ratio('Of all downtime: this reason and those before it'),
    }),
    { description: 'The longest first.' },
  ),
  long_stops: Type.Object({
    threshold_seconds: seconds('Stops longer than this are listed'),
    items: Type.Array(
      Type.Object({
        id: Type.String({ description: 'Id of the status period.' }),
        machine_id: Type.String(),
        machine_name: Type.String(),
        reason: Type.String(),
        reason_group: reasonGroup,
        start_time: instant('Beginning of the stop, even where it lies before the range.'),
        end_time: nullable(instant('End of the stop; null while it lasts.')),
        seconds: seconds('What of the stop lies in the range, shift and weekday asked for'),
      }),
      { description: 'The longest first.' },
    ),
    next_cursor: nullable(Type.String()),
  }),
});

export const timelineAnswer = Type.Object({
  ...range,
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      machine_id: Type.String(),
      start_time: instant('Beginning.'),
      end_time: nullable(instant('End; null while the period is open.')),
      classification: Type.String({ examples: ['DOWNTIME'] }),
      productivity: nullable(Type.String({ examples: ['productive'] })),
      category: Type.String({ description: 'What it counts as.', examples: ['productive_downtime'] }),
      reason: Type.String(),
      reason_group: reasonGroup,
      revision: Type.Integer({ description: '1, and one more for each later edit.' }),
    }),
    { description: 'By beginning. Where two overlap, the one that began later counts.' },
  ),
  next_cursor: nullable(Type.String()),
});

export const trendsAnswer = Type.Object({
  ...range,
  trends: Type.Array(
    Type.Object({
      timestamp: Type.String({ description: 'Production day, week, month or local hour.', examples: ['2025-05-05'] }),
      ...accountedTime,
      utilization_percentage: ratio('The same as availability'),
      total_events: Type.Integer({ description: 'Stops that began.' }),
      uptime_hours: Type.Number({ description: 'Productive uptime in hours.' }),
      total_time_hours: Type.Number({ description: 'Planned time in hours.' }),
    }),
  ),
  period: Type.Object({
    days_back: Type.Number({ description: 'Length of the range in days.' }),
    interval: Type.String(),
    data_points: Type.Integer(),
  }),
});

export const comparisonAnswer = Type.Object({
  ...range,
  metric: Type.String(),
  unit: Type.String({ description: '`percent`, `seconds` or `count`.' }),
  machines: Type.Array(
    Type.Object({
      machine_id: Type.String(),
      machine_name: Type.String(),
      value: nullable(Type.Number({ description: 'Null without a base.' })),
      rank: nullable(Type.Integer({ description: '1 is best; machines without a value have none.' })),
    }),
    { description: 'The best first.' },
  ),
  statistics: Type.Object({
    highest: nullable(Type.Number()),
    lowest: nullable(Type.Number()),
    average: nullable(Type.Number({ description: 'Of a ratio: the ratio of the sums, not the mean of ratios.' })),
  }),
});
