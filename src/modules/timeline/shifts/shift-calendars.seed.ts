/**
 * What the environment says of shifts and of the zone, and what is stored: a server's start brings the second in line
 * with the first, other commands take the factory as it is.
 */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store, Transaction } from '../../../platform/outbox/index.ts';
import type { ShiftChangeEffects } from './shift-calendars.effects.ts';
import * as repository from './shift-calendars.repository.ts';
import type { ShiftCalendarsTables } from './shift-calendars.tables.ts';
import type { ShiftCalendarDetails, ShiftScope, StoredShiftCalendar } from './shift-calendars.types.ts';
import type { ShiftCalendarWrites } from './shift-calendars.writes.ts';
import { lockShiftsWithin } from './shift-lock.ts';
import { dayAndNight, FIRST_DATE, scopeKey } from './shift-patterns.rules.ts';

export interface SeededShifts {
  /** `HH:MM` local. */
  readonly dayStart: string;
  readonly dayEnd: string;
}

export interface ShiftSeeding {
  /**
   * An empty database gets DAY and NIGHT on every day; a calendar that nobody has changed follows the environment;
   * another zone makes all sums stale, and processes that still work in the former one refuse with zone-conflict.
   * Processes that start at once take turns. Returns a sentence for each change.
   */
  alignWithEnvironment(actor: Actor, shifts: SeededShifts): Promise<readonly string[]>;
  /**
   * For commands that must not change the factory: takes the stored shifts, with a warning where the environment says
   * others. Only a database in which no factory has been set up yet is given one.
   *
   * @throws zone-conflict
   */
  acceptStored(actor: Actor, shifts: SeededShifts): Promise<void>;
}

const wholeFactory: ShiftScope = { placeId: null, machineId: null };

/** @param zone IANA name that this process works in */
export function createShiftSeeding(
  store: Store,
  writes: ShiftCalendarWrites,
  effects: ShiftChangeEffects,
  zone: string,
  log: Logger,
): ShiftSeeding {
  async function seedWithin(tx: Transaction, shifts: SeededShifts): Promise<string | undefined> {
    const access = tx.access<ShiftCalendarsTables>();
    const details = detailsOf(shifts);
    const ofFactory = (await repository.findCalendars(access)).filter((each) => scopeKey(each) === 'factory');
    if (ofFactory.length === 0) {
      const created = await repository.insertCalendar(access, wholeFactory, details, true, tx.recordedAt);
      await writes.followWithin(tx, 'created', undefined, created);
      return `Shift calendar made: DAY ${shifts.dayStart}–${shifts.dayEnd}, NIGHT the rest, on every day`;
    }
    const outdated = ofFactory.find((each) => differs(each, details));
    if (outdated === undefined) return undefined;
    await writes.changeWithin(tx, outdated, details, true);
    return `Shift calendar follows the environment: DAY ${shifts.dayStart}–${shifts.dayEnd}`;
  }

  async function moveWithin(tx: Transaction): Promise<string | undefined> {
    const access = tx.access<ShiftCalendarsTables>();
    const before = await repository.findZone(access);
    if (before === zone) return undefined;
    await repository.saveZone(access, zone);
    tx.audit({
      action: 'shift-calendar.zone-changed',
      entityType: 'factory',
      entityId: 'zone',
      ...(before === undefined ? {} : { before: { zone: before } }),
      after: { zone },
    });
    if (before === undefined) return undefined;
    await effects.shiftsChangedWithin(tx, undefined);
    tx.emit({
      type: 'com.milldash.shift-calendar.zone-changed',
      subject: 'factory',
      data: { zone, previous_zone: before },
    });
    return `The factory's time zone is ${zone} now, was ${before}: all sums are worked out again`;
  }

  async function alignWithEnvironment(actor: Actor, shifts: SeededShifts): Promise<readonly string[]> {
    const said = await store.transact(actor, async (tx) => {
      await lockShiftsWithin(tx, 'exclusive');
      // the zone first: a calendar that changes is then read in the zone that it changes in
      return [await moveWithin(tx), await seedWithin(tx, shifts)].filter((message) => message !== undefined);
    });
    for (const message of said) log.info({ payload: { ...shifts, zone } }, message);
    return said;
  }

  return {
    alignWithEnvironment,
    async acceptStored(actor, shifts) {
      const access = store.access<ShiftCalendarsTables>();
      const stored = await repository.findZone(access);
      if (stored === undefined) {
        await alignWithEnvironment(actor, shifts);
        return;
      }
      if (stored !== zone) {
        throw new DomainError(
          'zone-conflict',
          `The factory's time zone is ${stored}, but FACTORY_TIMEZONE is ${zone}. Set FACTORY_TIMEZONE=${stored}, or ` +
            `run "milldash migrate" to move the factory to ${zone}.`,
        );
      }
      const details = detailsOf(shifts);
      if ((await repository.findCalendars(access)).some((each) => differs(each, details))) {
        log.warn(
          { payload: shifts },
          `DAY_SHIFT_START and DAY_SHIFT_END say ${shifts.dayStart} and ${shifts.dayEnd}, but the factory works by ` +
            'another calendar, which is used. "serve" and "migrate" bring it in line',
        );
      }
    },
  };
}

function detailsOf(shifts: SeededShifts): ShiftCalendarDetails {
  return {
    validFrom: FIRST_DATE,
    weekly: dayAndNight(shifts.dayStart, shifts.dayEnd),
    note: 'From DAY_SHIFT_START and DAY_SHIFT_END',
  };
}

/** Whether it comes from the environment, and the environment says something else now. */
function differs(stored: StoredShiftCalendar, details: ShiftCalendarDetails): boolean {
  return stored.seeded && JSON.stringify(stored.weekly) !== JSON.stringify(details.weekly);
}
