/** The refusals of shift calendars and of their exceptions, and what constraints mean in their words. */
import { changedMeanwhile, DomainError } from '../../../kernel/errors.ts';
import { isUniqueViolation, refusingViolations } from '../../../platform/database/index.ts';
import * as repository from './shift-calendars.repository.ts';
import type {
  ShiftCalendarDetails,
  ShiftExceptionDetails,
  ShiftScope,
  StoredShiftCalendar,
  StoredShiftException,
} from './shift-calendars.types.ts';

/** @throws calendar-not-found */
export async function requireCalendar(
  access: repository.ShiftCalendarAccess,
  id: number,
): Promise<StoredShiftCalendar> {
  const calendar = await repository.findCalendar(access, id);
  if (calendar === undefined) throw calendarNotFound(id);
  return calendar;
}

/** @throws calendar-not-found */
export async function requireException(
  access: repository.ShiftCalendarAccess,
  id: number,
): Promise<StoredShiftException> {
  const exception = await repository.findException(access, id);
  if (exception === undefined) throw exceptionNotFound(id);
  return exception;
}

export function calendarNotFound(id: number): DomainError {
  return new DomainError('calendar-not-found', `There is no shift calendar with the id ${id}.`);
}

export function exceptionNotFound(id: number): DomainError {
  return new DomainError('calendar-not-found', `There is no shift exception with the id ${id}.`);
}

export function calendarChanged(current: StoredShiftCalendar): DomainError {
  return changedMeanwhile('The calendar', current.version);
}

export function exceptionChanged(current: StoredShiftException): DomainError {
  return changedMeanwhile('The exception', current.version);
}

/** @throws name-taken, place-not-found, machine-not-found */
export function writingCalendar<T>(
  scope: ShiftScope,
  { validFrom }: ShiftCalendarDetails,
  write: () => Promise<T>,
): Promise<T> {
  const taken = `There already is a calendar for the same scope from ${validFrom} on.`;
  return writing(scope, 'shift_calendars_scope_key_valid_from_unique', taken, write);
}

/** @throws name-taken, place-not-found, machine-not-found */
export function writingException<T>(
  scope: ShiftScope,
  { date }: ShiftExceptionDetails,
  write: () => Promise<T>,
): Promise<T> {
  const taken = `There already is an exception for the same scope on ${date}.`;
  return writing(scope, 'shift_exceptions_scope_key_date_unique', taken, write);
}

function writing<T>(scope: ShiftScope, unique: string, taken: string, write: () => Promise<T>): Promise<T> {
  return refusingViolations(write, (violation) => {
    if (isUniqueViolation(violation, unique)) return new DomainError('name-taken', taken);
    if (violation.kind !== 'foreign-key') return undefined;
    return scope.machineId === null
      ? new DomainError('place-not-found', `There is no site, area or line with the id ${scope.placeId}.`)
      : new DomainError('machine-not-found', `There is no machine '${scope.machineId}'.`);
  });
}
