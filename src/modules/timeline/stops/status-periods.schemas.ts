/** What requests and answers about single status periods look like. */
import { Type } from 'typebox';
import {
  closed,
  cursorParameter,
  instantField,
  instantParameter,
  limitParameter,
  orNull,
  pageOf,
  textOrNull,
  versionField,
  versionGiven,
} from '../../../platform/http/index.ts';
import { MACHINE_ID_LENGTH_MAX } from '../../machines/index.ts';
import { categoryNames, classifications, productivities } from '../periods/categories.rules.ts';
import { REASON_NAME_LENGTH_MAX, reasonGroups } from '../reasons/reasons.rules.ts';
import { SUGGESTION_DAYS, SUGGESTIONS_MAX } from './reason-suggestions.ts';
import { SEARCH_DAYS_MAX } from './status-periods.service.ts';

export const NOTE_LENGTH_MAX = 500;
const PERIOD_ID_LENGTH_MAX = 200;
const YEAR_SECONDS = 31_622_400;

/** `downtime` stands for the three kinds of it. */
export const categoryWords = ['downtime', ...Object.values(categoryNames)] as const;

export const PeriodParams = Type.Object({
  id: Type.String({
    minLength: 1,
    maxLength: PERIOD_ID_LENGTH_MAX,
    description: 'The period, as its source names it.',
  }),
});

const reasonNumber = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'A reason of GET /api/v1/reasons.',
  examples: [12],
});

export const PeriodListQuery = Type.Object({
  machine_ids: Type.Optional(
    Type.Array(Type.String({ maxLength: MACHINE_ID_LENGTH_MAX }), {
      maxItems: 1_000,
      description: 'Of these machines; all where absent. Repeats, `machine_ids[]` and commas are understood.',
    }),
  ),
  start_time: Type.Optional(
    instantParameter(
      `Beginning of the range; default: 7 days before its end. A range has at most ${SEARCH_DAYS_MAX} days.`,
    ),
  ),
  end_time: Type.Optional(instantParameter('End of the range, itself excluded; default: now.')),
  category: Type.Optional(
    Type.Array(Type.Enum([...categoryWords]), {
      maxItems: categoryWords.length,
      description: 'Only these; `downtime` is any kind of it, which is every stop.',
      examples: [['downtime']],
    }),
  ),
  unanswered: Type.Optional(
    Type.Boolean({
      description:
        'True: only stops whose reason nobody has given. Those of which the source says that none is required, and planned ones without a reason, are not among them.',
    }),
  ),
  min_seconds: Type.Optional(
    Type.Integer({ minimum: 0, maximum: YEAR_SECONDS, description: 'Only those that lasted at least so long.' }),
  ),
  reason_id: Type.Optional(reasonNumber),
  cursor: cursorParameter,
  limit: limitParameter,
});

const reason = orNull(
  Type.Object(
    {
      id: Type.Integer({ description: 'Number of the reason.', examples: [12] }),
      name: Type.String({ description: 'As the factory calls it.', examples: ['Coil Change'] }),
      group: Type.Enum([...reasonGroups], { description: 'Kind of stop.' }),
    },
    { description: 'What counts: what a person said, else what the source says; null where nobody gave a reason.' },
  ),
);
const person = (description: string) =>
  orNull(
    Type.Object(
      {
        id: orNull(Type.Integer({ description: 'Number of the account; null for a program.' })),
        name: Type.String({ examples: ['Ada Stone'] }),
      },
      { description },
    ),
  );
const told = {
  start_time: instantField('Beginning.'),
  end_time: textOrNull(instantField('End; null while it lasts.')),
  classification: Type.Enum([...classifications], { description: 'As the source says.' }),
  productivity: orNull(Type.Enum([...productivities], { description: 'As the source says.' })),
  category: Type.Enum(Object.values(categoryNames), { description: 'What it counts as.' }),
  raw_reason: textOrNull(Type.String({ description: 'What the source says, whatever people have said.' })),
  reason,
  source: Type.String({ description: 'Kind and name of the source.', examples: ['csv:mill_1.csv'] }),
};

export const PeriodAnswer = Type.Object(
  {
    id: Type.String({ description: 'As its source names it.', examples: ['6818403f0000000000000001'] }),
    machine_id: Type.String({ examples: ['6809f67ffc54c40ff1b489cf'] }),
    ...told,
    seconds: Type.Number({ description: 'How long it lasted; up to now while it lasts.', examples: [702] }),
    unanswered: Type.Boolean({ description: 'A stop whose reason somebody should be asked for.' }),
    named_by: person('Who gave the reason in MillDash; null while it is the source that says it.'),
    named_at: textOrNull(instantField('When they did.')),
    note: textOrNull(Type.String({ description: 'What they wrote beside it.' })),
    maintenance_ticket_id: orNull(Type.Integer({ description: 'The latest ticket about it.', examples: [1042] })),
    version: versionField,
  },
  { title: 'StatusPeriod' },
);
export const PeriodPage = pageOf(PeriodAnswer);

export const StopReasonBody = Type.Object(
  {
    reason_id: Type.Optional(
      orNull({
        ...reasonNumber,
        description:
          'A reason of GET /api/v1/reasons; null takes back what a person has said, so that the word of the source counts again.',
      }),
    ),
    reason: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: REASON_NAME_LENGTH_MAX,
        description: 'Or words: the reason that they mean, made where nobody has used them before.',
        examples: ['Coil change'],
      }),
    ),
    note: Type.Optional(orNull(Type.String({ maxLength: NOTE_LENGTH_MAX, description: 'What else is to be known.' }))),
    version: versionGiven,
  },
  { ...closed, title: 'StopReason' },
);

export const RevisionListQuery = Type.Object({ cursor: cursorParameter, limit: limitParameter });

const RevisionAnswer = Type.Object(
  {
    version: versionField,
    ...told,
    recorded_at: instantField('When MillDash heard of it.'),
    replaced_at: textOrNull(instantField('When the next version took its place; null for the present one.')),
    changed_by: person('Who changed the reason with it; null where the source changed the period.'),
    note: textOrNull(Type.String({ description: 'What they wrote beside it.' })),
  },
  { title: 'StatusPeriodRevision' },
);
export const RevisionPage = pageOf(RevisionAnswer);

export const SuggestionQuery = Type.Object({
  machine_id: Type.String({ minLength: 1, maxLength: MACHINE_ID_LENGTH_MAX, description: 'The machine that stands.' }),
});
export const SuggestionsAnswer = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        reason_id: Type.Integer({ examples: [12] }),
        name: Type.String({ examples: ['Coil Change'] }),
        group: Type.Enum([...reasonGroups]),
        stops: Type.Integer({ description: `Stops of the last ${SUGGESTION_DAYS} days that had it.`, examples: [41] }),
        at_machine: Type.Boolean({ description: 'False: counted over the factory, to fill the list up.' }),
      }),
      {
        description: `At most ${SUGGESTIONS_MAX}, the most used first, those of the machine before those of the factory.`,
      },
    ),
  },
  { title: 'ReasonSuggestions' },
);
