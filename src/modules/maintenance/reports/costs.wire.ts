/** Costs on the wire: as JSON, and flat as CSV. Amounts are rounded here and nowhere before. */
import type { Static } from 'typebox';
import { type CsvRecordOf, csvTable } from '../../../kernel/csv-writer.ts';
import { formatInstant, toSeconds } from '../../../kernel/instant.ts';
import { shownAmount } from '../../../kernel/money.ts';
import type { CostAnswer, TicketCostAnswer } from './costs.schemas.ts';
import type { CostGroup, CostReport, DescribedCost, TicketCostReport } from './costs.service.ts';
import { meanOf, shareOf } from './reliability.rules.ts';
import { rangeToWire, roundedOf, secondsOf } from './reports.wire.ts';

export function costsToWire(report: CostReport): Static<typeof CostAnswer> {
  return {
    ...rangeToWire(report.window),
    labour_hourly_cost: report.labourHourlyCost,
    ...figuresOf(report.total),
    ...(report.groups && {
      groups: report.groups.map((group) => ({ key: group.key, name: group.name, ...figuresOf(group) })),
    }),
  };
}

function figuresOf({ sums }: CostGroup) {
  return {
    tickets: sums.tickets,
    labour_minutes: sums.labourMinutes,
    planned_labour_minutes: sums.plannedMinutes,
    planned_percent: roundedOf(shareOf(sums.plannedMinutes, sums.labourMinutes)),
    planned_n: sums.workedOn,
    labour_cost: roundedOf(sums.labour),
    parts_cost: shownAmount(sums.parts),
    stops: sums.stops,
    down_seconds: toSeconds(sums.downMs),
    downtime_cost: roundedOf(sums.downtime),
    stops_without_rate: sums.stopsWithoutRate,
    total_cost: shownAmount(sums.total),
    cost_per_ticket: roundedOf(meanOf(sums.total, sums.tickets)),
  };
}

const header = [
  'key',
  'name',
  'tickets',
  'labour_minutes',
  'planned_labour_minutes',
  'planned_percent',
  'planned_n',
  'labour_cost',
  'parts_cost',
  'stops',
  'down_seconds',
  'downtime_cost',
  'stops_without_rate',
  'total_cost',
  'cost_per_ticket',
] as const;

/** One line a group; the whole where no grouping was asked for. */
export function costsToCsv({ total, groups }: CostReport): AsyncIterable<string> {
  const records = (groups ?? [total]).map(
    (group): CsvRecordOf<typeof header> => ({ key: group.key, name: group.name, ...figuresOf(group) }),
  );
  return csvTable(header, [records]);
}

export function ticketCostsToWire(report: TicketCostReport): Static<typeof TicketCostAnswer> {
  return {
    ...rangeToWire(report.window),
    labour_hourly_cost: report.labourHourlyCost,
    count: report.count,
    items: report.tickets.map(ticketCostToWire),
  };
}

function ticketCostToWire({ ticket, about, machineName, cost }: DescribedCost) {
  return {
    ticket_id: ticket.id,
    machine_id: ticket.machineId,
    machine_name: machineName,
    incident_category: about.category,
    description: about.description,
    began_at: formatInstant(ticket.beganAt),
    labour_minutes: cost.labourMinutes,
    labour_cost: roundedOf(cost.labour),
    parts_cost: shownAmount(cost.parts),
    down_seconds: secondsOf(cost.downMs),
    downtime_cost: roundedOf(cost.downtime),
    total_cost: shownAmount(cost.total),
  };
}

const ticketHeader = [
  'ticket_id',
  'machine_id',
  'machine_name',
  'incident_category',
  'description',
  'began_at',
  'labour_minutes',
  'labour_cost',
  'parts_cost',
  'down_seconds',
  'downtime_cost',
  'total_cost',
] as const;

/** Every ticket, as it is read: memory does not grow with the range. */
export function ticketCostsToCsv(pages: AsyncIterable<readonly DescribedCost[]>): AsyncIterable<string> {
  return csvTable(ticketHeader, records(pages));
}

async function* records(
  pages: AsyncIterable<readonly DescribedCost[]>,
): AsyncGenerator<CsvRecordOf<typeof ticketHeader>[]> {
  for await (const tickets of pages) yield tickets.map(ticketCostToWire);
}
