/** `/api/v1/reports/maintenance/…`: figures of maintenance, each as JSON and, with `.csv` behind its path, as a table. */
import { Readable } from 'node:stream';
import { type Static, type TObject, type TSchema, Type } from 'typebox';
import type { ErrorCode } from '../../../kernel/errors.ts';
import type { RouteApp, Routes } from '../../../platform/http/index.ts';
import { ReliabilityAnswer } from './reliability.schemas.ts';
import { reliabilityToCsv, reliabilityToWire } from './reliability.wire.ts';
import { ReportQuery } from './reports.schemas.ts';
import type { Reports } from './reports.ts';
import { reportQueryOf } from './reports.wire.ts';

const tags = ['Reports'];
const permission = 'analytics:read';
/** A year of a large factory, read in turns with everybody else. */
const TIME_LIMIT_MS = 60_000;
const errors: readonly ErrorCode[] = ['range-invalid', 'range-too-long', 'unknown-machine'];

const reliabilityDescription = `
What comes of faults: tickets that no plan opened and that were not cancelled. A fault belongs to the range in which it began
(\`down_from\`, else \`logged_time\`), so ranges that follow each other add up. It is a failure where it stopped the machine
(\`machine_down\`, or a status period that it is about).

* **MTTR** = Σ (restored − began) / failures restored: elapsed time. Restored is \`restored_at\`, else \`resolved_time\`.
* **MTTA** = Σ (acknowledged − reported) / faults acknowledged.
* **MTBF** = productive uptime in the range / failures.
* **First-time fix** = faults done without being reopened and without another fault of the same machine and cause within
  \`repeat_days\` of being resolved, of all faults done.
* **Repeats** = faults within \`repeat_days\` of another of the same machine and cause.

Cause is the failure code, or the category while there is none. What has no base is null.`.trim();

export function reportRoutes(reports: Reports): Routes {
  return (app) => {
    mountReport(app, {
      path: 'reliability',
      summary: 'MTTR, MTTA, MTBF, first-time fix and repeats',
      description: reliabilityDescription,
      query: ReportQuery,
      answer: ReliabilityAnswer,
      ask: (query) => reports.reportReliability(reportQueryOf(query)),
      toWire: reliabilityToWire,
      toCsv: reliabilityToCsv,
    });
  };
}

interface MountedReport<Query extends TObject, Answer extends TObject, Report> {
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly query: Query;
  readonly answer: Answer;
  readonly ask: (query: Static<Query>) => Promise<Report>;
  readonly toWire: (report: Report) => Static<Answer>;
  readonly toCsv: (report: Report) => AsyncIterable<string>;
}

function mountReport<Query extends TObject, Answer extends TObject, Report>(
  app: RouteApp,
  { path, summary, description, query: querystring, ...report }: MountedReport<Query, Answer, Report>,
): void {
  const config = { permission, errors, timeLimitMs: TIME_LIMIT_MS } as const;
  const address = `/api/v1/reports/maintenance/${path}`;
  app.get(
    address,
    // how fresh a fix is, and how old a ticket, changes with the clock
    {
      schema: { tags, summary, description, querystring, response: { 200: report.answer as TSchema } },
      config: { ...config, freshness: { topics: [], live: () => true } },
    },
    async (request) => report.toWire(await report.ask(request.query as Static<Query>)),
  );
  app.get(
    `${address}.csv`,
    {
      schema: {
        tags,
        summary: `${summary}, as CSV`,
        description: `A line a group, or one of the whole; the same figures as \`${address}\`.`,
        querystring,
        produces: ['text/csv'],
        response: {
          200: Type.String({ description: 'The file, in UTF-8. Texts that a spreadsheet would run are quoted.' }),
        },
      },
      config,
    },
    async (request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${path}.csv"`)
        .send(Readable.from(report.toCsv(await report.ask(request.query as Static<Query>))) as never),
  );
}
