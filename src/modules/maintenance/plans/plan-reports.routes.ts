/** What is asked of plans together: their calendar, and all of them as a file. */
import { type Static, Type } from 'typebox';
import { formatInstant } from '../../../kernel/instant.ts';
import { addCsvExport, instantField, orNull, type RouteApp, type Routes } from '../../../platform/http/index.ts';
import { CALENDAR_DUES_MAX, type CalendarDue } from './plan-calendar.ts';
import { planWindowOf, planWindowQuery } from './plan-windows.ts';
import { PlanListQuery } from './plans.schemas.ts';
import type { Plans } from './plans.ts';
import { dueStates } from './plans.types.ts';

const tags = ['Plans'];
const permission = 'tickets:read';

const CalendarAnswer = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        plan_id: Type.Integer({ examples: [17] }),
        title: Type.String({ examples: ['Change the oil'] }),
        machine_id: Type.String({ examples: ['6809f67ffc54c40ff1b489cf'] }),
        machine_name: Type.String({ examples: ['Mill 1'] }),
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
          querystring: Type.Object(planWindowQuery),
          response: { 200: CalendarAnswer },
        },
        config: { permission, errors: ['unknown-machine', 'range-invalid', 'range-too-long'] },
      },
      async (request) => {
        const { items, complete } = await plans.listCalendar(planWindowOf(request.query));
        return { items: items.map(calendarDueToWire), complete };
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

function calendarDueToWire(due: CalendarDue): Static<typeof CalendarAnswer>['items'][number] {
  return {
    plan_id: due.planId,
    title: due.title,
    machine_id: due.machineId,
    machine_name: due.machineName,
    due_at: formatInstant(due.dueAt),
    state: due.state,
    ticket_id: due.ticketId,
    estimated_minutes: due.estimatedMinutes,
  };
}
