/**
 * How a shift calendar is written: with its event, its audit entry and the marks on the sums that it makes stale, all in
 * the caller's transaction.
 */
import type { NewEvent, Transaction } from '../../../platform/outbox/index.ts';
import type { ShiftChangeEffects } from './shift-calendars.effects.ts';
import * as repository from './shift-calendars.repository.ts';
import type { ShiftCalendarsTables } from './shift-calendars.tables.ts';
import type { ShiftCalendarDetails, StoredShiftCalendar } from './shift-calendars.types.ts';
import { calendarChanged, requireCalendar, writingCalendar } from './shift-refusals.ts';

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
    const after = await writingCalendar(before, details, () =>
      repository.updateCalendar(access, before.id, before.version, details, seeded, tx.recordedAt),
    );
    if (after === undefined) throw calendarChanged(await requireCalendar(access, before.id));
    await followWithin(tx, 'changed', before, after);
    return after;
  }

  return { followWithin, changeWithin };
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
