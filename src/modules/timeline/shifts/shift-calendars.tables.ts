/** Where shift calendars are kept. Dates are local, `YYYY-MM-DD`; patterns and shifts are JSON text. */
import type { Generated } from 'kysely';

export interface ShiftCalendarsTables {
  shift_calendars: ShiftCalendarsTable;
  shift_exceptions: ShiftExceptionsTable;
  factory_zone: FactoryZoneTable;
}

/** A pattern of one scope from a date on. */
export interface ShiftCalendarsTable {
  id: Generated<number>;
  /** `factory`, `place:7` or `machine:6809…`: what dates are unique within. */
  scope_key: string;
  place_id: number | null;
  machine_id: string | null;
  valid_from: string;
  /** Null: from that date on the enclosing scope's pattern holds again. */
  weekly: string | null;
  note: string | null;
  /** 1 while it is what the environment's DAY_SHIFT_START and DAY_SHIFT_END say, and nobody has changed it. */
  seeded: number;
  version: number;
  created_at: number;
  updated_at: number;
}

/** A date of one scope with shifts of its own, or none. */
export interface ShiftExceptionsTable {
  id: Generated<number>;
  scope_key: string;
  place_id: number | null;
  machine_id: string | null;
  date: string;
  shifts: string;
  note: string | null;
  version: number;
  created_at: number;
  updated_at: number;
}

/** One row: the zone that the stored sums were made for. */
export interface FactoryZoneTable {
  id: 1;
  zone: string;
}
