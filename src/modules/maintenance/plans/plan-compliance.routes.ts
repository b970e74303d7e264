/** `/api/v1/plans/compliance`: whether plans were done in time, as JSON and, with `.csv` behind its path, as a table. */
import { type Static, Type } from 'typebox';
import { csvTable } from '../../../kernel/csv-writer.ts';
import { formatInstant } from '../../../kernel/instant.ts';
import { addCsvFile, instantField, orNull, type RouteApp, type Routes } from '../../../platform/http/index.ts';
import { type ComplianceCounts, type ComplianceGroup, complianceGroupings, GROUPS_MAX } from './plan-compliance.ts';
import { planWindowOf, planWindowQuery } from './plan-windows.ts';
import type { Plans } from './plans.ts';

const tags = ['Plans'];
const config = { permission: 'tickets:read', errors: ['unknown-machine', 'range-invalid', 'range-too-long'] } as const;

const ComplianceQuery = Type.Object({
  ...planWindowQuery,
  group_by: Type.Optional(
    Type.Enum([...complianceGroupings], { default: 'plan', description: 'What the groups are.' }),
  ),
});

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

export function planComplianceRoutes(plans: Plans): Routes {
  const ask = ({ group_by: groupBy = 'plan', ...window }: Static<typeof ComplianceQuery>, groupsMax?: number) =>
    plans.reportCompliance({ ...planWindowOf(window), groupBy }, groupsMax);

  return (app: RouteApp) => {
    app.get(
      '/api/v1/plans/compliance',
      {
        schema: {
          tags,
          summary: 'Whether plans were done in time',
          description: complianceDescription,
          querystring: ComplianceQuery,
          response: { 200: ComplianceAnswer },
        },
        config,
      },
      async (request): Promise<Static<typeof ComplianceAnswer>> => {
        const { group_by: groupBy = 'plan' } = request.query;
        const { fromMs, toMs } = planWindowOf(request.query);
        const { total, groups, complete } = await ask(request.query, GROUPS_MAX);
        return {
          start_time: formatInstant(fromMs),
          end_time: formatInstant(toMs),
          group_by: groupBy,
          total: countsToWire(total),
          groups: groups.map(groupToWire),
          complete,
        };
      },
    );

    addCsvFile(app, {
      tags,
      path: '/api/v1/plans/compliance.csv',
      summary: 'Whether plans were done in time, as CSV',
      description: 'All groups of `/api/v1/plans/compliance` as a table, a line each.',
      query: ComplianceQuery,
      ...config,
      lines: async (query) => csvTable(header, [(await ask(query)).groups.map(groupToWire)]),
    });
  };
}

const header = [
  'key',
  'name',
  'due',
  'done_in_time',
  'done_late',
  'missed',
  'overdue',
  'pending',
  'skipped',
  'compliance_percent',
  'by_due_date_percent',
] as const;

function groupToWire(group: ComplianceGroup) {
  return { key: group.key, name: group.name, ...countsToWire(group) };
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
