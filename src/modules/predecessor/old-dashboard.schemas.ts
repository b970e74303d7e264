/** Shapes of the old dashboard's cards. Added fields stand beside the old ones; no old one is missing. */
import { Type } from 'typebox';
import { instantField, textOrNull } from '../../platform/http/index.ts';
import { oldRange } from './old-queries.ts';

const count = (description: string) => Type.Integer({ description, examples: [3] });
const percentage = (description: string) =>
  Type.Number({ description: `${description}, in percent.`, examples: [44.4] });
const machineId = Type.String({ examples: ['6809f67ffc54c40ff1b489cf'] });
const assumed = Type.Array(Type.String(), {
  description: 'The fields of which nothing is known: their number is only a filler.',
});

export const oldMachinesQuery = Type.Object({ machine_ids: oldRange.machine_ids });

export const oldMachineStatuses = ['running', 'idle', 'warning', 'down', 'maintenance'] as const;

export const oldMachineSummary = Type.Array(
  Type.Object({
    machine_id: machineId,
    name: Type.String({ examples: ['Mill 1'] }),
    machine_name: Type.String({ description: 'The same as `name`.' }),
    status: Type.Enum(oldMachineStatuses, {
      description:
        'What it does now. `idle` also outside its shifts, `maintenance` for planned stops, `warning` where nothing is known.',
    }),
    utilization: Type.Number({
      description: 'Productive uptime of planned time on the production day so far, 0 to 1; 0 without data.',
      examples: [0.4439],
    }),
    assumed,
    last_activity: textOrNull(
      instantField('The latest that is known of it: a cut, or a status period; null where there is none.'),
    ),
    is_active: Type.Boolean({ description: 'It runs, or has cut within the last ten minutes.' }),
    today_cuts: count('Cuts on the production day so far.'),
    today_events: count('Reports of cuts, each of one or more.'),
    cut_frequency: Type.Number({ description: 'Cuts an hour between the first and the last report of the day.' }),
    open_tickets: count('Tickets in the state Open.'),
    total_tickets: count('Tickets in any state.'),
  }),
);

const fleet = {
  total_machines: count('Machines in use.'),
  active_machines: count('Those that run, or have cut within the last ten minutes.'),
  today_total_cuts: count('Cuts on the production day so far.'),
  open_tickets: count('Tickets in the state Open.'),
  high_priority_tickets: count('Of these, those of high or critical priority.'),
};

export const oldQuickStats = Type.Object({
  ...fleet,
  avg_utilization: Type.Number({
    description:
      'Productive uptime of planned time of all machines on the production day so far, 0 to 1; 0 without data.',
    examples: [0.4439],
  }),
  machine_utilization: percentage('The same'),
  assumed,
});

export const oldRealTimeMetrics = Type.Object({
  ...fleet,
  overall_utilization: percentage('Productive uptime of planned time on the production day so far; 0 without data'),
  assumed,
  last_updated: instantField('The second that everything is measured up to.'),
});

const ticketFigures = {
  total_tickets: count('In any state.'),
  open_tickets: count('In the state Open.'),
  high_priority_open: count('Of these, those of high or critical priority.'),
};

export const oldMaintenanceOverview = Type.Object({
  overall_stats: Type.Object({ ...ticketFigures, resolved_tickets: count('Resolved or closed.') }),
  machine_breakdown: Type.Record(Type.String(), Type.Object(ticketFigures), { description: 'By machine.' }),
});

export const oldProductionMetrics = Type.Object({
  total_cuts: count('Cuts on the production day so far.'),
  active_runs: count('Runs that last now.'),
  machines: Type.Array(
    Type.Object({
      machine_id: machineId,
      machine_name: Type.String({ examples: ['Mill 1'] }),
      total_cuts: count('Cuts on the production day so far.'),
      cut_frequency: Type.Number({ description: 'Cuts an hour between the first and the last report of the day.' }),
      last_cut: textOrNull(instantField('The last cut that it reported; null before the first.')),
      run_id: Type.Unsafe<number | null>({
        type: ['integer', 'null'],
        description: 'The active run; null where there is none.',
      }),
      product_name: textOrNull(Type.String({ description: 'What it makes.', examples: ['C-Purlin 200'] })),
      run_start_time: textOrNull(instantField('Beginning of the run.')),
      run_cuts: Type.Unsafe<number | null>({ type: ['integer', 'null'], description: 'Cuts since the run began.' }),
    }),
  ),
  last_updated: instantField('The second that everything is measured up to.'),
});
