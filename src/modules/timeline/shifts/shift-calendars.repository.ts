/** Reads and writes of `shift_calendars`, `shift_exceptions` and `factory_zone`. */
import type { Selectable } from 'kysely';
import type { TableAccess } from '../../../platform/database/index.ts';
import type { ShiftCalendarsTable, ShiftCalendarsTables, ShiftExceptionsTable } from './shift-calendars.tables.ts';
import type {
  ShiftCalendarDetails,
  ShiftExceptionDetails,
  ShiftExceptionFilter,
  ShiftScope,
  StoredShiftCalendar,
  StoredShiftException,
} from './shift-calendars.types.ts';
import type { ShiftDefinition, WeeklyPattern } from './shift-instances.rules.ts';
import { scopeKey } from './shift-patterns.rules.ts';

export type ShiftCalendarAccess = TableAccess<ShiftCalendarsTables>;

/** All of them, by scope and date: a factory has a handful. */
export async function findCalendars(access: ShiftCalendarAccess): Promise<StoredShiftCalendar[]> {
  const rows = await access
    .selectFrom('shift_calendars')
    .selectAll()
    .orderBy('scope_key')
    .orderBy('valid_from')
    .execute();
  return rows.map(toCalendar);
}

export async function findCalendar(access: ShiftCalendarAccess, id: number): Promise<StoredShiftCalendar | undefined> {
  const row = await access.selectFrom('shift_calendars').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toCalendar(row);
}

/** @throws ConstraintViolation shift_calendars_scope_key_valid_from_unique, or a foreign key of the scope */
export async function insertCalendar(
  access: ShiftCalendarAccess,
  scope: ShiftScope,
  details: ShiftCalendarDetails,
  seeded: boolean,
  nowMs: number,
): Promise<StoredShiftCalendar> {
  const row = await access
    .insertInto('shift_calendars')
    .values({
      ...scopeColumns(scope),
      ...calendarColumns(details),
      seeded: seeded ? 1 : 0,
      version: 1,
      created_at: nowMs,
      updated_at: nowMs,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toCalendar(row);
}

/**
 * Provided that nobody has changed it since `version`; undefined where somebody has.
 *
 * @throws ConstraintViolation shift_calendars_scope_key_valid_from_unique
 */
export async function updateCalendar(
  access: ShiftCalendarAccess,
  id: number,
  version: number,
  details: ShiftCalendarDetails,
  seeded: boolean,
  nowMs: number,
): Promise<StoredShiftCalendar | undefined> {
  const row = await access
    .updateTable('shift_calendars')
    .set({ ...calendarColumns(details), seeded: seeded ? 1 : 0, version: version + 1, updated_at: nowMs })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toCalendar(row);
}

export async function deleteCalendar(
  access: ShiftCalendarAccess,
  id: number,
): Promise<StoredShiftCalendar | undefined> {
  const row = await access.deleteFrom('shift_calendars').where('id', '=', id).returningAll().executeTakeFirst();
  return row === undefined ? undefined : toCalendar(row);
}

/** By date and scope. */
export async function findExceptions(
  access: ShiftCalendarAccess,
  filter: ShiftExceptionFilter = {},
): Promise<StoredShiftException[]> {
  let query = access.selectFrom('shift_exceptions').selectAll();
  if (filter.from !== undefined) query = query.where('date', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('date', '<=', filter.to);
  if (filter.scope !== undefined) query = query.where('scope_key', '=', scopeKey(filter.scope));
  const rows = await query.orderBy('date').orderBy('scope_key').execute();
  return rows.map(toException);
}

export async function findException(
  access: ShiftCalendarAccess,
  id: number,
): Promise<StoredShiftException | undefined> {
  const row = await access.selectFrom('shift_exceptions').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toException(row);
}

/** @throws ConstraintViolation shift_exceptions_scope_key_date_unique, or a foreign key of the scope */
export async function insertException(
  access: ShiftCalendarAccess,
  scope: ShiftScope,
  details: ShiftExceptionDetails,
  nowMs: number,
): Promise<StoredShiftException> {
  const row = await access
    .insertInto('shift_exceptions')
    .values({
      ...scopeColumns(scope),
      ...exceptionColumns(details),
      version: 1,
      created_at: nowMs,
      updated_at: nowMs,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toException(row);
}

/** Provided that nobody has changed it since `version`. @throws ConstraintViolation shift_exceptions_scope_key_date_unique */
export async function updateException(
  access: ShiftCalendarAccess,
  id: number,
  version: number,
  details: ShiftExceptionDetails,
  nowMs: number,
): Promise<StoredShiftException | undefined> {
  const row = await access
    .updateTable('shift_exceptions')
    .set({ ...exceptionColumns(details), version: version + 1, updated_at: nowMs })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toException(row);
}

export async function deleteException(
  access: ShiftCalendarAccess,
  id: number,
): Promise<StoredShiftException | undefined> {
  const row = await access.deleteFrom('shift_exceptions').where('id', '=', id).returningAll().executeTakeFirst();
  return row === undefined ? undefined : toException(row);
}

export async function findZone(access: ShiftCalendarAccess): Promise<string | undefined> {
  return (await access.selectFrom('factory_zone').select('zone').executeTakeFirst())?.zone;
}

export async function saveZone(access: ShiftCalendarAccess, zone: string): Promise<void> {
  await access
    .insertInto('factory_zone')
    .values({ id: 1, zone })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ zone }))
    .execute();
}

function scopeColumns(scope: ShiftScope) {
  return { scope_key: scopeKey(scope), place_id: scope.placeId, machine_id: scope.machineId };
}

function calendarColumns(details: ShiftCalendarDetails) {
  return {
    valid_from: details.validFrom,
    weekly: details.weekly === null ? null : JSON.stringify(details.weekly),
    note: details.note,
  };
}

function exceptionColumns(details: ShiftExceptionDetails) {
  return { date: details.date, shifts: JSON.stringify(details.shifts), note: details.note };
}

function toCalendar(row: Selectable<ShiftCalendarsTable>): StoredShiftCalendar {
  return {
    id: row.id,
    placeId: row.place_id,
    machineId: row.machine_id,
    validFrom: row.valid_from,
    weekly: row.weekly === null ? null : (JSON.parse(row.weekly) as WeeklyPattern),
    note: row.note,
    seeded: row.seeded === 1,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toException(row: Selectable<ShiftExceptionsTable>): StoredShiftException {
  return {
    id: row.id,
    placeId: row.place_id,
    machineId: row.machine_id,
    date: row.date,
    shifts: JSON.parse(row.shifts) as ShiftDefinition[],
    note: row.note,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
