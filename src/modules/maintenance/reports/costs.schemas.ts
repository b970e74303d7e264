/** What questions and answers about costs look like. */
import { Type } from 'typebox';
import { closed, instantField, limitParameter } from '../../../platform/http/index.ts';
import {
  count,
  groupFields,
  labourRateField,
  money,
  moneyIfKnown,
  percent,
  rangeFields,
  rangeQuery,
  seconds,
} from './reports.schemas.ts';

export const TicketCostQuery = Type.Object({ ...rangeQuery, limit: limitParameter }, closed);
export const TicketCostFileQuery = Type.Object(rangeQuery, closed);

const costFields = {
  tickets: count('Tickets that began in the range, those of plans and cancelled ones among them.', 31),
  labour_minutes: count('Minutes that people worked on them.', 1_260),
  planned_labour_minutes: count('Of those, on tickets that plans opened.', 420),
  planned_percent: percent('Planned ratio: planned minutes / labour minutes', 33.33),
  planned_n: count('Tickets that somebody worked on.', 22),
  labour_cost: moneyIfKnown('Cost of labour; null without `labour_hourly_cost` or tickets', 882),
  parts_cost: money('Parts taken and not returned', 640.2),
  stops: count('Tickets whose fault stopped the machine.'),
  down_seconds: Type.Number({
    description: 'Time in shifts that machines stood because of them, in seconds.',
    examples: [86_400],
  }),
  downtime_cost: moneyIfKnown('Down time × hourly cost of the machine; null where no such machine has one', 4_440),
  stops_without_rate: count('Stops of machines without an hourly cost: they are in no amount.', 0),
  total_cost: money('Of what is known', 5_962.2),
  cost_per_ticket: moneyIfKnown('Total / tickets; null without tickets', 192.33),
};

export const CostAnswer = Type.Object(
  {
    ...rangeFields,
    labour_hourly_cost: labourRateField,
    ...costFields,
    groups: Type.Optional(
      Type.Array(Type.Object({ ...groupFields, ...costFields }, { title: 'CostsOfGroup' }), {
        description: 'The dearest first; they add up to the whole.',
      }),
    ),
  },
  { title: 'MaintenanceCosts' },
);

export const TicketCostAnswer = Type.Object(
  {
    ...rangeFields,
    labour_hourly_cost: labourRateField,
    count: count('Tickets of the range.', 31),
    items: Type.Array(
      Type.Object(
        {
          ticket_id: Type.Integer({ description: 'Number of the ticket.', examples: [123] }),
          machine_id: Type.String({ description: 'Machine.', examples: ['6809f67ffc54c40ff1b489cf'] }),
          machine_name: Type.String({ description: 'Its name.', examples: ['Mill 4'] }),
          incident_category: Type.String({ description: 'Category.', examples: ['Hydraulic'] }),
          description: Type.String({ description: 'What is wrong.', examples: ['Oil under the coiler'] }),
          began_at: instantField('When the machine stopped, else when it was logged.'),
          labour_minutes: count('Minutes that people worked on it.', 90),
          labour_cost: moneyIfKnown('Cost of labour', 63),
          parts_cost: money('Parts', 120),
          down_seconds: seconds('Time in shifts that the machine stood; null where it did not'),
          downtime_cost: moneyIfKnown('Down time × hourly cost of the machine', 277.5),
          total_cost: money('Of what is known', 460.5),
        },
        { title: 'TicketCost' },
      ),
      { description: 'The dearest first, `limit` of them.' },
    ),
  },
  { title: 'TicketCosts' },
);
