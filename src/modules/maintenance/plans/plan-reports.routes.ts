/** What is asked of plans together: their calendar, whether they were done in time, and all of them as a file. */
import { type Static, Type } from 'typebox';
import { formatInstant } from '../../../kernel/instant.ts';
import {
  addCsvExport,
  instantField,
  instantParameter,
  orNull,
  queryInstant,
  type RouteApp,
  type Routes,
} from '../../../platform/http/index.ts';
import { CALENDAR_DUES_MAX, type CalendarDue } from './plan-calendar.ts';
import { type ComplianceCounts, complianceGroupings, GROUPS_MAX } from './plan-compliance.ts';
import { PlanListQuery } from './plans.schemas.ts';
import type { Plans } from './plans.ts';
import { dueStates } from './plans.types.ts';

const tags = ['Plans'];
const permission = 'tickets:read';

const range = {
  start_time: instantParameter('Begin of the window.'),
  end_time: instantParameter('End of the window, not part of it.'),
  machine_ids: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1_000, description: 'Of these machines.' }),
  ),
};

const CalendarAnswer = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        plan_id: Type.Integer({ examples: [17] }),
        title: Type.String({ examples: ['Change the oil'] }),
        machine_id: Type.String({ examples: ['6809f67ffc54c40ff1b489cf'] }),
        due_at: instantField('When it is due.'),
        state: Type.Unsafe<(typeof dueStates)[number] | 'planned'>({
          type: 'string',
          enum: ['planned', ...dueStates],
          description: 'What became of it; `planned` while nothing has been decided.',
          examples: ['planned'],
        }),
        ticket_id: orNull(Type.Integer({ description: 'The ticket that it opened, or is served with.' })),
        estimated_minutes: orNull(Type.Integer({ description: 'How long it takes.', examples: [45] })),
      }),
      { description: 'By time.' },
    ),
    complete: Type.Boolean({
      description: `False where there are more than ${CALENDAR_DUES_MAX} and some are left out.`,
    }),
  },
  { title: 'PlanCalendar' },
);

const whole = (description: string) => Type.Integer({ description, examples: [4] });
const percent = (description: string) =>
  orNull(Type.Number({ description: `${description} Null where nothing was due.`, examples: [92.31] }));
const counts = {
  due: whole('What could have been done in time (n): done in time, done late, missed, overdue.'),
  done_in_time: whole('Done until the due and its tolerance: setting `plans.tolerance_percent`.'),
  done_late: whole('Done later than that.'),
  missed: whole('Passed without a ticket of their own.'),
  overdue: whole('Not done, and too late to be in time.'),
  pending: whole('Not done, and not too late yet: no part of `due`.'),
  skipped: whole('Left out with a reason, or cancelled: no part of `due`.'),
  compliance_percent: percent('done_in_time of due.'),
  by_due_date_percent: percent('Done by the due itself, without tolerance, of due.'),
};

const ComplianceAnswer = Type.Object(
  {
    start_time: instantField('Begin of the window.'),
    end_time: instantField('End of the window, not part of it.'),
    group_by: Type.Enum([...complianceGroupings]),
    total: Type.Object(counts),
    groups: Type.Array(
      Type.Object({
        key: Type.String({ description: 'Number of the plan, id of the machine, or local month.', examples: ['17'] }),
        name: Type.String({ examples: ['Change the oil'] }),
        ...counts,
      }),
    ),
    complete: Type.Boolean({
      description: `False where there are more than ${GROUPS_MAX} groups and some are left out.`,
    }),
  },
  { title: 'PlanCompliance' },
);

const complianceDescription = `
Of what was due in the window, by plan, machine or local month: compliance = done in time / due, where in time is until the due
and its tolerance (setting \`plans.tolerance_percent\`, 10 % of the interval by default), by date, or by the meter of a plan that
has one. Due are those done, missed, and not done though too late for it; what was skipped, what a person asked for and what can
still be done in time are not. The groups add up to the total.`.trim();

export function planReportRoutes(plans: Plans): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/plans/calendar',
      {
        schema: {
          tags,
          summary: 'Dues of all plans in a window',
          description:
            'Those that were decided with what became of them, and those to come as foreseen: up to 400 days, and 800 days ahead. A plan that is counted from completion is foreseen as if each were done when it is due.',
          querystring: Type.Object(range),
          response: { 200: CalendarAnswer },
        },
        config: { permission, errors: ['unknown-machine', 'range-invalid', 'range-too-long'] },
      },
      async (request) => {
        const { items, complete } = await plans.listCalendar(windowOf(request.query));
        return { items: items.map(calendarDueToWire), complete };
      },
    );

    app.get(
      '/api/v1/plans/compliance',
      {
        schema: {
          tags,
          summary: 'Whether plans were done in time',
          description: complianceDescription,
          querystring: Type.Object({
            ...range,
            group_by: Type.Optional(
              Type.Enum([...complianceGroupings], { default: 'plan', description: 'What the groups are.' }),
            ),
          }),
          response: { 200: ComplianceAnswer },
        },
        config: { permission, errors: ['unknown-machine', 'range-invalid', 'range-too-long'] },
      },
      async (request): Promise<Static<typeof ComplianceAnswer>> => {
        const { group_by: groupBy = 'plan' } = request.query;
        const window = windowOf(request.query);
        const { total, groups, complete } = await plans.reportCompliance({ ...window, groupBy });
        return {
          start_time: formatInstant(window.fromMs),
          end_time: formatInstant(window.toMs),
          group_by: groupBy,
          total: countsToWire(total),
          groups: groups.map((group) => ({ key: group.key, name: group.name, ...countsToWire(group) })),
          complete,
        };
      },
    );

    addCsvExport(app, {
      tags,
      path: '/api/v1/plans.csv',
      noun: 'Plans',
      order: 'in the order in which they were made',
      query: Type.Omit(PlanListQuery, ['cursor', 'limit']),
      permission,
      lines: ({ machine_ids: machineIds, ...filter }) => plans.exportPlans({ ...filter, machineIds }),
    });
  };
}

function windowOf(query: {
  readonly start_time: string;
  readonly end_time: string;
  readonly machine_ids?: readonly string[];
}) {
  return {
    fromMs: queryInstant('start_time', query.start_time).ms,
    toMs: queryInstant('end_time', query.end_time).ms,
    machineIds: query.machine_ids,
  };
}

function calendarDueToWire(due: CalendarDue): Static<typeof CalendarAnswer>['items'][number] {
  return {
    plan_id: due.planId,
    title: due.title,
    machine_id: due.machineId,
    due_at: formatInstant(due.dueAt),
    state: due.state,
    ticket_id: due.ticketId,
    estimated_minutes: due.estimatedMinutes,
  };
}

function countsToWire(given: ComplianceCounts) {
  const share = (part: number) => (given.due === 0 ? null : Math.round((part / given.due) * 10_000) / 100);
  return {
    due: given.due,
    done_in_time: given.doneInTime,
    done_late: given.doneLate,
    missed: given.missed,
    overdue: given.overdue,
    pending: given.pending,
    skipped: given.skipped,
    compliance_percent: share(given.doneInTime),
    by_due_date_percent: share(given.doneByDue),
  };
}
