/** The refusals of shift reports. */
import { DomainError } from '../../kernel/errors.ts';
import { formatInstant } from '../../kernel/instant.ts';

export function shiftReportNotFound(id: number): DomainError {
  return new DomainError(
    'shift-report-not-found',
    `There is no shift report ${id}. Reports are kept for a while only: see the setting retention.shift_report_days.`,
  );
}

export function noShiftAt(atMs: number): DomainError {
  return new DomainError('range-invalid', `At ${formatInstant(atMs)} there was no shift that any machine worked.`);
}

export function shiftNotOver(endMs: number): DomainError {
  return new DomainError('range-invalid', `The shift is not over: it ends at ${formatInstant(endMs)}.`);
}
