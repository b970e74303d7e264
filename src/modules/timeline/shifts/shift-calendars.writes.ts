/**
 * How a shift calendar is written: with its event, its audit entry and the marks on the sums that it makes stale, all in
 * the caller's transaction.
 */
import { DomainError } from '../../../kernel/errors.ts';
import { ConstraintViolation, isUniqueViolation } from '../../../platform/database/index.ts';
import type { NewEvent, Transaction } from '../../../platform/outbox/index.ts';
import type { ShiftChangeEffects } from './shift-calendars.effects.ts';
import * as repository from './shift-calendars.repository.ts';
import type { ShiftCalendarsTables } from './shift-calendars.tables.ts';
import type { ShiftCalendarDetails, ShiftScope, StoredShiftCalendar } from './shift-calendars.types.ts';

export interface ShiftCalendarWrites {
  /** Of what has just been written: what follows from it, its event and its audit entry. */
  followWithin(
    tx: Transaction,
    happened: 'created' | 'changed' | 'removed',
    before: StoredShiftCalendar | undefined,
    after: StoredShiftCalendar | undefined,
  ): Promise<void>;
  /** @throws name-taken, version-conflict */
  changeWithin(
    tx: Transaction,
    before: StoredShiftCalendar,
    details: ShiftCalendarDetails,
    seeded: boolean,
  ): Promise<StoredShiftCalendar>;
}

export function createShiftCalendarWrites(effects: ShiftChangeEffects): ShiftCalendarWrites {
  async function followWithin(
    tx: Transaction,
    happened: 'created' | 'changed' | 'removed',
    before: StoredShiftCalendar | undefined,
    after: StoredShiftCalendar | undefined,
  ): Promise<void> {
    const calendar = (after ?? before) as StoredShiftCalendar;
    const dates = [before, after].flatMap((each) => each?.validFrom ?? []);
    const machineIds = await effects.machinesInWithin(tx, calendar);
    await effects.shiftsChangedWithin(tx, machineIds, dates.sort()[0]);
    tx.emit(calendarEvent(happened, calendar));
    tx.audit({
      action: `shift-calendar.${happened}`,
      entityType: 'shift-calendar',
      entityId: calendar.id,
      ...(before === undefined ? {} : { before: auditOf(before) }),
      ...(after === undefined ? {} : { after: auditOf(after) }),
    });
  }

  async function changeWithin(
    tx: Transaction,
    before: StoredShiftCalendar,
    details: ShiftCalendarDetails,
    seeded: boolean,
  ): Promise<StoredShiftCalendar> {
    const access = tx.access<ShiftCalendarsTables>();
    const after = await translated(before, details, () =>
      repository.updateCalendar(access, before.id, before.version, details, seeded, tx.recordedAt),
    );
    if (after === undefined) throw versionConflict(await findOrRefuse(access, before.id));
    await followWithin(tx, 'changed', before, after);
    return after;
  }

  return { followWithin, changeWithin };
}

export async function findOrRefuse(access: repository.ShiftCalendarAccess, id: number): Promise<StoredShiftCalendar> {
  const calendar = await repository.findCalendar(access, id);
  if (calendar === undefined) throw notFound(id);
  return calendar;
}

export function notFound(id: number): DomainError {
  return new DomainError('calendar-not-found', `There is no shift calendar with the id ${id}.`);
}

export async function translated<T>(
  scope: ShiftScope,
  details: ShiftCalendarDetails,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error, 'shift_calendars_scope_key_valid_from_unique')) {
      throw new DomainError(
        'name-taken',
        `There already is a calendar for the same scope from ${details.validFrom} on.`,
      );
    }
    throw scopeMissing(scope, error);
  }
}

/** What a foreign key of a scope means; any other error as it is. */
export function scopeMissing(scope: ShiftScope, error: unknown): unknown {
  if (!(error instanceof ConstraintViolation) || error.kind !== 'foreign-key') return error;
  return scope.machineId === null
    ? new DomainError('place-not-found', `There is no site, area or line with the id ${scope.placeId}.`)
    : new DomainError('machine-not-found', `There is no machine '${scope.machineId}'.`);
}

export function versionConflict(current: StoredShiftCalendar): DomainError {
  return new DomainError(
    'version-conflict',
    'The calendar has been changed in the meantime. Read it again and repeat the change.',
    { current_version: current.version },
  );
}

function calendarEvent(happened: 'created' | 'changed' | 'removed', calendar: StoredShiftCalendar): NewEvent {
  return {
    type: `com.milldash.shift-calendar.${happened}`,
    subject: `shift-calendars/${calendar.id}`,
    data: {
      calendar_id: calendar.id,
      place_id: calendar.placeId,
      machine_id: calendar.machineId,
      valid_from: calendar.validFrom,
      version: calendar.version,
    },
  };
}

function auditOf({
  placeId,
  machineId,
  validFrom,
  weekly,
  note,
  seeded,
}: StoredShiftCalendar): Record<string, unknown> {
  return { placeId, machineId, validFrom, weekly, note, seeded };
}
