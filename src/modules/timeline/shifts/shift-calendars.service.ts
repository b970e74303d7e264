/**
 * The use cases of shift calendars.
 *
 * Each change commits with its event, its audit entry and the marks on the sums that it makes stale, or not at all.
 */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type Store, transactOnce } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import * as repository from './shift-calendars.repository.ts';
import type { ShiftCalendarsTables } from './shift-calendars.tables.ts';
import type { ShiftCalendarDetails, ShiftScope, StoredShiftCalendar } from './shift-calendars.types.ts';
import type { ShiftCalendarWrites } from './shift-calendars.writes.ts';
import { lockShiftsWithin } from './shift-lock.ts';
import { requireFitPattern, scopeKey } from './shift-patterns.rules.ts';
import { calendarChanged, calendarNotFound, requireCalendar, writingCalendar } from './shift-refusals.ts';

export interface ShiftCalendarService {
  /**
   * By scope and date: all calendars, or those that have a say for one machine.
   * @throws unknown-machine
   */
  listCalendars(machineId?: string): Promise<StoredShiftCalendar[]>;
  /** @throws calendar-not-found */
  getCalendar(id: number): Promise<StoredShiftCalendar>;
  /**
   * @throws calendar-overlap, validation-failed, name-taken for a date that the scope has a calendar from,
   *   place-not-found, machine-not-found
   */
  createCalendar(
    actor: Actor,
    scope: ShiftScope,
    details: ShiftCalendarDetails,
    key?: string,
  ): Promise<StoredShiftCalendar>;
  /**
   * Replaces date, pattern and note; the scope stays. With what is already so nothing happens.
   * @throws calendar-not-found, calendar-overlap, validation-failed, name-taken, version-conflict
   */
  changeCalendar(
    actor: Actor,
    id: number,
    details: ShiftCalendarDetails,
    version?: number,
  ): Promise<StoredShiftCalendar>;
  /** @throws calendar-not-found, in-use for the last one of the factory */
  removeCalendar(actor: Actor, id: number): Promise<void>;
}

export function createShiftCalendarService(
  store: Store,
  machines: Pick<Machines, 'requireMachines' | 'listPlacements'>,
  writes: ShiftCalendarWrites,
  log: Logger,
): ShiftCalendarService {
  const reads = () => store.access<ShiftCalendarsTables>();

  return {
    async listCalendars(machineId) {
      const calendars = await repository.findCalendars(reads());
      if (machineId === undefined) return calendars;
      await machines.requireMachines([machineId]);
      const places = (await machines.listPlacements(reads())).get(machineId) ?? [];
      const scopes = new Set(['factory', `machine:${machineId}`, ...places.map((place) => `place:${place}`)]);
      return calendars.filter((calendar) => scopes.has(scopeKey(calendar)));
    },
    getCalendar: (id) => requireCalendar(reads(), id),

    async createCalendar(actor, scope, details, key) {
      requireFit(scope, details);
      const request = { key, operation: 'shift-calendar.create', payload: [scope, details] };
      const { result: calendar, isRepeat } = await transactOnce(store, actor, request, async (tx) => {
        await lockShiftsWithin(tx, 'exclusive');
        const access = tx.access<ShiftCalendarsTables>();
        const created = await writingCalendar(scope, details, () =>
          repository.insertCalendar(access, scope, details, false, tx.recordedAt),
        );
        await writes.followWithin(tx, 'created', undefined, created);
        return created;
      });
      if (!isRepeat)
        log.info({ payload: { calendarId: calendar.id } }, `${titled(calendar)} created by '${actor.name}'`);
      return calendar;
    },

    async changeCalendar(actor, id, details, version) {
      const { calendar, changed } = await store.transact(actor, async (tx) => {
        await lockShiftsWithin(tx, 'exclusive');
        const before = await requireCalendar(tx.access<ShiftCalendarsTables>(), id);
        requireFit(before, details);
        if (version !== undefined && version !== before.version) throw calendarChanged(before);
        if (isSame(before, details)) return { calendar: before, changed: false };
        return { calendar: await writes.changeWithin(tx, before, details, false), changed: true };
      });
      if (changed) log.info({ payload: { calendarId: id } }, `${titled(calendar)} changed by '${actor.name}'`);
      return calendar;
    },

    async removeCalendar(actor, id) {
      const calendar = await store.transact(actor, async (tx) => {
        await lockShiftsWithin(tx, 'exclusive');
        const access = tx.access<ShiftCalendarsTables>();
        const removed = await repository.deleteCalendar(access, id);
        if (removed === undefined) throw calendarNotFound(id);
        const ofFactory = (await repository.findCalendars(access)).some((each) => scopeKey(each) === 'factory');
        if (!ofFactory) {
          throw new DomainError(
            'in-use',
            'It is the only calendar of the factory. Change it, or add another one first.',
          );
        }
        await writes.followWithin(tx, 'removed', removed, undefined);
        return removed;
      });
      log.info({ payload: { calendarId: id } }, `${titled(calendar)} removed by '${actor.name}'`);
    },
  };
}

function requireFit(scope: ShiftScope, details: ShiftCalendarDetails): void {
  if (scope.placeId !== null && scope.machineId !== null) {
    throw new DomainError('validation-failed', 'A calendar is for a place or for a machine, not for both.');
  }
  if (details.weekly !== null) requireFitPattern(details.weekly);
  else if (scopeKey(scope) === 'factory') {
    throw new DomainError('validation-failed', 'The factory has no enclosing scope to follow: give it a pattern.');
  }
}

function isSame(calendar: StoredShiftCalendar, details: ShiftCalendarDetails): boolean {
  return (
    calendar.validFrom === details.validFrom &&
    calendar.note === details.note &&
    JSON.stringify(calendar.weekly) === JSON.stringify(details.weekly)
  );
}

function titled(calendar: StoredShiftCalendar): string {
  return `Shift calendar of ${scopeKey(calendar)} from ${calendar.validFrom}`;
}
