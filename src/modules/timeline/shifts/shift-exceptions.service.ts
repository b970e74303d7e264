/** The use cases of dates whose shifts differ from the pattern: holidays, overtime. As atomic as those of calendars. */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type Store, type Transaction, transactOnce } from '../../../platform/outbox/index.ts';
import type { ShiftChangeEffects } from './shift-calendars.effects.ts';
import * as repository from './shift-calendars.repository.ts';
import type { ShiftCalendarsTables } from './shift-calendars.tables.ts';
import type {
  ShiftExceptionDetails,
  ShiftExceptionFilter,
  ShiftScope,
  StoredShiftException,
} from './shift-calendars.types.ts';
import { lockShiftsWithin } from './shift-lock.ts';
import { requireFitDate, scopeKey } from './shift-patterns.rules.ts';
import { exceptionChanged, exceptionNotFound, requireException, writingException } from './shift-refusals.ts';

export interface ShiftExceptionService {
  /** By date and scope. */
  listExceptions(filter?: ShiftExceptionFilter): Promise<StoredShiftException[]>;
  /** @throws calendar-overlap, validation-failed, name-taken for a date that the scope has, place-not-found, machine-not-found */
  createException(
    actor: Actor,
    scope: ShiftScope,
    details: ShiftExceptionDetails,
    key?: string,
  ): Promise<StoredShiftException>;
  /** Replaces date, shifts and note. @throws calendar-not-found, calendar-overlap, validation-failed, name-taken, version-conflict */
  changeException(
    actor: Actor,
    id: number,
    details: ShiftExceptionDetails,
    version?: number,
  ): Promise<StoredShiftException>;
  /** @throws calendar-not-found */
  removeException(actor: Actor, id: number): Promise<void>;
}

export function createShiftExceptionService(
  store: Store,
  effects: ShiftChangeEffects,
  log: Logger,
): ShiftExceptionService {
  async function writeWithin(
    tx: Transaction,
    happened: 'created' | 'changed' | 'removed',
    before: StoredShiftException | undefined,
    after: StoredShiftException | undefined,
  ): Promise<void> {
    const exception = (after ?? before) as StoredShiftException;
    const dates = [before, after].flatMap((each) => each?.date ?? []);
    await effects.shiftsChangedWithin(tx, await effects.machinesInWithin(tx, exception), dates.sort()[0]);
    tx.emit({
      type: `com.milldash.shift-calendar.exception-${happened}`,
      subject: `shift-exceptions/${exception.id}`,
      data: {
        exception_id: exception.id,
        place_id: exception.placeId,
        machine_id: exception.machineId,
        date: exception.date,
        closed: exception.shifts.length === 0,
      },
    });
    tx.audit({
      action: `shift-exception.${happened}`,
      entityType: 'shift-exception',
      entityId: exception.id,
      ...(before === undefined ? {} : { before: auditOf(before) }),
      ...(after === undefined ? {} : { after: auditOf(after) }),
    });
  }

  function logChange(actor: Actor, happened: string, exception: StoredShiftException): void {
    log.info(
      { payload: { exceptionId: exception.id } },
      `Shifts of ${scopeKey(exception)} on ${exception.date}: exception ${happened} by '${actor.name}'`,
    );
  }

  return {
    listExceptions: (filter) => repository.findExceptions(store.access(), filter),

    async createException(actor, scope, details, key) {
      if (scope.placeId !== null && scope.machineId !== null) {
        throw new DomainError('validation-failed', 'An exception is for a place or for a machine, not for both.');
      }
      requireFitDate(details.shifts, details.date);
      const request = { key, operation: 'shift-exception.create', payload: [scope, details] };
      const { result: exception, isRepeat } = await transactOnce(store, actor, request, async (tx) => {
        await lockShiftsWithin(tx, 'exclusive');
        const created = await writingException(scope, details, () =>
          repository.insertException(tx.access(), scope, details, tx.recordedAt),
        );
        await writeWithin(tx, 'created', undefined, created);
        return created;
      });
      if (!isRepeat) logChange(actor, 'created', exception);
      return exception;
    },

    async changeException(actor, id, details, version) {
      requireFitDate(details.shifts, details.date);
      const { exception, changed } = await store.transact(actor, async (tx) => {
        await lockShiftsWithin(tx, 'exclusive');
        const access = tx.access<ShiftCalendarsTables>();
        const before = await requireException(access, id);
        if (version !== undefined && version !== before.version) throw exceptionChanged(before);
        if (isSame(before, details)) return { exception: before, changed: false };
        const after = await writingException(before, details, () =>
          repository.updateException(access, id, before.version, details, tx.recordedAt),
        );
        if (after === undefined) throw exceptionChanged(await requireException(access, id));
        await writeWithin(tx, 'changed', before, after);
        return { exception: after, changed: true };
      });
      if (changed) logChange(actor, 'changed', exception);
      return exception;
    },

    async removeException(actor, id) {
      const exception = await store.transact(actor, async (tx) => {
        await lockShiftsWithin(tx, 'exclusive');
        const removed = await repository.deleteException(tx.access(), id);
        if (removed === undefined) throw exceptionNotFound(id);
        await writeWithin(tx, 'removed', removed, undefined);
        return removed;
      });
      logChange(actor, 'removed', exception);
    },
  };
}

function isSame(exception: StoredShiftException, details: ShiftExceptionDetails): boolean {
  return (
    exception.date === details.date &&
    exception.note === details.note &&
    JSON.stringify(exception.shifts) === JSON.stringify(details.shifts)
  );
}

function auditOf({ placeId, machineId, date, shifts, note }: StoredShiftException): Record<string, unknown> {
  return { placeId, machineId, date, shifts, note };
}
