/** Components and movements as CSV files, out and in. */
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
import { ComponentListQuery } from '../components/components.schemas.ts';
import { MovementListQuery } from '../stock/stock.schemas.ts';
import { movementFilterFromWire } from '../stock/stock.wire.ts';
import type { InventoryExports } from './exports.service.ts';
import { type ComponentImport, IMPORT_ROWS_MAX } from './import.service.ts';

const tags = ['Inventory'];
const MIB = 1_048_576;
const FILE_LIMIT_BYTES = 10 * MIB;
/** A large file over a slow line. */
const TIME_LIMIT_MS = 900_000;

const importDescription = `
One CSV file, as the body (\`text/csv\`) or as the part of \`multipart/form-data\`, up to 10 MiB and
${IMPORT_ROWS_MAX.toLocaleString('en')} rows. Needed is the column \`component_name\`; known beside it are \`stock_code\`, \`unit\`, \`unit_cost\`,
\`supplier\`, \`supplier_code\`, \`lead_time_days\`, \`category\`, \`notes\`, \`current_stock\` and \`location\`; others are ignored, and told, so
an export can be imported.

A row finds its component by stock code, else by name: a known one is changed, a new one is made. An empty cell says
nothing and leaves what is there. \`current_stock\` is the opening stock of new components, at the \`location\` of that name
or the first one; the stock of known ones is changed by movements. Good rows are kept and refused rows listed, the first
${REJECTS_LISTED_MAX.toLocaleString('en')}; sending a file again changes nothing. With \`dry_run\` the answer is the same and nothing is written.`.trim();

const ImportAnswer = Type.Object(
  {
    dry_run: dryRunField,
    created: Type.Integer({ description: 'Components made.', examples: [40] }),
    changed: Type.Integer({ description: 'Known components changed.', examples: [3] }),
    unchanged: Type.Integer({ description: 'Known components that are so already.', examples: [112] }),
    refused: Type.Integer({ description: 'Rows refused.', examples: [1] }),
    ignored_columns: ignoredColumnsField,
    rejects: rejectsField,
  },
  { title: 'ComponentImportSummary' },
);

export function csvRoutes(inventory: InventoryExports & ComponentImport): Routes {
  return (app) => {
    mountExports(app, inventory);
    app.register((scope) => mountImport(scope as unknown as RouteApp, inventory));
  };
}

const ComponentExportQuery = Type.Omit(ComponentListQuery, ['sort', 'order', 'cursor', 'limit', 'with_total']);
const MovementExportQuery = Type.Omit(MovementListQuery, ['cursor', 'limit']);

function mountExports(app: RouteApp, inventory: InventoryExports): void {
  app.get(
    '/api/v1/inventory/components.csv',
    {
      schema: {
        tags,
        summary: 'Components as CSV',
        description: 'All that the filters let through, by name. `location` is where the whole stock is at one.',
        querystring: ComponentExportQuery,
        produces: ['text/csv'],
        response: { 200: csvFile },
      },
      config: { permission: 'inventory:read', timeLimitMs: TIME_LIMIT_MS },
    },
    async (request, reply) => {
      const { location_id: locationId, ...filter } = request.query;
      return sendCsv(reply, 'components', inventory.exportComponents({ ...filter, locationId }));
    },
  );

  app.get(
    '/api/v1/inventory/movements.csv',
    {
      schema: {
        tags,
        summary: 'Movements as CSV',
        description: 'All that the filters let through, the latest first.',
        querystring: MovementExportQuery,
        produces: ['text/csv'],
        response: { 200: csvFile },
      },
      config: { permission: 'inventory:read', errors: ['range-invalid'], timeLimitMs: TIME_LIMIT_MS },
    },
    async (request, reply) => {
      const filter = movementFilterFromWire(request.query);
      return sendCsv(reply, 'movements', inventory.exportMovements(filter));
    },
  );
}

async function mountImport(scope: RouteApp, inventory: ComponentImport): Promise<void> {
  await acceptCsvFiles(scope, { limitBytes: FILE_LIMIT_BYTES, files: 2 });

  scope.post(
    '/api/v1/inventory/components/import',
    {
      bodyLimit: FILE_LIMIT_BYTES + MIB,
      schema: {
        tags,
        summary: 'Load components from CSV',
        description: importDescription,
        consumes: ['text/csv', 'multipart/form-data'],
        querystring: Type.Object({ dry_run: dryRunParameter }),
        body: csvBody('The CSV file.'),
        response: { 200: ImportAnswer },
      },
      config: {
        permission: 'inventory:manage',
        errors: ['upload-invalid', 'location-retired'],
        timeLimitMs: TIME_LIMIT_MS,
      },
    },
    async (request): Promise<Static<typeof ImportAnswer>> => {
      const { dry_run: dryRun = false } = request.query;
      const content = readOnlyUpload(request, { limitBytes: FILE_LIMIT_BYTES });
      const { rejects, ignoredColumns, ...counts } = await inventory.importComponents(request.actor, content, {
        dryRun,
      });
      return { dry_run: dryRun, ...counts, ignored_columns: [...ignoredColumns], rejects: [...rejects] };
    },
  );
}
