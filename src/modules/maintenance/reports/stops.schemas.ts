/** What questions and answers about stops with and without a ticket look like. */
import { Type } from 'typebox';
import { closed, instantField, limitParameter, orNull } from '../../../platform/http/index.ts';
import { reasonGroups } from '../../timeline/index.ts';
import { count, percent, rangeFields, rangeQuery } from './reports.schemas.ts';
import { stopGroupings } from './stops.service.ts';

/** From when on fault-like stops come to one or two a day in a factory of three mills. */
export const THRESHOLD_SECONDS_DEFAULT = 900;

const stopQuery = {
  ...rangeQuery,
  threshold_seconds: Type.Optional(
    Type.Number({
      minimum: 60,
      maximum: 31_536_000,
      default: THRESHOLD_SECONDS_DEFAULT,
      description: 'Only stops of which more than this lies in the range.',
    }),
  ),
  reason_groups: Type.Optional(
    Type.Array(Type.Enum([...reasonGroups]), {
      maxItems: reasonGroups.length,
      description: 'Only stops with a reason of these groups; all where absent.',
    }),
  ),
};

export const StopQuery = Type.Object(
  {
    ...stopQuery,
    group_by: Type.Optional(Type.Enum([...stopGroupings], { description: 'Also answer per group.' })),
  },
  closed,
);
export const TicketlessStopQuery = Type.Object({ ...stopQuery, limit: limitParameter }, closed);
export const TicketlessStopFileQuery = Type.Object(stopQuery, closed);

const secondsField = (description: string) => Type.Number({ description: `${description}, in seconds.` });

const stopFields = {
  stops: count('Long stops.', 31),
  seconds: secondsField('What of them lies in the range'),
  with_ticket: count('Those that have a ticket.', 22),
  with_ticket_seconds: secondsField('Their time'),
  without_ticket: count('Those that have none.', 9),
  without_ticket_seconds: secondsField('Their time'),
  covered_percent: percent('Time with a ticket of the time of all'),
};

const thresholdField = Type.Number({ description: 'Shorter stops are left out, in seconds.', examples: [900] });

export const StopAnswer = Type.Object(
  {
    ...rangeFields,
    threshold_seconds: thresholdField,
    ...stopFields,
    groups: Type.Optional(
      Type.Array(
        Type.Object(
          {
            key: orNull(Type.String({ description: 'Machine id, or number of the reason.' })),
            name: orNull(Type.String({ description: 'Name of the machine or the reason.', examples: ['Hydraulic'] })),
            ...stopFields,
          },
          { title: 'StopsOfGroup' },
        ),
        { description: 'The most time without a ticket first; they add up to the whole.' },
      ),
    ),
  },
  { title: 'StopCoverage' },
);

export const TicketlessStopAnswer = Type.Object(
  {
    ...rangeFields,
    threshold_seconds: thresholdField,
    count: count('Stops without a ticket.', 9),
    items: Type.Array(
      Type.Object(
        {
          fourjaw_downtime_id: Type.String({ description: 'The status period; a ticket can be opened about it.' }),
          machine_id: Type.String({ description: 'Machine.', examples: ['6809f67ffc54c40ff1b489cf'] }),
          machine_name: Type.String({ description: 'Its name.', examples: ['Mill 4'] }),
          reason: Type.String({ description: 'Why it stood, as the catalogue calls it.', examples: ['Hydraulic'] }),
          reason_group: Type.String({ description: 'What kind of stop that is.', examples: ['maintenance'] }),
          start_time: instantField('Its beginning.'),
          end_time: orNull(instantField('Its end; null while it lasts.')),
          seconds: secondsField('What of it lies in the range'),
        },
        { title: 'StopWithoutTicket' },
      ),
      { description: 'The longest first, `limit` of them.' },
    ),
  },
  { title: 'StopsWithoutTicket' },
);
