/** Machines as CSV files, out and in. */
import { type Static, Type } from 'typebox';
import { REJECTS_LISTED_MAX } from '../../../kernel/csv-table.ts';
import {
  acceptCsvFiles,
  csvBody,
  csvFile,
  dryRunField,
  dryRunParameter,
  ignoredColumnsField,
  type RouteApp,
  type Routes,
  readOnlyUpload,
  rejectsField,
  sendCsv,
} from '../../../platform/http/index.ts';
import { MachineListQuery } from '../machines.schemas.ts';
import type { MachineExport } from './machine-export.ts';
import { IMPORT_ROWS_MAX, type MachineImport } from './machine-import.service.ts';

const tags = ['Machines'];
const MIB = 1_048_576;
const FILE_LIMIT_BYTES = 10 * MIB;
/** A large file over a slow line. */
const TIME_LIMIT_MS = 900_000;

const importDescription = `
One CSV file, as the body (\`text/csv\`) or as the part of \`multipart/form-data\`, up to 10 MiB and
${IMPORT_ROWS_MAX.toLocaleString('en')} rows. Needed is the column \`name\`; known beside it are \`id\`, \`place\` (the names of site, area and line,
joined by \` / \`), \`criticality\`, \`hourly_cost\`, \`target_oee\`, \`micro_stop_seconds\`, \`manufacturer\`, \`model\`,
\`serial_number\` and \`notes\`; others are ignored, and told, so an export can be imported.

A row finds its machine by id, else by name: a known one is changed, a new one is made. An empty cell says nothing and leaves
what is there. Places must be there. Good rows are kept and refused rows listed, the first ${REJECTS_LISTED_MAX.toLocaleString('en')}; sending a file again
changes nothing. With \`dry_run\` the answer is the same and nothing is written.`.trim();

const ImportAnswer = Type.Object(
  {
    dry_run: dryRunField,
    created: Type.Integer({ description: 'Machines made.', examples: [40] }),
    changed: Type.Integer({ description: 'Known machines changed.', examples: [3] }),
    unchanged: Type.Integer({ description: 'Known machines that are so already.', examples: [12] }),
    refused: Type.Integer({ description: 'Rows refused.', examples: [1] }),
    ignored_columns: ignoredColumnsField,
    rejects: rejectsField,
  },
  { title: 'MachineImportSummary' },
);

const ExportQuery = Type.Omit(MachineListQuery, ['cursor', 'limit']);

export function machineCsvRoutes(machines: MachineExport & MachineImport): Routes {
  return (app) => {
    app.get(
      '/api/v1/machines.csv',
      {
        schema: {
          tags,
          summary: 'Machines as CSV',
          description: 'All that the filters let through, by name.',
          querystring: ExportQuery,
          produces: ['text/csv'],
          response: { 200: csvFile },
        },
        config: { permission: 'machines:read', timeLimitMs: TIME_LIMIT_MS },
      },
      async (request, reply) => {
        const { place_id: placeId, ...filter } = request.query;
        const lines = machines.exportMachines({ ...filter, ...(placeId === undefined ? {} : { placeId }) });
        return sendCsv(reply, 'machines', lines);
      },
    );
    app.register((scope) => mountImport(scope as unknown as RouteApp, machines));
  };
}

async function mountImport(scope: RouteApp, machines: MachineImport): Promise<void> {
  await acceptCsvFiles(scope, { limitBytes: FILE_LIMIT_BYTES, files: 2 });
  scope.post(
    '/api/v1/machines/import',
    {
      bodyLimit: FILE_LIMIT_BYTES + MIB,
      schema: {
        tags,
        summary: 'Load machines from CSV',
        description: importDescription,
        consumes: ['text/csv', 'multipart/form-data'],
        querystring: Type.Object({ dry_run: dryRunParameter }),
        body: csvBody('The CSV file.'),
        response: { 200: ImportAnswer },
      },
      config: { permission: 'machines:manage', errors: ['upload-invalid'], timeLimitMs: TIME_LIMIT_MS },
    },
    async (request): Promise<Static<typeof ImportAnswer>> => {
      const { dry_run: dryRun = false } = request.query;
      const content = readOnlyUpload(request, { limitBytes: FILE_LIMIT_BYTES });
      const { rejects, ignoredColumns, ...counts } = await machines.importMachines(request.actor, content, { dryRun });
      return { dry_run: dryRun, ...counts, ignored_columns: [...ignoredColumns], rejects: [...rejects] };
    },
  );
}
