/** `POST …/import`: a CSV file into a list, with a report of what came of it. */
import { type TObject, Type } from 'typebox';
import type { Actor, Permission } from '../../kernel/access.ts';
import type { CsvFileKind, CsvImportOptions, CsvImportSummary } from '../../kernel/csv-import.ts';
import { IGNORED_LISTED_MAX, REJECTS_LISTED_MAX } from '../../kernel/csv-table.ts';
import type { ErrorCode } from '../../kernel/errors.ts';
import { CSV_TIME_LIMIT_MS } from './csv-answers.ts';
import type { RouteApp } from './routes.ts';
import { acceptCsvFiles, csvBody, readOnlyUpload } from './uploads.ts';

const MIB = 1_048_576;

export interface CsvImportRoute<Count extends string> {
  readonly tags: readonly string[];
  readonly path: string;
  /** What it is, in the sentences of the reference: `machines`. */
  readonly noun: string;
  /** What a row comes to, as sentences. */
  readonly description: string;
  /** Of the answer: `MachineImportSummary`. */
  readonly title: string;
  /** What each count says. */
  readonly counts: Readonly<Record<Count, string>>;
  readonly file: Pick<CsvFileKind<string, never>, 'columns' | 'rowsMax'>;
  readonly limitMib: number;
  readonly permission: Permission;
  /** Beside those of every upload. */
  readonly errors?: readonly ErrorCode[];
  /** What a warning is about, as a sentence; without it there are none. */
  readonly warnings?: string;
  readonly load: (
    actor: Actor,
    content: AsyncIterable<Uint8Array>,
    options: CsvImportOptions,
  ) => Promise<CsvImportSummary<Count>>;
}

export function addCsvImport<Count extends string>(app: RouteApp, route: CsvImportRoute<Count>): void {
  const { tags, path, noun, permission, errors = [], warnings, load } = route;
  const limitBytes = route.limitMib * MIB;
  app.register(async (plugin) => {
    const scope = plugin as unknown as RouteApp;
    await acceptCsvFiles(scope, { limitBytes, files: 2 });
    scope.post(
      path,
      {
        bodyLimit: limitBytes + MIB,
        schema: {
          tags,
          summary: `Load ${noun} from CSV`,
          description: describe(route),
          consumes: ['text/csv', 'multipart/form-data'],
          querystring: Type.Object({
            dry_run: Type.Optional(Type.Boolean({ default: false, description: 'Say what would come of it only.' })),
          }),
          body: csvBody('The CSV file.'),
          response: { 200: answerOf(route) },
        },
        config: { permission, errors: ['upload-invalid', ...errors], timeLimitMs: CSV_TIME_LIMIT_MS },
      },
      async (request) => {
        const { dry_run: dryRun = false } = request.query;
        const summary = await load(request.actor, readOnlyUpload(request, { limitBytes }), { dryRun });
        return {
          dry_run: dryRun,
          ...summary.counts,
          refused: summary.refused,
          ignored_columns: [...summary.ignoredColumns],
          rejects: [...summary.rejects],
          ...(warnings === undefined ? {} : { warnings: [...summary.warnings] }),
        };
      },
    );
  });
}

function describe({ description, file, limitMib }: CsvImportRoute<string>): string {
  const { required, optional } = file.columns;
  const rows = file.rowsMax.toLocaleString('en');
  const needed = required.length === 1 ? 'Needed is the column' : 'Needed are the columns';
  return `
One CSV file, as the body (\`text/csv\`) or as the part of \`multipart/form-data\`, up to ${limitMib} MiB and ${rows} rows.
${needed} ${quoted(required)}; known beside it: ${quoted(optional)}. Others are ignored, and told, so an export can be imported.

${description} Good rows are kept and refused rows listed, the first ${REJECTS_LISTED_MAX.toLocaleString('en')}; sending a file again changes nothing.
With \`dry_run\` the answer is the same and nothing is written.`.trim();
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function answerOf({ title, counts, warnings }: CsvImportRoute<string>): TObject {
  const count = (description: string) => Type.Integer({ description, examples: [3] });
  return Type.Object(
    {
      dry_run: Type.Boolean({ description: 'Whether nothing was written.' }),
      ...Object.fromEntries(Object.entries(counts).map(([name, description]) => [name, count(description)])),
      refused: count('Rows refused.'),
      ignored_columns: ignoredColumnsField,
      rejects: rejectsField,
      ...(warnings === undefined ? {} : { warnings: warningsField(warnings) }),
    },
    { title },
  );
}

/** Columns of a file that nothing was read from: a misspelt one would else be missed by nobody. */
const ignoredColumnsField = Type.Array(Type.String({ examples: ['minimum'] }), {
  description: `Columns of the file that no import knows, and that nothing was read from; the first ${IGNORED_LISTED_MAX}.`,
});

/** What is wrong with a file's rows, as `listedRejects` has it. */
const rejectsField = Type.Array(
  Type.Object({
    line: Type.Integer({ description: 'Line of the file; the first one is 1.', examples: [17] }),
    column: Type.Union([Type.String(), Type.Null()], { description: 'Null: the whole row.' }),
    message: Type.String({ description: 'What is wrong.', examples: ['must be a whole number from 0 to 3650'] }),
    value: Type.String({ description: 'What the file has there, up to 100 characters.', examples: ['soon'] }),
  }),
  { description: `The refused rows by line, the first ${REJECTS_LISTED_MAX}.` },
);

/** Of rows that are not refused. */
function warningsField(about: string) {
  return { ...rejectsField, description: `${about} By line, the first ${REJECTS_LISTED_MAX}.` };
}
