/** What the upload takes and answers. */
import { type Static, Type } from 'typebox';
import { closed, csvBody, instantField, orNull } from '../../platform/http/index.ts';
import { refusalReasons, warningKinds } from './status-period-rows.rules.ts';

export const REFUSALS_LISTED_MAX = 10_000;

export const uploadQuery = Type.Object(
  {
    dry_run: Type.Boolean({
      default: false,
      description: 'Reads, checks and compares everything and stores nothing.',
    }),
    file_name: Type.Optional(
      Type.String({
        maxLength: 255,
        description: 'What reports call a file that is sent as text/csv. A multipart upload names its own.',
        examples: ['mill-1-may.csv'],
      }),
    ),
    refusals_limit: Type.Integer({
      minimum: 0,
      maximum: REFUSALS_LISTED_MAX,
      default: 1_000,
      description: 'Refused rows that the summary lists; all are counted. Not for `Accept: text/csv`.',
    }),
  },
  closed,
);

export const uploadBody = csvBody('A CSV file; there may be several.');

const count = (description: string) => Type.Integer({ minimum: 0, description });

const counts = {
  rows: count('Rows below the first line that were read; blank lines are none.'),
  inserted: count('Periods that were not known.'),
  updated: count('Periods that were known and said something else; what they said is kept as a revision.'),
  unchanged: count('Periods that were known and said the same.'),
  repeated: count('Rows whose id came again shortly after in the same file: the later one was taken.'),
  refused: count('Rows that were not taken.'),
};

const span = {
  start_time: orNull(instantField('Start of the earliest good row; null while there is none.')),
  end_time: orNull(instantField('End of the latest good row; null while there is none.')),
};

export const refusalSchema = Type.Object({
  file: Type.String(),
  line: Type.Integer({ minimum: 1, description: 'Line of the file that the row starts on; the first line is 1.' }),
  column: orNull(Type.String({ description: 'Null when the whole row is meant.' })),
  reason: Type.Enum([...refusalReasons], { description: 'Why the row was not taken, for programs.' }),
  message: Type.String({ description: 'The same for people.', examples: ['The end lies before the start'] }),
  value: Type.String({ description: 'The start of what the column holds, at most 100 characters.' }),
  machine_id: orNull(Type.String()),
});

export const loadSummary = Type.Object({
  dry_run: Type.Boolean({ description: 'True when nothing was stored and the counts say what would have been.' }),
  complete: Type.Boolean({ description: 'Every file was read to its end.' }),
  ...counts,
  elapsed_seconds: Type.Number({ minimum: 0 }),
  rows_per_second: orNull(Type.Number()),
  files: Type.Array(
    Type.Object({
      name: Type.String(),
      bytes: count('Size of what was read.'),
      ...counts,
      ...span,
      complete: Type.Boolean(),
      ignored_columns: Type.Array(Type.String(), { description: 'Columns that mean nothing here.' }),
      problem: orNull(Type.String({ description: 'Why it was not read to its end.' })),
    }),
  ),
  machines: Type.Array(
    Type.Object({
      machine_id: Type.String(),
      name: Type.String({ description: 'The first that the files give; empty where they give none.' }),
      ...counts,
      ...span,
      warnings: Type.Object(Object.fromEntries(warningKinds.map((kind) => [kind, count('Rows.')]))),
    }),
  ),
  warnings: Type.Array(
    Type.Object({
      kind: Type.Enum([...warningKinds]),
      message: Type.String(),
      count: count('Rows that were taken and yet are odd in this way.'),
      examples: Type.Array(Type.Object({ file: Type.String(), line: Type.Integer({ minimum: 1 }) })),
    }),
  ),
  refused_by_reason: Type.Array(Type.Object({ reason: Type.Enum([...refusalReasons]), count: count('Rows.') })),
  refusals: Type.Array(refusalSchema, { description: 'The first refused rows, in the order of the file.' }),
});

export type LoadSummaryWire = Static<typeof loadSummary>;
