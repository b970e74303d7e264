/** What the environment says of shifts and of the zone, brought into the database at each start. */
import type { Actor } from '../../../kernel/access.ts';
import { isUniqueViolation } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store, Transaction } from '../../../platform/outbox/index.ts';
import type { ShiftChangeEffects } from './shift-calendars.effects.ts';
import * as repository from './shift-calendars.repository.ts';
import type { ShiftCalendarsTables } from './shift-calendars.tables.ts';
import type { ShiftScope } from './shift-calendars.types.ts';
import type { ShiftCalendarWrites } from './shift-calendars.writes.ts';
import { dayAndNight, FIRST_DATE, scopeKey } from './shift-patterns.rules.ts';

export interface SeededShifts {
  /** `HH:MM` local. */
  readonly dayStart: string;
  readonly dayEnd: string;
}

export interface ShiftSeeding {
  /**
   * At the start: an empty database gets DAY and NIGHT on every day; a calendar that nobody has changed follows the
   * environment; another zone makes all sums stale. Safe to run in several processes at once.
   */
  alignWithEnvironment(actor: Actor, shifts: SeededShifts, zone: string): Promise<void>;
}

const wholeFactory: ShiftScope = { placeId: null, machineId: null };

export function createShiftSeeding(
  store: Store,
  writes: ShiftCalendarWrites,
  effects: ShiftChangeEffects,
  log: Logger,
): ShiftSeeding {
  async function seedWithin(tx: Transaction, shifts: SeededShifts): Promise<string | undefined> {
    const access = tx.access<ShiftCalendarsTables>();
    const details = {
      validFrom: FIRST_DATE,
      weekly: dayAndNight(shifts.dayStart, shifts.dayEnd),
      note: 'From DAY_SHIFT_START and DAY_SHIFT_END',
    };
    const ofFactory = (await repository.findCalendars(access)).filter((each) => scopeKey(each) === 'factory');
    if (ofFactory.length === 0) {
      const created = await repository.insertCalendar(access, wholeFactory, details, true, tx.recordedAt);
      await writes.followWithin(tx, 'created', undefined, created);
      return `Shift calendar made: DAY ${shifts.dayStart}–${shifts.dayEnd}, NIGHT the rest, on every day`;
    }
    const seeded = ofFactory.find((each) => each.seeded);
    if (seeded === undefined || JSON.stringify(seeded.weekly) === JSON.stringify(details.weekly)) return undefined;
    await writes.changeWithin(tx, seeded, details, true);
    return `Shift calendar follows the environment: DAY ${shifts.dayStart}–${shifts.dayEnd}`;
  }

  return {
    async alignWithEnvironment(actor, shifts, zone) {
      const said = await store
        .transact(actor, async (tx) => {
          const messages = [await seedWithin(tx, shifts)];
          const access = tx.access<ShiftCalendarsTables>();
          const before = await repository.findZone(access);
          if (before !== zone) {
            await repository.saveZone(access, zone);
            if (before !== undefined) {
              await effects.shiftsChangedWithin(tx, undefined);
              tx.emit({
                type: 'com.milldash.shift-calendar.zone-changed',
                subject: 'factory',
                data: { zone, previous_zone: before },
              });
              messages.push(`The factory's time zone is ${zone} now, was ${before}: all sums are worked out again`);
            }
            tx.audit({
              action: 'shift-calendar.zone-changed',
              entityType: 'factory',
              entityId: 'zone',
              ...(before === undefined ? {} : { before: { zone: before } }),
              after: { zone },
            });
          }
          return messages;
        })
        .catch((error: unknown) => {
          // another process that starts at the same moment has seeded the same calendar
          if (isUniqueViolation(error, 'shift_calendars_scope_key_valid_from_unique')) return [];
          throw error;
        });
      for (const message of said) if (message !== undefined) log.info({ payload: { ...shifts, zone } }, message);
    },
  };
}
