/** What people say of shifts, and for what part of the factory they say it. */
import type { ShiftDefinition, WeeklyPattern } from './shift-instances.rules.ts';

/** Neither: the whole factory. Both is refused. */
export interface ShiftScope {
  /** A site, area or line. */
  readonly placeId: number | null;
  readonly machineId: string | null;
}

export interface ShiftCalendarDetails {
  /** Local date from which the pattern holds, `YYYY-MM-DD`, until the next calendar of the same scope. */
  readonly validFrom: string;
  /** Null: from that date on the enclosing scope's pattern holds again; not for the factory itself. */
  readonly weekly: WeeklyPattern | null;
  readonly note: string | null;
}

export interface StoredShiftCalendar extends ShiftScope, ShiftCalendarDetails {
  readonly id: number;
  /** True while it is what the environment says, and nobody has changed it. */
  readonly seeded: boolean;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface ShiftExceptionDetails {
  /** Local date, `YYYY-MM-DD`. */
  readonly date: string;
  /** What is worked instead of the pattern; empty: nothing. */
  readonly shifts: readonly ShiftDefinition[];
  readonly note: string | null;
}

export interface StoredShiftException extends ShiftScope, ShiftExceptionDetails {
  readonly id: number;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface ShiftExceptionFilter {
  /** Inclusive local dates. */
  readonly from?: string;
  readonly to?: string;
  /** Exceptions of exactly this scope; absent: of all. */
  readonly scope?: ShiftScope;
}
