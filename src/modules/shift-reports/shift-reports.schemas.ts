/** What questions and answers about shift reports look like; what is kept of a report has the same shape. */
import { Type } from 'typebox';
import {
  closed,
  cursorParameter,
  dateField,
  idParams,
  instantField,
  instantParameter,
  limitParameter,
  orNull,
  pageOf,
} from '../../platform/http/index.ts';
import { accountedCategories, ratio } from '../analytics/index.ts';
import { MACHINE_ID_LENGTH_MAX } from '../machines/index.ts';
import { reasonGroups } from '../timeline/index.ts';

const count = (description: string) => Type.Integer({ description });
const pieces = (description: string) => Type.Number({ description });
const seconds = (description: string) => Type.Number({ description: `${description}, in seconds.` });
const unknownPieces = (description: string) => orNull(pieces(`${description}; null where nothing tells it.`));

const loss = Type.Object({
  reason: Type.String({ examples: ['Coil Change'] }),
  reason_group: Type.Enum(reasonGroups),
  seconds: seconds('Downtime for this reason'),
  stops: count('Stops that began in the shift.'),
  share: ratio('Of all downtime'),
});

const part = Type.Object({
  component_id: Type.Integer(),
  component_name: Type.String(),
  quantity: pieces('What was taken, in units of the component.'),
});

const stop = Type.Object({
  period_id: Type.String({ description: 'Id of the status period.' }),
  machine_id: Type.String(),
  start_time: instantField('Beginning of the stop, also where it lies before the shift.'),
  end_time: orNull(instantField('End of the stop; null while it lasts.')),
  seconds: seconds('What of it lies in the shift'),
});

/** Of one machine, or of all of them. */
const section = {
  production: Type.Object({
    cuts: orNull(count('Pieces that were cut; null where no machine has a counter.')),
    runs: count('Runs of which something lies in the shift.'),
    produced_count: unknownPieces('Pieces of the runs that are over; of a run that reaches beyond the shift its share'),
    good_count: unknownPieces('Good ones of them'),
    scrap_count: unknownPieces('Scrap among them'),
  }),
  time: Type.Object(accountedCategories),
  oee: Type.Object({
    oee: ratio('Availability × performance × quality; null while one of them is'),
    availability: ratio('Productive uptime of planned time'),
    performance: ratio('Ideal cycle × cuts of productive uptime'),
    quality: ratio('Good parts of all'),
  }),
  losses: Type.Array(loss, { description: 'Downtime by reason: the longest first, five at most.' }),
  tickets: Type.Object({
    opened: count('Tickets that were reported in the shift.'),
    resolved: count('Tickets that were resolved in the shift.'),
    open: count('Tickets that waited at its end.'),
    opened_ids: Type.Array(Type.Integer(), { description: 'Numbers of those that were reported, the first fifty.' }),
    resolved_ids: Type.Array(Type.Integer(), { description: 'Numbers of those that were resolved, the first fifty.' }),
  }),
  parts: Type.Array(part, {
    description:
      'Components that were taken for tickets, the most first, fifty at most. Of all machines together: also those taken for no ticket.',
  }),
  unanswered: Type.Object(
    {
      stops: count('How many.'),
      seconds: seconds('How long they lasted in the shift'),
      longest: Type.Array(stop, { description: 'The longest of them, ten at most.' }),
    },
    { description: 'Stops of more than a minute whose reason nobody has named.' },
  ),
};

export const ReportContent = Type.Object({
  total: Type.Object(section),
  machines: Type.Array(Type.Object({ machine_id: Type.String(), machine_name: Type.String(), ...section })),
});

export const ReportSummary = Type.Object({
  machines: count('Machines that worked the shift.'),
  cuts: section.production.properties.cuts,
  good_count: section.production.properties.good_count,
  scrap_count: section.production.properties.scrap_count,
  availability: section.oee.properties.availability,
  oee: section.oee.properties.oee,
  downtime_seconds: seconds('All downtime'),
  coverage: accountedCategories.coverage,
  biggest_loss: orNull(Type.String({ description: 'The reason that took most time.' })),
  tickets_opened: count('Tickets that were reported in the shift.'),
  tickets_resolved: count('Tickets that were resolved in it.'),
  tickets_open: count('Tickets that waited at its end.'),
  unanswered_stops: count('Stops whose reason nobody has named.'),
});

const head = {
  id: Type.Integer({ description: 'Number of the report.' }),
  shift: Type.String({ description: 'Code of the shift.', examples: ['DAY'] }),
  production_day: dateField('The local date on which the shift began.'),
  start_time: instantField('Beginning of the shift.'),
  end_time: instantField('Its end; itself excluded.'),
  revision: Type.Integer({ description: 'How often it was made: 1 as it was made first.' }),
  made_at: instantField('When it was made last: what was told later is not in it.'),
  made_by: Type.String({ description: '`make-shift-reports`, or who asked for it.' }),
};

export const ShiftReportAnswer = Type.Object({ ...head, ...ReportContent.properties }, { title: 'ShiftReport' });

export const ShiftReportListing = pageOf(
  Type.Object({ ...head, summary: ReportSummary }, { title: 'ListedShiftReport' }),
);

const filter = {
  start_time: Type.Optional(instantParameter('Only shifts that end after it.')),
  end_time: Type.Optional(instantParameter('Only shifts that begin before it.')),
  shift: Type.Optional(Type.String({ maxLength: 50, description: 'Only this shift.', examples: ['NIGHT'] })),
};
export const ShiftReportFilterQuery = Type.Object(filter);
export const ShiftReportQuery = Type.Object({ ...filter, cursor: cursorParameter, limit: limitParameter });
export const ShiftReportParams = idParams('report');

export const MakeReportBody = Type.Object(
  {
    at: Type.String({
      format: 'date-time',
      maxLength: 40,
      description: 'An instant in the shift, RFC 3339.',
      examples: ['2026-09-02T14:00:00Z'],
    }),
    machine_id: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: MACHINE_ID_LENGTH_MAX,
        description: "By whose shift calendar; absent: by the factory's.",
      }),
    ),
  },
  closed,
);
