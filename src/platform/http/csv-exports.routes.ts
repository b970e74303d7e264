/** `GET ….csv`: a whole list as a CSV file, by the filters of its JSON route. */
import type { Static, TObject } from 'typebox';
import type { Actor, Permission } from '../../kernel/access.ts';
import type { ErrorCode } from '../../kernel/errors.ts';
import { CSV_TIME_LIMIT_MS, csvFile, sendCsv } from './csv-answers.ts';
import type { RouteApp } from './routes.ts';

export interface CsvExportRoute<Query extends TObject> {
  readonly tags: readonly string[];
  /** Ends in `/<name>.csv`; the file is called so. */
  readonly path: `/api/v1/${string}.csv`;
  /** What it is, in the sentences of the reference: `Machines`. */
  readonly noun: string;
  /** In which order the rows come, behind a comma; by a key that a row keeps for ever. */
  readonly order: string;
  /** What a reader must know beside it, as sentences. */
  readonly notes?: string;
  /** The filters of the list, without cursor, limit and the like. */
  readonly query: Query;
  readonly permission: Permission;
  readonly errors?: readonly ErrorCode[];
  readonly lines: (query: Static<Query>, actor: Actor) => AsyncIterable<string> | Promise<AsyncIterable<string>>;
}

const ONCE_EACH =
  'Read page after page: nothing comes twice, and what is there all the time is in it; what is changed meanwhile is as it was when its page was read.';

export function addCsvExport<Query extends TObject>(app: RouteApp, route: CsvExportRoute<Query>): void {
  const { tags, path, noun, order, notes, query, permission, errors = [], lines } = route;
  const description = `All that the filters let through, ${order}. ${notes === undefined ? '' : `${notes} `}${ONCE_EACH}`;
  const name = path.slice(path.lastIndexOf('/') + 1, -'.csv'.length);
  app.get(
    path,
    {
      schema: {
        tags,
        summary: `${noun} as CSV`,
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
