/** What a floor screen is told. Durations are seconds with three decimals, ratios percent with four. */
import { Type } from 'typebox';
import { closed, instantField, orNull, textOrNull } from '../../../platform/http/index.ts';
import { helpKinds } from '../../maintenance/index.ts';
import { accountedCategories, oeeFigures, ratio } from '../analytics.answers.schemas.ts';
import { machineStatuses } from './machine-states.rules.ts';

const count = (description: string) => Type.Integer({ description, examples: [3] });
const numberOrNull = (description: string) => Type.Unsafe<number | null>({ type: ['number', 'null'], description });

export const dashboardQuery = Type.Object(
  {
    place_id: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Only machines at this site, area or line, or anywhere inside it.',
        examples: [2],
      }),
    ),
  },
  closed,
);

const status = Type.Enum(machineStatuses, {
  description:
    '`running`; `idle`: a stop too short for a reason, or in its shift without a word; `down_planned`: a stop that belongs to production or is of a planned kind; `down_unplanned`: any other stop, or a ticket says so; `off_shift`; `offline` in the middle of a shift; `no_data`.',
  examples: ['running'],
});

const place = Type.Object({
  id: Type.Integer({ examples: [7] }),
  name: Type.String({ examples: ['Line 2'] }),
  level: Type.String({ description: '`site`, `area` or `line`.', examples: ['line'] }),
});

const run = Type.Object({
  id: Type.Integer({ description: 'Number of the run.', examples: [31] }),
  product_id: Type.Integer({ examples: [4] }),
  product_name: Type.String({ examples: ['C-Purlin 200'] }),
  product_code: textOrNull(Type.String({ examples: ['CP-200'] })),
  start_time: instantField('Beginning of the run.'),
  elapsed_seconds: Type.Number({ description: 'Since then, in seconds.', examples: [5_400] }),
  cut_count: count('Cuts since then.'),
  target_quantity: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    description: 'Pieces that it is to make; null where nobody has said.',
    examples: [2000],
  }),
  produced_count: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    description: 'Pieces so far: what people recorded, else what was counted; null where neither is known.',
    examples: [1200],
  }),
  progress: numberOrNull('`produced_count` of `target_quantity`, in percent, above 100 too; null without either.'),
  started_by: Type.String({ examples: ['olga@factory.example'] }),
});

const helpCall = Type.Object({
  id: Type.Integer({ description: 'Number of the call.', examples: [7] }),
  kind: Type.Enum([...helpKinds], { description: 'Who is needed.', examples: ['material'] }),
  text: textOrNull(Type.String({ description: 'What for.' })),
  called_at: instantField('When somebody called.'),
  called_by: Type.String({ examples: ['Olga Brook'] }),
  answered_at: textOrNull(instantField('Since when somebody is coming; null while nobody is.')),
  answered_by: textOrNull(Type.String({ examples: ['Tess Gray'] })),
});

const machine = Type.Object({
  machine_id: Type.String({ examples: ['6809f67ffc54c40ff1b489cf'] }),
  machine_name: Type.String({ examples: ['Mill 1'] }),
  places: Type.Array(place, { description: 'Where it stands, from the innermost place outwards.' }),
  criticality: textOrNull(Type.String({ description: 'A, B or C; null where nobody has said.' })),
  status,
  since: textOrNull(instantField('Since when; null where that cannot be told.')),
  reason: textOrNull(
    Type.String({
      description: 'Of a stop, as the catalogue names it; null where nobody gave one.',
      examples: ['Coil Change'],
    }),
  ),
  active: Type.Boolean({ description: 'It runs, or has cut within the last ten minutes.' }),
  shift: Type.Object({
    code: textOrNull(Type.String({ description: 'Null for time in no shift.', examples: ['DAY'] })),
    start_time: instantField('Beginning of the shift, or of the time in none.'),
    end_time: instantField('Its planned end.'),
    production_day: Type.String({ description: 'Local date on which it began.', examples: ['2026-09-02'] }),
  }),
  current_shift: Type.Object(accountedCategories, { description: 'From the beginning of the shift until now.' }),
  today: Type.Object(accountedCategories, { description: 'From the beginning of the production day until now.' }),
  oee: Type.Object(
    {
      oee: ratio('Availability × performance × quality; null while one of them is'),
      availability: ratio('Productive uptime of planned time'),
      partial_oee: ratio('Product of the factors that are known'),
      performance: ratio('Ideal cycle time × cuts of productive uptime'),
      quality: ratio('Good parts of all'),
      target_oee: numberOrNull('What the factory wants of the machine, in percent; null where nobody has said.'),
    },
    { description: 'Of the production day so far.' },
  ),
  cuts_today: count('Cuts on the production day so far.'),
  cuts_per_hour: numberOrNull('Between the first and the last report of the day; null without time between them.'),
  last_cut: textOrNull(instantField('The last cut that it reported; null before the first.')),
  active_run: orNull(run),
  tickets: Type.Object({
    open: count('Open, in progress or on hold.'),
    highest_priority: textOrNull(Type.String({ description: 'Of these; null where there is none.' })),
    down_since: textOrNull(
      instantField('Since when one of these says that the machine is down; null where none does.'),
    ),
  }),
  unanswered_stops: count(
    'Stops of a minute and more whose reason nobody has given: those that last, and those of the last 24 hours.',
  ),
  help_calls: Type.Array(helpCall, { description: 'Calls for help that wait there, the oldest first.' }),
});

export const dashboardAnswer = Type.Object({
  generated_at: instantField('The second that everything is measured up to.'),
  after: Type.String({
    description:
      'Place in the stream of events: read on from here (GET /api/v1/events?after=…) and no change is missed. Some may be in this answer already.',
    examples: ['0198c0de-5b7a-7c3e-9d3f-1a2b3c4d5e6f:1204'],
  }),
  factory: Type.Object(
    {
      tickets_open: count('Open, in progress or on hold.'),
      tickets_overdue: count('Of these, those whose due date has passed.'),
      help_calls: count('Calls for help that wait, in all.'),
      low_stock: count('Components below their minimum; each location counts.'),
    },
    { description: 'Of the whole factory, whatever place is asked for.' },
  ),
  totals: Type.Object(
    {
      machines: count('Machines in the list.'),
      active: count('Those that run, or have cut within the last ten minutes.'),
      by_status: Type.Record(Type.String(), Type.Integer(), { description: 'Machines by `status`.' }),
      active_runs: count('Runs that last now.'),
      cuts_today: count('Cuts on the production day so far.'),
      unanswered_stops: count('Stops whose reason nobody has given.'),
      current_shift: Type.Object(accountedCategories),
      today: Type.Object(accountedCategories),
      oee: Type.Object(oeeFigures, { description: 'Of their production days so far.' }),
    },
    {
      description:
        'Of the machines in the list together: of the whole factory, unless a place is asked for. Ratios are ratios of sums.',
    },
  ),
  attention: Type.Array(Type.String({ examples: ['6809f67ffc54c40ff1b489cf'] }), {
    description:
      'Ids of the machines that somebody has to see to, the most urgent first: those that are down without a plan, then those that are offline in their shift; of these criticality A before B, C and unsaid, then those that stand the longest.',
  }),
  machines: Type.Array(machine, { description: 'Machines in use, by name.' }),
});
