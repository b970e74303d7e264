/** Shift calendars on the wire: weekdays by name, local times as HH:MM. */
import type { Static } from 'typebox';
import { formatInstant, toSeconds } from '../../../kernel/instant.ts';
import type {
  CalendarAnswer,
  CalendarBody,
  ExceptionAnswer,
  ExceptionBody,
  InstancesAnswer,
} from './shift-calendars.schemas.ts';
import type {
  ShiftCalendarDetails,
  ShiftExceptionDetails,
  ShiftScope,
  StoredShiftCalendar,
  StoredShiftException,
} from './shift-calendars.types.ts';
import type { IsoWeekday, ShiftDefinition, ShiftInstance, WeeklyPattern } from './shift-instances.rules.ts';
import { minuteOf, scopeKey, timeOf } from './shift-patterns.rules.ts';

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
type WireShift = { code: string; start: string; end: string };
type WireWeek = Record<(typeof weekdays)[number], WireShift[]>;

export function scopeFromWire(body: { place_id?: number | null; machine_id?: string | null }): ShiftScope {
  return { placeId: body.place_id ?? null, machineId: body.machine_id ?? null };
}

export function calendarFromWire(body: Omit<Static<typeof CalendarBody>, 'version'>): ShiftCalendarDetails {
  return {
    validFrom: body.valid_from,
    weekly: body.weekly === null ? null : weekFromWire(body.weekly),
    note: body.note?.trim() || null,
  };
}

export function exceptionFromWire(body: Omit<Static<typeof ExceptionBody>, 'version'>): ShiftExceptionDetails {
  return { date: body.date, shifts: body.shifts.map(shiftFromWire), note: body.note?.trim() || null };
}

export function calendarToWire(calendar: StoredShiftCalendar): Static<typeof CalendarAnswer> {
  return {
    id: calendar.id,
    ...scopeToWire(calendar),
    valid_from: calendar.validFrom,
    weekly: calendar.weekly === null ? null : weekToWire(calendar.weekly),
    note: calendar.note,
    from_environment: calendar.seeded,
    ...changesToWire(calendar),
  };
}

export function exceptionToWire(exception: StoredShiftException): Static<typeof ExceptionAnswer> {
  return {
    id: exception.id,
    ...scopeToWire(exception),
    date: exception.date,
    shifts: exception.shifts.map(shiftToWire),
    note: exception.note,
    ...changesToWire(exception),
  };
}

export function instanceToWire(instance: ShiftInstance): Static<typeof InstancesAnswer>['items'][number] {
  return {
    shift: instance.shift ?? '',
    start_time: formatInstant(instance.startMs),
    end_time: formatInstant(instance.endMs),
    production_day: instance.productionDay,
    duration_seconds: toSeconds(instance.endMs - instance.startMs),
  };
}

function scopeToWire(scope: ShiftScope) {
  return { scope: scopeKey(scope), place_id: scope.placeId, machine_id: scope.machineId };
}

function changesToWire({ version, createdAt, updatedAt }: { version: number; createdAt: number; updatedAt: number }) {
  return { version, created_at: formatInstant(createdAt), updated_at: formatInstant(updatedAt) };
}

function weekFromWire(week: WireWeek): WeeklyPattern {
  return Object.fromEntries(
    weekdays.map((name, at) => [at + 1, week[name].map(shiftFromWire)]),
  ) as unknown as WeeklyPattern;
}

function weekToWire(weekly: WeeklyPattern): WireWeek {
  return Object.fromEntries(
    weekdays.map((name, at) => [name, weekly[(at + 1) as IsoWeekday].map(shiftToWire)]),
  ) as WireWeek;
}

function shiftFromWire({ code, start, end }: WireShift): ShiftDefinition {
  return { code, startMinute: minuteOf(start), endMinute: minuteOf(end) };
}

function shiftToWire({ code, startMinute, endMinute }: ShiftDefinition): WireShift {
  return { code, start: timeOf(startMinute), end: timeOf(endMinute) };
}
