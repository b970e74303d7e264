/**
 * Calls for help: somebody at a machine presses a button, somebody says that they are coming, and it is over.
 *
 * One call of a kind waits at a machine: who calls again is shown the one that waits. Each step commits with its event and
 * its audit entry or not at all.
 */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, toPage } from '../../../kernel/paging.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import {
  type NewEvent,
  rememberedUntil,
  type Store,
  type Transaction,
  transactOnce,
} from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Users } from '../../users/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { authorWithin } from '../tickets/ticket-steps.ts';
import * as repository from './help-calls.repository.ts';
import { type HelpMove, moveHelpCall } from './help-calls.rules.ts';
import type { HelpCall, HelpCallFilter, HelpCallPage, NewHelpCall, RaisedCall } from './help-calls.types.ts';

export interface HelpCallService {
  /** A page, the latest first. @throws cursor-invalid, unknown-machine */
  listHelpCalls(filter?: HelpCallFilter): Promise<HelpCallPage>;
  /** @throws help-call-not-found */
  getHelpCall(id: number): Promise<HelpCall>;
  /**
   * Where one of the kind waits at the machine, that one, as it is.
   * @param key of a request that may be sent again
   * @throws unknown-machine, machine-retired, idempotency-key-reused
   */
  callForHelp(actor: Actor, wanted: NewHelpCall, key?: string): Promise<RaisedCall>;
  /** With what is already so nothing happens. @throws help-call-not-found, help-call-ended, forbidden */
  moveHelpCall(actor: Actor, id: number, move: HelpMove): Promise<HelpCall>;
  /** The calls that wait, by machine, the oldest first; remembered until one changes. */
  waitingCalls(): Promise<ReadonlyMap<string, readonly HelpCall[]>>;
}

export interface HelpCallDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly machines: Pick<Machines, 'holdMachineWithin' | 'requireMachines'>;
  readonly users: Users;
}

const happenings = { answer: 'answered', close: 'closed', cancel: 'cancelled' } as const satisfies Record<
  HelpMove,
  string
>;

export function createHelpCalls({ store, log, machines, users }: HelpCallDependencies): HelpCallService {
  const reads = () => store.access<MaintenanceTables>();
  const waiting = rememberedUntil<MaintenanceTables, ReadonlyMap<string, readonly HelpCall[]>>(
    ['help-call'],
    async (access) => Map.groupBy(await repository.findWaitingCalls(access), ({ machineId }) => machineId),
  );

  async function getHelpCall(id: number): Promise<HelpCall> {
    const call = await repository.findHelpCall(reads(), id);
    if (call === undefined) throw notFound(id);
    return call;
  }

  async function raiseWithin(tx: Transaction, wanted: NewHelpCall): Promise<RaisedCall> {
    const access = tx.access<MaintenanceTables>();
    const machine = await machines.holdMachineWithin(tx, wanted.machineId);
    if (machine.retiredAt !== null) {
      throw new DomainError('machine-retired', `'${machine.name}' is out of use. Nobody calls for help there.`);
    }
    const by = await authorWithin(tx, users);
    for (;;) {
      const call = await repository.insertHelpCall(access, wanted, by, tx.recordedAt);
      if (call !== undefined) {
        tx.emit(helpCallEvent('raised', call));
        tx.audit({ action: 'help-call.raised', entityType: 'help-call', entityId: call.id, after: told(call) });
        return { call, isNew: true };
      }
      const other = await repository.holdWaitingCall(access, tx.engine, wanted);
      // it may have ended in between: then there is room for this one
      if (other !== undefined) return { call: other, isNew: false };
    }
  }

  return {
    async listHelpCalls(filter = {}) {
      const { machineIds, cursor, limit = PAGE_LIMIT_DEFAULT } = filter;
      if (machineIds !== undefined) await machines.requireMachines(machineIds);
      const before = cursor === undefined ? undefined : (decodeCursor(cursor, ['number'])[0] as number);
      const found = await repository.findHelpCallPage(reads(), store.engine, filter, before, limit);
      return toPage(found, limit, ({ id }) => [id]);
    },
    getHelpCall,
    async callForHelp(actor, wanted, key) {
      const request = { key, operation: 'help-call.raise', payload: wanted };
      const { result, isRepeat } = await transactOnce(store, actor, request, async (tx) => {
        const { call, isNew } = await raiseWithin(tx, wanted);
        return { id: call.id, isNew };
      });
      const call = await getHelpCall(result.id);
      if (!isRepeat && result.isNew) {
        log.info(
          { payload: { helpCallId: call.id, machineId: call.machineId } },
          `'${call.calledBy.name}' calls for help (${call.kind}) at machine '${call.machineId}'`,
        );
      }
      return { call, isNew: result.isNew };
    },
    async moveHelpCall(actor, id, move) {
      const moved = await store.transact(actor, async (tx) => {
        const access = tx.access<MaintenanceTables>();
        const before = await repository.holdHelpCall(access, tx.engine, id);
        if (before === undefined) throw notFound(id);
        const mover = {
          person: await authorWithin(tx, users),
          mayCancelOthers: actor.role === 'ADMIN' || actor.role === 'SUPERVISOR',
        };
        const after = moveHelpCall(before, move, mover, tx.recordedAt);
        if (after === undefined) return undefined;
        await repository.updateHelpCall(access, after);
        tx.emit(helpCallEvent(happenings[move], after));
        tx.audit({
          action: `help-call.${happenings[move]}`,
          entityType: 'help-call',
          entityId: id,
          before: { status: before.status },
          after: told(after),
        });
        return after;
      });
      if (moved === undefined) return getHelpCall(id);
      log.info({ payload: { helpCallId: id } }, `Call for help ${id} ${moved.status} by '${actor.name}'`);
      return moved;
    },
    waitingCalls: () => waiting(reads()),
  };
}

/** By the names of answers. */
function told(call: HelpCall): Record<string, unknown> {
  return {
    machine_id: call.machineId,
    kind: call.kind,
    text: call.text,
    status: call.status,
    called_at: formatInstant(call.calledAt),
    called_by: call.calledBy.name,
    answered_at: formatOptionalInstant(call.answered?.at ?? null),
    answered_by: call.answered?.by.name ?? null,
    ended_at: formatOptionalInstant(call.ended?.at ?? null),
    ended_by: call.ended?.by.name ?? null,
  };
}

function helpCallEvent(happened: 'raised' | 'answered' | 'closed' | 'cancelled', call: HelpCall): NewEvent {
  return {
    type: `com.milldash.help-call.${happened}`,
    subject: `help-calls/${call.id}`,
    data: { help_call_id: call.id, ...told(call), version: call.version },
  };
}

function notFound(id: number): DomainError {
  return new DomainError('help-call-not-found', `There is no call for help ${id}.`);
}
