/** `GET ….csv`: what a JSON route answers, as a CSV file; of a list all that its filters let through. */
import type { Static, TObject } from 'typebox';
import type { Actor, Permission } from '../../kernel/access.ts';
import type { ErrorCode } from '../../kernel/errors.ts';
import { CSV_TIME_LIMIT_MS, csvFile, sendCsv } from './csv-answers.ts';
import type { RouteApp } from './routes.ts';

/** What any CSV file that goes out is. */
interface CsvFile<Query extends TObject> {
  readonly tags: readonly string[];
  /** Ends in `/<name>.csv`; the file is called so. */
  readonly path: `/api/v1/${string}.csv`;
  /** Of a list its filters, without cursor, limit and the like. */
  readonly query: Query;
  readonly permission: Permission;
  readonly errors?: readonly ErrorCode[];
  readonly lines: (query: Static<Query>, actor: Actor) => AsyncIterable<string> | Promise<AsyncIterable<string>>;
}

export interface CsvFileRoute<Query extends TObject> extends CsvFile<Query> {
  readonly summary: string;
  readonly description: string;
}

export interface CsvExportRoute<Query extends TObject> extends CsvFile<Query> {
  /** What it is, in the sentences of the reference: `Machines`. */
  readonly noun: string;
  /** In which order the rows come, behind a comma; by a key that a row keeps for ever. */
  readonly order: string;
  /** What a reader must know beside it, as sentences. */
  readonly notes?: string;
}

const ONCE_EACH =
  'Read page after page: nothing comes twice, and what is there all the time is in it; what is changed meanwhile is as it was when its page was read.';

export function addCsvExport<Query extends TObject>(
  app: RouteApp,
  { noun, order, notes, ...file }: CsvExportRoute<Query>,
): void {
  const description = `All that the filters let through, ${order}. ${notes === undefined ? '' : `${notes} `}${ONCE_EACH}`;
  addCsvFile(app, { ...file, summary: `${noun} as CSV`, description });
}

/** Any reader has the same time for it, however slow the line. */
export function addCsvFile<Query extends TObject>(app: RouteApp, route: CsvFileRoute<Query>): void {
  const { tags, path, summary, description, query, permission, errors = [], lines } = route;
  const name = path.slice(path.lastIndexOf('/') + 1, -'.csv'.length);
  app.get(
    path,
    {
      schema: {
        tags,
        summary,
        description,
        querystring: query as TObject,
        produces: ['text/csv'],
        response: { 200: csvFile },
      },
      config: { permission, errors, timeLimitMs: CSV_TIME_LIMIT_MS },
    },
    async (request, reply) => sendCsv(reply, name, await lines(request.query as Static<Query>, request.actor)),
  );
}
