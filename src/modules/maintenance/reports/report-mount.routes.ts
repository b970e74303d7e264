/** One report as two routes: JSON, and with `.csv` behind its path a table. */
import type { Static, TObject, TSchema } from 'typebox';
import type { ErrorCode } from '../../../kernel/errors.ts';
import { addCsvFile, type RouteApp } from '../../../platform/http/index.ts';

const tags = ['Reports'];
const permission = 'analytics:read';
/** A year of a large factory, read in turns with everybody else. */
const TIME_LIMIT_MS = 60_000;

interface JsonReport<Query extends TObject, Answer extends TObject, Report> {
  /** Behind `/api/v1/reports/maintenance/`; the file is called so. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly errors: readonly ErrorCode[];
  readonly query: Query;
  readonly answer: Answer;
  readonly ask: (query: Static<Query>) => Promise<Report>;
  readonly toWire: (report: Report) => Static<Answer>;
}

interface CsvReport<Query extends TObject, Report> {
  readonly query: Query;
  readonly ask: (query: Static<Query>) => Promise<Report>;
  readonly toCsv: (report: Report) => AsyncIterable<string>;
}

/** @param file by default what is answered as JSON */
export function mountReport<
  Query extends TObject,
  Answer extends TObject,
  Report,
  FileQuery extends TObject = Query,
  File = Report,
>(app: RouteApp, report: JsonReport<Query, Answer, Report>, file: CsvReport<FileQuery, File>): void {
  const { path, summary, description, errors } = report;
  const address = `/api/v1/reports/maintenance/${path}` as const;
  app.get(
    address,
    {
      schema: { tags, summary, description, querystring: report.query, response: { 200: report.answer as TSchema } },
      // how fresh a fix is, and how old a ticket, changes with the clock
      config: { permission, errors, timeLimitMs: TIME_LIMIT_MS, freshness: { topics: [], live: () => true } },
    },
    async (request) => report.toWire(await report.ask(request.query as Static<Query>)),
  );
  addCsvFile(app, {
    tags,
    path: `${address}.csv`,
    summary: `${summary}, as CSV`,
    description: `The figures of \`${address}\` as a table: a line each, or one of the whole.`,
    query: file.query,
    permission,
    errors,
    lines: async (query) => file.toCsv(await file.ask(query)),
  });
}
