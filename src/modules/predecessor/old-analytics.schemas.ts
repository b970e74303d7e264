/** Shapes of the old dashboard's figures. Added fields stand beside the old ones; no old one is missing. */
import { Type } from 'typebox';
import { instantField, textOrNull } from '../../platform/http/index.ts';
import { severities } from '../analytics/index.ts';
import { neededRange, oldRange } from './old-queries.ts';

const seconds = (description: string) => Type.Number({ description: `${description}, in seconds.` });
const percentage = (description: string) =>
  Type.Number({ description: `${description}, in percent with two decimals.` });

export const oldRangeQuery = Type.Object(oldRange);
export const oldDowntimeQuery = Type.Object({
  ...oldRange,
  excessive_downtime_threshold_seconds: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 31_536_000,
      description:
        'Stops of which more than this lies in the range are excessive. Default: the factory setting, 3,600.',
    }),
  ),
});
export const oldDataQuery = Type.Object({
  ...oldRange,
  ...neededRange,
});

export const oldOee = Type.Object({
  oee: percentage('Availability × performance × quality'),
  availability: percentage('Productive uptime of planned time; 0 without data'),
  performance: percentage('100 while it is assumed'),
  quality: percentage('100 while it is assumed'),
  assumed: Type.Array(Type.String(), {
    description: 'The factors of which nothing is known: their number is only a filler.',
  }),
});

export const oldUtilization = Type.Object({
  total_time_seconds: seconds('Planned time: uptime and the three downtimes'),
  productive_uptime_seconds: seconds('Time in which the machines ran'),
  unproductive_downtime_seconds: seconds('Stops that do not belong to production'),
  productive_downtime_seconds: seconds('Stops that do'),
  unclassified_downtime_seconds: seconds('Stops of which the source does not say'),
  offline_seconds: seconds('Reported as offline; not in the total'),
  utilization_percentage: percentage('Productive uptime of planned time; 0 without data'),
});

export const oldDowntime = Type.Object({
  excessive_downtimes: Type.Array(
    Type.Object({
      name: Type.String({ description: "The machine's name." }),
      machine_id: Type.String(),
      downtime_reason_name: Type.String(),
      duration_seconds: seconds('What of the stop lies in the range'),
      start_timestamp: instantField('Beginning of the stop.'),
      end_timestamp: instantField('End of the stop; of one that lasts, the end of the range.'),
    }),
    { description: 'The longest first; at most 1,000.' },
  ),
  excessive_downtimes_truncated: Type.Boolean({ description: 'True when there are more than are listed.' }),
  recurring_downtime_reasons: Type.Record(Type.String(), Type.Number(), {
    description: 'Downtime by reason, in seconds, the longest first.',
  }),
});

export const oldMachines = Type.Array(Type.Object({ id: Type.String(), name: Type.String() }));

const trend = Type.Object({
  current: Type.Number({ description: 'Fraction of planned time in the range.' }),
  trend: Type.Number({ description: 'The same less that of the range before, which is as long.' }),
});

export const oldData = Type.Object({
  total_records: Type.Integer({
    description: 'Status periods in the range, counted up to 100,000; `records` lists the first 10,000.',
  }),
  truncated: Type.Boolean({ description: 'True when there are more than `records` lists.' }),
  machines_count: Type.Integer({ description: 'Machines with at least one row.' }),
  avg_utilization: Type.Number({ description: 'Productive uptime of planned time, 0 to 1; 0 without data.' }),
  total_downtime_minutes: Type.Number(),
  time_range: Type.Object({ start: instantField('Beginning.'), end: instantField('End.') }),
  efficiency_trends: Type.Record(Type.String(), trend),
  downtime_analysis: Type.Array(
    Type.Object({
      reason: Type.String(),
      machine_id: Type.String(),
      duration_minutes: Type.Number(),
      severity: Type.Enum(severities, {
        description: '`high` from a twentieth of the planned time of its machine on, else `medium`.',
      }),
    }),
    { description: 'The longest first; at most 50.' },
  ),
  records: Type.Array(
    Type.Object({
      id: Type.String(),
      machine_id: Type.String(),
      name: Type.String(),
      downtime_reason_name: Type.String(),
      start_timestamp: instantField('Beginning, even where it lies before the range.'),
      end_timestamp: textOrNull(instantField('End; null while the period is open.')),
      duration_seconds: seconds('From beginning to end; of an open period, up to the end of the range'),
      clipped_seconds: seconds('What of it lies in the range, shift and day asked for'),
      productivity: Type.String({ description: 'Empty where the source does not say.' }),
      classification: Type.String(),
      shift: textOrNull(Type.String({ description: 'In which it began.' })),
      day_of_week: Type.String({ description: 'Of the production day on which it began.' }),
      utilisation_category: Type.String({
        description: 'What the row counts as, whatever its source calls it.',
        examples: ['PRODUCTIVE UPTIME'],
      }),
      product_name: textOrNull(Type.String({ description: 'What the machine was making when the period began.' })),
      maintenance_ticket_id: Type.Unsafe<number | null>({
        type: ['integer', 'null'],
        description: 'The latest ticket about the period.',
      }),
      incident_category: textOrNull(Type.String({ description: 'Of that ticket.' })),
    }),
  ),
});
