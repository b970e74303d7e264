/** Answers of analytics on the wire. Durations are seconds with three decimals, ratios percent with four. */
import { Type } from 'typebox';
import { instantField, nextCursorField, orNull } from '../../platform/http/index.ts';
import { reasonGroups } from '../timeline/index.ts';
import { oeeFactors } from './oee.rules.ts';
import { factorWarnings } from './production-factors.rules.ts';

const seconds = (description: string, example?: number) =>
  Type.Number({
    description: `${description}, in seconds.`,
    ...(example === undefined ? {} : { examples: [example] }),
  });
export const ratio = (description: string) =>
  orNull(Type.Number({ description: `${description}, in percent; null without a base.` }));

const range = {
  start_time: instantField('Beginning of the range that was measured.'),
  end_time: instantField('End of the range that was measured; itself excluded.'),
  cut_off_at: orNull(
    instantField('Set where the range reached into the future: nothing after this instant is counted.'),
  ),
};

/** What a window was spent on. */
export const accountedCategories = {
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
};

const accountedTime = {
  ...accountedCategories,
  downtime_by_reason_seconds: Type.Record(Type.String(), Type.Number(), {
    description: 'Downtime by reason, in seconds, the longest first.',
  }),
};

const groupKey = orNull(
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

const count = (description: string) => Type.Integer({ description });

const oeeBasis = Type.Object(
  {
    availability: Type.Object({
      planned_seconds: accountedTime.planned_seconds,
      productive_uptime_seconds: accountedTime.productive_uptime_seconds,
    }),
    performance: Type.Object({
      runs: count('Runs that have a say: their product has an ideal cycle, and the machine has reported cuts.'),
      cuts: count('Cuts while these runs lasted.'),
      ideal_seconds: seconds('What these cuts would have taken at the ideal cycle'),
      productive_uptime_seconds: seconds('Time in which the machines ran while these runs lasted'),
    }),
    quality: Type.Object({
      runs: count('Completed runs of which produced and scrapped pieces are known.'),
      produced_count: Type.Number({
        description:
          'Pieces, good or not. Of a run that reaches beyond what was asked for its share, so it may be broken.',
      }),
      scrap_count: Type.Number({ description: 'Those of them that were scrapped.' }),
    }),
  },
  { description: 'What each factor rests on: factors need not rest on the same time.' },
);

/** Of a range and a group; what each factor rests on comes along. */
export const oeeFigures = {
  oee: ratio('Availability × performance × quality; null while one of them is'),
  availability: ratio('Productive uptime of planned time'),
  performance: ratio(
    'Ideal cycle × cuts of productive uptime, above 100 too; null without runs of products with an ideal cycle on machines that report cuts',
  ),
  quality: ratio('Good parts of all; null without runs that recorded both'),
  partial_oee: ratio('Product of the factors that are known'),
  factors_used: Type.Array(Type.Enum(oeeFactors), {
    description: 'The factors in `partial_oee`.',
  }),
  basis: oeeBasis,
  warnings: Type.Array(Type.Enum(factorWarnings), {
    description:
      '`performance-above-100`: more was cut than the ideal cycle allows, so the cycle is too long, cuts come twice, or uptime is missing. `runs-without-cuts`: runs were left out of performance because their machine had never reported a cut. `runs-without-uptime`: runs were left out of performance because no status period says that their machine ran.',
  }),
};

export const oeeAnswer = Type.Object({
  ...range,
  ...oeeFigures,
  groups: Type.Optional(Type.Array(Type.Object({ key: groupKey, ...oeeFigures }))),
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
        start_time: instantField('Beginning of the stop, even where it lies before the range.'),
        end_time: orNull(instantField('End of the stop; null while it lasts.')),
        seconds: seconds('What of the stop lies in the range, shift and weekday asked for'),
      }),
      { description: 'The longest first.' },
    ),
    next_cursor: nextCursorField,
  }),
});

const loss = {
  seconds: seconds('Downtime'),
  hours: Type.Number({ description: 'The same in hours.' }),
  cost: orNull(Type.Number({ description: 'In the currency; null where no machine behind it has an hourly cost.' })),
  costed_seconds: seconds('What of the downtime the cost stands for'),
};

export const lossesAnswer = Type.Object({
  ...range,
  currency: Type.String({ description: 'Of costs, ISO 4217: the setting `factory.currency`.', examples: ['GBP'] }),
  ...loss,
  reasons: Type.Array(
    Type.Object({
      reason: Type.String({ examples: ['Coil Change'] }),
      reason_group: reasonGroup,
      count: Type.Integer({ description: 'Stops that began in the range.' }),
      ...loss,
    }),
    { description: 'The longest first.' },
  ),
  machines: Type.Array(
    Type.Object({
      machine_id: Type.String(),
      machine_name: Type.String(),
      hourly_cost: orNull(Type.Number({ description: "Cost of one hour's stop." })),
      ...loss,
    }),
  ),
});

export const timelineAnswer = Type.Object({
  ...range,
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      machine_id: Type.String(),
      start_time: instantField('Beginning.'),
      end_time: orNull(instantField('End; null while the period is open.')),
      classification: Type.String({ examples: ['DOWNTIME'] }),
      productivity: orNull(Type.String({ examples: ['productive'] })),
      category: Type.String({ description: 'What it counts as.', examples: ['productive_downtime'] }),
      reason: Type.String(),
      reason_group: reasonGroup,
      revision: Type.Integer({ description: '1, and one more for each later edit.' }),
      maintenance_ticket_id: Type.Unsafe<number | null>({
        type: ['integer', 'null'],
        description: 'The latest ticket about the period.',
      }),
    }),
    { description: 'By beginning. Where two overlap, the one that began later counts.' },
  ),
  next_cursor: nextCursorField,
});

export const trendsAnswer = Type.Object({
  ...range,
  trends: Type.Array(
    Type.Object({
      timestamp: Type.String({ description: 'Production day, week, month or local hour.', examples: ['2025-05-05'] }),
      ...accountedTime,
      ...oeeFigures,
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
      value: orNull(Type.Number({ description: 'Null where nothing was planned, or the factor has no data.' })),
      rank: orNull(Type.Integer({ description: '1 is best; machines without a value have none.' })),
    }),
    { description: 'The best first.' },
  ),
  statistics: Type.Object({
    highest: orNull(Type.Number()),
    lowest: orNull(Type.Number()),
    average: orNull(Type.Number({ description: 'Of a ratio: the ratio of the sums, not the mean of ratios.' })),
  }),
});
