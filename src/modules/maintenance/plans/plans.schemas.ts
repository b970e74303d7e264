/** What requests and answers about plans look like. */
import { Type } from 'typebox';
import {
  closed,
  cursorParameter,
  dateField,
  idParams,
  instantField,
  limitParameter,
  optionalFields,
  orNull,
  pageOf,
  versionField,
  versionGiven,
} from '../../../platform/http/index.ts';
import { priorities } from '../tickets/tickets.rules.ts';
import { checklistField, PlanCheckAnswer, PlanPartAnswer, partsField } from './plan-contents.schemas.ts';
import { offDayMoves } from './plan-dues.rules.ts';
import { LEAD_DAYS_MAX } from './plans.settings.ts';
import { dueStates, planBases, planStatuses, planTriggers } from './plans.types.ts';
import { RULE_LENGTH_MAX } from './recurrence.rules.ts';

const EVERY_MAX = 1_000_000_000;
const YEAR_MINUTES = 525_600;

export const PlanParams = idParams('plan');

const machineId = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'The machine: an id of GET /api/v1/machines.',
  examples: ['6809f67ffc54c40ff1b489cf'],
});
const title = Type.String({ minLength: 1, maxLength: 200, description: 'What is done.', examples: ['Change the oil'] });
const instructions = orNull(
  Type.String({ maxLength: 3_000, description: 'How it is done.', examples: ['Stop the pump first.'] }),
);
const trigger = Type.Enum([...planTriggers], {
  description: 'What it counts: days of the calendar, hours of productive uptime, or cuts.',
  examples: ['calendar'],
});
const basis = Type.Enum([...planBases], {
  description: 'Where the next due is counted from: its own schedule, or when the last one was done.',
  examples: ['schedule'],
});
const rule = orNull(
  Type.String({
    maxLength: RULE_LENGTH_MAX,
    description:
      'Of a plan by calendar: an RRULE (RFC 5545) with FREQ from DAILY to YEARLY, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, UNTIL, WKST. A month without the day is served on its last one.',
    examples: ['FREQ=MONTHLY;BYDAY=1MO'],
  }),
);
const beginsOn = orNull(dateField('Of a plan by calendar: the local date that its rule counts from.'));
const dueTime = orNull(
  Type.String({
    pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
    maxLength: 5,
    description: 'Of a plan by calendar: the local time of day at which it is due. Default: 23:59, the end of the day.',
    examples: ['08:00'],
  }),
);
const offDays = orNull(
  Type.Enum([...offDayMoves], {
    description: 'Of a plan by calendar: what becomes of a date on which nobody works. Default: `keep`.',
    examples: ['next'],
  }),
);
const workingDays = orNull(
  Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
    minItems: 1,
    maxItems: 7,
    description: 'ISO weekdays on which somebody works (1 is Monday); null: the days on which the machine has shifts.',
    examples: [[1, 2, 3, 4, 5]],
  }),
);
const every = orNull(
  Type.Number({
    minimum: 1,
    maximum: EVERY_MAX,
    description: 'Of a plan by run_hours or cuts: after how many it is due; at least 1 hour or 10 cuts.',
    examples: [250],
  }),
);
const countedFrom = instantField(
  'Of a plan by run_hours or cuts: when it was last done, so that the meter is counted from there. Default: now.',
);
const details = {
  instructions,
  basis,
  rule,
  begins_on: beginsOn,
  due_time: dueTime,
  off_days: offDays,
  working_days: workingDays,
  every,
  lead_days: orNull(
    Type.Integer({
      minimum: 0,
      maximum: LEAD_DAYS_MAX,
      description:
        'How many days before a due its ticket opens, as that day begins; null: as the setting `plans.lead_days` says.',
      examples: [3],
    }),
  ),
  incident_category: orNull(
    Type.String({
      maxLength: 60,
      description: 'Of its tickets: one of the setting `tickets.categories`. Null: the default one.',
      examples: ['Hydraulic'],
    }),
  ),
  priority: Type.Enum([...priorities], { description: 'Of its tickets. Default: Medium.', examples: ['Medium'] }),
  assignee_id: orNull(
    Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'Who is given its tickets; null: nobody.',
    }),
  ),
  team: orNull(Type.String({ maxLength: 80, description: 'Who looks after its tickets.', examples: ['Hydraulics'] })),
  estimated_minutes: orNull(
    Type.Integer({ minimum: 1, maximum: YEAR_MINUTES, description: 'How long it takes.', examples: [45] }),
  ),
};
const given = { counted_from: countedFrom, checklist: checklistField, parts: partsField };

export const NewPlanBody = Type.Object(
  { machine_id: machineId, title, trigger, ...optionalFields({ ...details, ...given }) },
  { ...closed, title: 'NewPlan' },
);

export const PlanChangesBody = Type.Object(
  { ...optionalFields({ title, trigger, ...details, ...given }), version: versionGiven },
  { ...closed, title: 'PlanChanges' },
);

export const PlanStepBody = Type.Union([
  Type.Object(
    {
      reason: Type.Optional(Type.String({ maxLength: 500, description: 'Why; kept in the audit.' })),
      version: versionGiven,
    },
    closed,
  ),
  Type.Null(),
]);

export const SkipBody = Type.Object(
  {
    reason: Type.String({
      minLength: 1,
      maxLength: 500,
      description: 'Why; kept with the due.',
      examples: ['The mill is being rebuilt'],
    }),
    version: versionGiven,
  },
  { ...closed, title: 'PlanDueSkip' },
);

export const PlanListQuery = Type.Object({
  machine_ids: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1_000, description: 'Of these machines.' }),
  ),
  status: Type.Optional(Type.Enum([...planStatuses], { description: 'How they stand.' })),
  trigger: Type.Optional(Type.Enum([...planTriggers], { description: 'What they count.' })),
  cursor: cursorParameter,
  limit: limitParameter,
});

const optionalInstant = (description: string) => orNull(instantField(description));

export const PlanMeterAnswer = Type.Object(
  {
    value: Type.Number({
      description: 'Run hours or cuts since the last one; below 0 where a ticket was opened early.',
      examples: [181.5],
    }),
    every: Type.Number({ description: 'After how many it is due.', examples: [250] }),
    per_day: Type.Number({ description: 'On average of the last four weeks.', examples: [11.2] }),
    due_at: optionalInstant(
      'When it will be due, as the last four weeks let expect; null for a plan that is not active, and where the meter stands.',
    ),
  },
  { title: 'PlanMeter', description: 'Of a plan by meter, how far it has come.' },
);

export const PlanAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the plan.', examples: [17] }),
    machine_id: machineId,
    machine_name: Type.String({ examples: ['Mill 1'] }),
    title,
    trigger,
    ...details,
    assignee: orNull(
      Type.Object(
        { id: Type.Integer(), name: Type.String({ examples: ['Tess Carter'] }) },
        { description: 'Who is given its tickets.' },
      ),
    ),
    lead_days_in_force: Type.Integer({ description: "The plan's own or the factory's.", examples: [3] }),
    checklist: Type.Array(PlanCheckAnswer, { description: 'What its tickets have to check, in order.' }),
    parts: Type.Array(PlanPartAnswer, { description: 'What is set aside for its tickets.' }),
    status: Type.Enum([...planStatuses], { description: 'Only an active plan opens tickets.' }),
    paused_because: orNull(
      Type.Enum(['person', 'machine-retired'], { description: 'Who paused it; null unless it is paused.' }),
    ),
    next_due_at: optionalInstant(
      'When it is due next; null for a plan by meter, for one that is not active, and for one that is counted from the completion of a ticket that is not done.',
    ),
    last_due_at: optionalInstant('When it was due last.'),
    open_ticket_id: orNull(Type.Integer({ description: 'Its ticket that is not done.' })),
    meter: orNull(PlanMeterAnswer),
    version: versionField,
    created_at: instantField('When it was made.'),
    updated_at: instantField('When somebody last changed it.'),
  },
  { title: 'Plan' },
);
export const PlanPage = pageOf(PlanAnswer);

export const RunAnswer = Type.Object({
  ticket_id: Type.Integer({ description: 'The ticket that was opened.', examples: [1204] }),
  plan: PlanAnswer,
});

export const PlanDueAnswer = Type.Object(
  {
    number: Type.Integer({ description: "Counts the plan's dues." }),
    cause: Type.Enum(['due', 'asked'], { description: 'Decided by the schedule, or asked for by a person.' }),
    state: Type.Enum([...dueStates], {
      description:
        'open: its ticket is not done. missed: it passed while another ticket of the plan was not done, or while nobody looked, and is served with that one.',
    }),
    due_at: instantField('When it was due; of a plan by meter as it was foreseen, or noticed.'),
    latest_at: instantField('Until when it counts as in time: setting `plans.tolerance_percent`.'),
    times: Type.Integer({ description: 'Steps of a meter that were missed at once.', examples: [1] }),
    ticket_id: orNull(Type.Integer({ description: 'The ticket that it opened, or that it is served with.' })),
    reason: orNull(Type.String({ description: 'Why it was skipped.' })),
    decided_at: instantField('When MillDash decided about it.'),
    done_at: optionalInstant('When its ticket was resolved.'),
    due_meter: orNull(Type.Number({ description: 'Run hours or cuts since the last one at which it was due.' })),
    done_meter: orNull(Type.Number({ description: 'Run hours or cuts since the last one when it was done.' })),
  },
  { title: 'PlanDue' },
);
export const PlanDuePage = pageOf(PlanDueAnswer);
