/** Faults that keep coming back on the wire: as JSON, and flat as CSV. */
import type { Static } from 'typebox';
import { type CsvRecordOf, csvTable } from '../../../kernel/csv-writer.ts';
import { formatInstant } from '../../../kernel/instant.ts';
import {
  AT_LEAST_DEFAULT,
  type RecurringAnswer,
  type RecurringFileQuery as RecurringQuerySchema,
} from './recurring-faults.schemas.ts';
import type { RecurringQuery, RecurringReport } from './recurring-faults.service.ts';
import { rangeToWire, reportQueryOf } from './reports.wire.ts';

/** @throws validation-failed for a time that is none */
export function recurringQueryOf({
  at_least: atLeast = AT_LEAST_DEFAULT,
  ...range
}: Static<typeof RecurringQuerySchema>): RecurringQuery {
  const { fromMs, toMs, machineIds } = reportQueryOf(range);
  return { fromMs, toMs, machineIds, atLeast };
}

export function recurringToWire(report: RecurringReport, limit: number): Static<typeof RecurringAnswer> {
  return {
    ...rangeToWire(report.window),
    repeat_days: report.repeatDays,
    at_least: report.atLeast,
    count: report.faults.length,
    items: report.faults.slice(0, limit).map(faultToWire),
  };
}

function faultToWire(fault: RecurringReport['faults'][number]) {
  return {
    machine_id: fault.machineId,
    machine_name: fault.machineName,
    cause: fault.cause,
    is_failure_code: fault.isCode,
    most: fault.most,
    faults: fault.faults,
    last_began_at: formatInstant(fault.lastBeganAt),
    ticket_ids: [...fault.ticketIds],
  };
}

const header = [
  'machine_id',
  'machine_name',
  'cause',
  'is_failure_code',
  'most',
  'faults',
  'last_began_at',
  'ticket_ids',
] as const;

export function recurringToCsv({ faults }: RecurringReport): AsyncIterable<string> {
  const records = faults.map((fault): CsvRecordOf<typeof header> => {
    const wire = faultToWire(fault);
    return { ...wire, ticket_ids: wire.ticket_ids.join(' ') };
  });
  return csvTable(header, [records]);
}
