/** `/api/v1/reports/maintenance/…`: figures of maintenance, each as JSON and, with `.csv` behind its path, as a table. */
import type { Static } from 'typebox';
import type { ErrorCode } from '../../../kernel/errors.ts';
import { PAGE_LIMIT_DEFAULT } from '../../../kernel/paging.ts';
import type { Routes } from '../../../platform/http/index.ts';
import { BacklogAnswer, BacklogQuery, BacklogTrendAnswer, BacklogTrendQuery } from './backlog.schemas.ts';
import { backlogToCsv, backlogToWire, backlogTrendToCsv, backlogTrendToWire } from './backlog.wire.ts';
import { CostAnswer, TicketCostAnswer, TicketCostFileQuery, TicketCostQuery } from './costs.schemas.ts';
import { costsToCsv, costsToWire, ticketCostsToCsv, ticketCostsToWire } from './costs.wire.ts';
import { DueAnswer } from './due-dates.schemas.ts';
import { dueDatesToCsv, dueDatesToWire } from './due-dates.wire.ts';
import { RecurringAnswer, RecurringFileQuery, RecurringQuery } from './recurring-faults.schemas.ts';
import { recurringQueryOf, recurringToCsv, recurringToWire } from './recurring-faults.wire.ts';
import { ReliabilityAnswer } from './reliability.schemas.ts';
import { reliabilityToCsv, reliabilityToWire } from './reliability.wire.ts';
import { mountReport } from './report-mount.routes.ts';
import { ReportQuery } from './reports.schemas.ts';
import type { Reports } from './reports.ts';
import { reportQueryOf } from './reports.wire.ts';
import {
  StopAnswer,
  StopQuery,
  TicketlessStopAnswer,
  TicketlessStopFileQuery,
  TicketlessStopQuery,
} from './stops.schemas.ts';
import { stopQueryOf, stopsToCsv, stopsToWire, ticketlessToCsv, ticketlessToWire } from './stops.wire.ts';

const rangeErrors: readonly ErrorCode[] = ['range-invalid', 'range-too-long', 'unknown-machine'];

const failureDescription = `
A fault is a **failure** where it stopped the machine: \`machine_down\`, or it is about a stop (\`fourjaw_downtime_id\`) whose
reason is neither planned nor operator. It lasts from \`down_from\`, else from the beginning of that stop, until
\`restored_at\`, else the end of the stop, else \`resolved_time\`. Periods of one reason less than a minute apart are one
stop.`.trim();

const reliabilityDescription = `
What comes of faults: tickets that no plan opened and that were not cancelled. A fault belongs to the range in which it began
(\`down_from\`, else \`logged_time\`), so ranges that follow each other add up.

${failureDescription}

Tickets of one stop are one failure, told as by the first of them: those about the same stop, those of a machine whose times
overlap where somebody knows when it ran again, and of one cause also those less than a minute apart.

* **MTTR** = Σ (restored − began) / failures restored: elapsed time.
* **MTTA** = Σ (acknowledged − reported) / faults acknowledged.
* **MTBF** = productive uptime in the range / failures.
* **First-time fix** = faults done without being reopened and without another fault of the same machine and cause within
  \`repeat_days\` of being resolved, of all faults done.
* **Repeats** = faults within \`repeat_days\` of another of the same machine and cause; a further ticket of a failure is none.

Cause is the failure code, or the category while there is none. What has no base is null.`.trim();

const recurringDescription = `
Machines and causes of which at least \`at_least\` faults (3 by default) began within \`reports.repeat_days\` of each other, the
last of them in the range. Cause is the failure code, or the category while there is none; a further ticket of a failure that
was told of is none of its own.`.trim();

const dueDatesDescription = `
SLA hit rate = faults resolved by their due date / faults resolved that have one. Of the faults that began in the range: tickets
that no plan opened and that were not cancelled. The due date stands while a ticket is on hold. What is not done is in no share;
it is told where its due date has passed.`.trim();

const costsDescription = `
Labour, parts and stops of the tickets that began in the range, those of plans and cancelled ones among them. A ticket's cost
belongs to the range in which it began, whole. Labour costs \`reports.labour_hourly_cost\` an hour (a setting); what of a stop
lies in shifts costs the hourly cost of the machine, until now while it stands. Several tickets of a stop have its time each.
What nobody has said the price of is null, counted, and in no sum.

${failureDescription}`.trim();

const stopsDescription = `
Long stops of machines, as analytics has them, and whether somebody wrote a ticket. A ticket covers a stop of its machine that it
is about (\`fourjaw_downtime_id\`: whenever it was written, and all periods of the stop where a source has split it), that lies
in the time that the machine stood because of it, or, where it is about none and its fault stopped nothing, in which it was
logged. Cancelled tickets and those of plans cover nothing. covered_percent = time with a ticket / time of all.`.trim();

export function reportRoutes(reports: Reports): Routes {
  return (app) => {
    const askReliability = (query: Static<typeof ReportQuery>) => reports.reportReliability(reportQueryOf(query));
    mountReport(
      app,
      {
        path: 'reliability',
        summary: 'MTTR, MTTA, MTBF, first-time fix and repeats',
        description: reliabilityDescription,
        errors: rangeErrors,
        query: ReportQuery,
        answer: ReliabilityAnswer,
        ask: askReliability,
        toWire: reliabilityToWire,
      },
      { query: ReportQuery, ask: askReliability, toCsv: reliabilityToCsv },
    );
    mountReport(
      app,
      {
        path: 'recurring-faults',
        summary: 'Faults that keep coming back',
        description: recurringDescription,
        errors: rangeErrors,
        query: RecurringQuery,
        answer: RecurringAnswer,
        ask: async ({ limit = PAGE_LIMIT_DEFAULT, ...query }) =>
          recurringToWire(await reports.listRecurringFaults(recurringQueryOf(query)), limit),
        toWire: (answer) => answer,
      },
      {
        query: RecurringFileQuery,
        ask: (query) => reports.listRecurringFaults(recurringQueryOf(query)),
        toCsv: recurringToCsv,
      },
    );
    const askDueDates = (query: Static<typeof ReportQuery>) => reports.reportDueDates(reportQueryOf(query));
    mountReport(
      app,
      {
        path: 'due-dates',
        summary: 'SLA hit rate: what was resolved by its due date',
        description: dueDatesDescription,
        errors: rangeErrors,
        query: ReportQuery,
        answer: DueAnswer,
        ask: askDueDates,
        toWire: dueDatesToWire,
      },
      { query: ReportQuery, ask: askDueDates, toCsv: dueDatesToCsv },
    );
    const askBacklog = ({ machine_ids: machineIds, group_by: groupBy }: Static<typeof BacklogQuery>) =>
      reports.reportBacklog({ machineIds, groupBy });
    mountReport(
      app,
      {
        path: 'backlog',
        summary: 'The backlog as it stands',
        description: 'Tickets that are not done: how they stand, how urgent, how old and how late they are.',
        errors: ['unknown-machine'],
        query: BacklogQuery,
        answer: BacklogAnswer,
        ask: askBacklog,
        toWire: backlogToWire,
      },
      { query: BacklogQuery, ask: askBacklog, toCsv: backlogToCsv },
    );
    const askBacklogTrend = ({ interval = 'week', ...query }: Static<typeof BacklogTrendQuery>) =>
      reports.reportBacklogTrend({ ...reportQueryOf(query), interval });
    mountReport(
      app,
      {
        path: 'backlog-trend',
        summary: 'How the backlog came to that',
        description:
          'Tickets opened, finished and waiting at the end of each local day, ISO week or month. One that was reopened counts as waiting since it was first logged.',
        errors: rangeErrors,
        query: BacklogTrendQuery,
        answer: BacklogTrendAnswer,
        ask: askBacklogTrend,
        toWire: backlogTrendToWire,
      },
      { query: BacklogTrendQuery, ask: askBacklogTrend, toCsv: backlogTrendToCsv },
    );
    const askCosts = (query: Static<typeof ReportQuery>) => reports.reportCosts(reportQueryOf(query));
    mountReport(
      app,
      {
        path: 'costs',
        summary: 'What maintenance costs',
        description: costsDescription,
        errors: rangeErrors,
        query: ReportQuery,
        answer: CostAnswer,
        ask: askCosts,
        toWire: costsToWire,
      },
      { query: ReportQuery, ask: askCosts, toCsv: costsToCsv },
    );
    mountReport(
      app,
      {
        path: 'ticket-costs',
        summary: 'What each ticket costs',
        description: `The dearest first; as CSV all of the range, by their numbers. ${costsDescription}`,
        errors: rangeErrors,
        query: TicketCostQuery,
        answer: TicketCostAnswer,
        ask: ({ limit = PAGE_LIMIT_DEFAULT, ...query }) =>
          reports.reportTicketCosts({ ...reportQueryOf(query), limit }),
        toWire: ticketCostsToWire,
      },
      {
        query: TicketCostFileQuery,
        ask: (query) => reports.listTicketCosts(reportQueryOf(query)),
        toCsv: ticketCostsToCsv,
      },
    );
    const askStops = (query: Static<typeof StopQuery>) => reports.reportStops(stopQueryOf(query));
    mountReport(
      app,
      {
        path: 'stops',
        summary: 'Long stops with and without a ticket',
        description: stopsDescription,
        errors: rangeErrors,
        query: StopQuery,
        answer: StopAnswer,
        ask: askStops,
        toWire: stopsToWire,
      },
      { query: StopQuery, ask: askStops, toCsv: stopsToCsv },
    );
    mountReport(
      app,
      {
        path: 'stops-without-ticket',
        summary: 'Long stops that nobody wrote a ticket about',
        description: stopsDescription,
        errors: rangeErrors,
        query: TicketlessStopQuery,
        answer: TicketlessStopAnswer,
        ask: async ({ limit = PAGE_LIMIT_DEFAULT, ...query }) =>
          ticketlessToWire(await reports.listStopsWithoutTicket(stopQueryOf(query)), limit),
        toWire: (answer) => answer,
      },
      {
        query: TicketlessStopFileQuery,
        ask: (query) => reports.listStopsWithoutTicket(stopQueryOf(query)),
        toCsv: ticketlessToCsv,
      },
    );
  };
}
