/** The upload of status periods over HTTP. */
import { acceptCsvFiles, type RouteApp, type Routes, readUploads } from '../../platform/http/index.ts';
import { loadSummary, uploadBody, uploadQuery } from './ingestion.schemas.ts';
import { type Ingestion, isUnreadableFile, type LoadSummary } from './ingestion.service.ts';
import { toLoadSummary } from './ingestion.wire.ts';
import { REJECTS_LISTED_MAX, RejectsAnswer } from './rejects-csv.ts';

export interface IngestionRouteOptions {
  /** Largest file, in bytes. */
  readonly uploadLimitBytes: number;
}

/** File parts of one multipart upload. */
const FILES_PER_UPLOAD_MAX = 20;
/** A file of the largest size over a slow line; batches commit as they come, so nothing waits for the end. */
const UPLOAD_TIME_LIMIT_MS = 3_600_000;

const description = `
Streams one CSV file (as the body, \`text/csv\`) or several (as the parts of \`multipart/form-data\`) and upserts their
rows by id. Needed columns, in any order: \`id\`, \`machine_id\`, \`downtime_reason_name\`, \`start_timestamp\`,
\`end_timestamp\` (empty while the period is open), \`productivity\` and \`classification\`; \`name\` names machines that are
not there yet. Shift, day and category are derived by MillDash; a differing \`duration_seconds\` is a warning. A time
without an offset is UTC.

Good rows are kept and refused rows reported; sending a file again changes nothing. The answer is the summary, or with
\`Accept: text/csv\` the refused rows as a CSV file, the first ${REJECTS_LISTED_MAX.toLocaleString('en')} of them. Then the header
\`Rejects-Complete\` says \`true\`, or \`false\` where there are more or a file could not be read to its end; the last lines
say which, with \`list-cut\` and \`file-failed\` as the reason.`.trim();

export function ingestionRoutes(ingestion: Ingestion, options: IngestionRouteOptions): Routes {
  return (app) => void app.register((scope) => mount(scope as unknown as RouteApp, ingestion, options));
}

async function mount(
  scope: RouteApp,
  ingestion: Ingestion,
  { uploadLimitBytes }: IngestionRouteOptions,
): Promise<void> {
  await acceptCsvFiles(scope, { limitBytes: uploadLimitBytes, files: FILES_PER_UPLOAD_MAX });

  scope.post(
    '/api/v1/ingestion/status-periods',
    {
      bodyLimit: uploadLimitBytes,
      schema: {
        summary: 'Load status periods from CSV',
        description,
        tags: ['Ingestion'],
        consumes: ['text/csv', 'multipart/form-data'],
        produces: ['application/json', 'text/csv'],
        querystring: uploadQuery,
        body: uploadBody,
        response: { 200: loadSummary },
      },
      config: { permission: 'timeline:write', errors: ['upload-invalid'], timeLimitMs: UPLOAD_TIME_LIMIT_MS },
    },
    async (request, reply) => {
      const { dry_run: dryRun, file_name: fileName, refusals_limit: refusalsKept } = request.query;
      const uploads = readUploads(request, {
        limitBytes: uploadLimitBytes,
        fileName,
        tooLarge: 'Use `milldash load`.',
      });
      const rejects = request.headers.accept?.startsWith('text/csv') === true ? new RejectsAnswer() : undefined;
      const summary = await ingestion.loadStatusPeriods(request.actor, uploads, {
        dryRun,
        source: 'upload',
        ...(rejects === undefined ? { refusalsKept } : { refusalsKept: 0, onRefusal: rejects.add }),
      });
      throwIfNothingToReport(summary);
      if (rejects === undefined) return toLoadSummary(summary);
      const { text, isComplete } = rejects.finish(summary);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="rejects.csv"')
        .header('rejects-complete', String(isComplete))
        .send(text as never);
    },
  );
}

/** Files that cannot be read are part of the summary while any other file was loaded; all else is the answer itself. */
function throwIfNothingToReport({ files }: LoadSummary): void {
  const failures = files.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  const worst = failures.find((failure) => !isUnreadableFile(failure));
  if (worst !== undefined) throw worst;
  if (failures.length > 0 && failures.length === files.length) throw failures[0];
}
