/** Shapes of the old dashboard's figures over the last hours. Added fields stand beside the old ones. */
import { Type } from 'typebox';
import { instantField, textOrNull } from '../../platform/http/index.ts';
import { oldMachineStatuses } from './old-dashboard.schemas.ts';
import { oldRange } from './old-queries.ts';

const count = (description: string) => Type.Integer({ description, examples: [12] });
const hours = (description: string) => Type.Number({ description: `${description}, in hours.`, examples: [10.5] });
const percentage = (description: string) =>
  Type.Number({ description: `${description}, in percent with two decimals; 0 without data.`, examples: [44.39] });
const machineId = Type.String({ examples: ['6809f67ffc54c40ff1b489cf'] });
const machineName = Type.String({ examples: ['Mill 1'] });

const hoursBack = (usual: number, most: number) =>
  Type.Optional(
    Type.Integer({ minimum: 1, maximum: most, default: usual, description: 'Hours before now.', examples: [usual] }),
  );

export const SUMMARY_HOURS = 24;
export const INSIGHT_HOURS = 168;

export const oldSummaryQuery = Type.Object({
  machine_ids: oldRange.machine_ids,
  hours_back: hoursBack(SUMMARY_HOURS, 168),
});
export const oldInsightsQuery = Type.Object({
  machine_ids: oldRange.machine_ids,
  hours_back: hoursBack(INSIGHT_HOURS, 2_160),
});

export const oldPerformanceSummary = Type.Object({
  machines: Type.Array(
    Type.Object({
      machine_id: machineId,
      machine_name: machineName,
      utilization_percentage: percentage('Productive uptime of planned time'),
      total_cuts: count('Cuts in the range.'),
      total_time_hours: hours('Planned time: uptime and the three downtimes'),
      uptime_hours: hours('Time in which it ran'),
      downtime_events: count('Stops that began in the range.'),
      current_status: Type.Enum(oldMachineStatuses, { description: 'What it does now.' }),
      last_event_time: textOrNull(instantField('The latest that is known of it; null where there is nothing.')),
    }),
    { description: 'Those of which anything is known in the range, the best used first.' },
  ),
  summary: Type.Object({
    total_machines: count('Machines in the list.'),
    avg_utilization: percentage('Productive uptime of planned time of all of them together'),
    total_cuts: count('Cuts in the range.'),
    total_downtime_events: count('Stops that began in the range.'),
  }),
});

const insight = {
  type: Type.String({ description: '`warning`, `success` or `info`.' }),
  message: Type.String({ examples: ['Many stops: 14'] }),
  severity: Type.String({ description: '`high`, `medium`, `low` or `info`.' }),
};

export const oldEfficiencyInsights = Type.Object({
  machine_insights: Type.Array(
    Type.Object({
      machine_id: machineId,
      machine_name: machineName,
      insights: Type.Array(
        Type.Object({
          type: insight.type,
          category: Type.String({ description: '`utilization`, `downtime` or `productivity`.' }),
          message: insight.message,
          severity: insight.severity,
        }),
      ),
      performance_score: Type.Number({
        description: 'Half of (utilisation in percent + 100 − 2 × stops), 100 at most.',
        examples: [61.2],
      }),
    }),
    { description: 'Machines for which anything was planned in the range.' },
  ),
  fleet_insights: Type.Array(Type.Object(insight)),
  summary: Type.Object({
    period_hours: count('Length of the range.'),
    machines_analyzed: count('Machines in the list.'),
    avg_performance_score: Type.Number({ description: 'Mean of their scores; 0 without any.' }),
  }),
});
