/**
 * The use cases of machines.
 *
 * Each change commits with its event and its audit entry or not at all. A machine is never deleted: its history stays,
 * and it is retired instead.
 */
import type { Actor } from '../../kernel/access.ts';
import type { Clock } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import { picked, snakeCase } from '../../kernel/named-fields.ts';
import { requireFitName } from '../../kernel/names.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, toPage } from '../../kernel/paging.ts';
import { comparisonKey } from '../../kernel/texts.ts';
import { type AnyTables, chunksOf, type TableAccess } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import { type Store, setRetired, type Transaction, transactOnce } from '../../platform/outbox/index.ts';
import { machineEvent } from './events.ts';
import { auditOf, detailsOf, fitName, noDetails, requireFitId, tidied } from './machine-details.ts';
import { ALLOWED_LISTED, translated, unknownMachine, versionConflict } from './machines.refusals.ts';
import * as repository from './machines.repository.ts';
import type { Machine, MachineDetails, MachineFilter, MachinePage, NewMachine, SeenMachine } from './machines.types.ts';
import type { MachinesTables } from './tables.ts';

/** Runs inside the transaction that moved machines to another place, before it commits. */
export type PlacementListener = (tx: Transaction, machineIds: readonly string[]) => Promise<void>;

/** Runs inside the transaction that took a machine out of use or back, before it commits. */
export type RetirementListener = (tx: Transaction, machineId: string, retired: boolean) => Promise<void>;

export interface MachineService {
  /**
   * @param key of a request that may be sent again
   * @throws machine-exists, place-not-found, validation-failed, idempotency-key-reused
   */
  createMachine(actor: Actor, machine: NewMachine, key?: string): Promise<Machine>;
  /**
   * Writes the given details and leaves the others. With what is already so nothing happens.
   * @param version the one that the caller saw; without it the change is made to whatever is there now
   * @throws machine-not-found, place-not-found, version-conflict, validation-failed
   */
  changeMachine(actor: Actor, id: string, changes: Partial<MachineDetails>, version?: number): Promise<Machine>;
  /**
   * Takes it out of use or back. Repeating it changes nothing.
   * @throws machine-not-found, and what those who follow it refuse: run-active
   */
  setMachineRetired(actor: Actor, id: string, retired: boolean, reason?: string): Promise<Machine>;
  /**
   * Makes the machines that loaded data names and nobody has made yet, with the name in the data, in one transaction.
   * Safe to repeat and to run at once in several processes. Returns the ids that this call made.
   * @throws validation-failed for an id that no machine can have (ask `machineIdProblem` first)
   */
  ensureMachines(actor: Actor, seen: readonly SeenMachine[]): Promise<string[]>;
  ensureMachinesWithin(tx: Transaction, seen: readonly SeenMachine[]): Promise<string[]>;
  findMachine(id: string): Promise<Machine | undefined>;
  /** @throws machine-not-found */
  getMachine(id: string): Promise<Machine>;
  /** A page, by name. @throws cursor-invalid */
  listMachines(filter?: MachineFilter): Promise<MachinePage>;
  /** Every machine, retired ones too, by name: for reports, whose history does not end with a machine. */
  listAllMachines(): Promise<Machine[]>;
  /** The machines of these ids, by name; all of them where `ids` is absent. @throws unknown-machine */
  requireMachines(ids?: readonly string[]): Promise<Machine[]>;
  requireMachinesWithin(tx: Transaction, ids: readonly string[]): Promise<Machine[]>;
  /**
   * A machine that stays in use, or out of it, until the transaction ends, for what only a machine in use may get. Hold
   * it before anything else. @throws unknown-machine
   */
  holdMachineWithin(tx: Transaction, id: string): Promise<Machine>;
  /** Ids of the machines at a place and anywhere inside it. */
  findMachineIdsInPlaceWithin(tx: Transaction, placeId: number): Promise<string[]>;
  /**
   * Every machine with the ids of the places that it stands in, from the innermost outwards.
   * @param access of the transaction to read in, or of the store
   */
  listPlacements(access: TableAccess<AnyTables>): Promise<Map<string, number[]>>;
  /** Called inside each transaction that gives machines another place: what depends on the place follows in it. */
  onPlacementChangedWithin(listener: PlacementListener): void;
  /**
   * Asked before a machine is taken out of use or back, with nothing locked, for what is called inside the transaction:
   * what depends on the machine follows in it.
   */
  onRetirementChangedWithin(prepare: () => Promise<RetirementListener>): void;
  /** Calls those listeners: for whoever gives machines another place in a transaction of their own. */
  readonly placementChangedWithin: PlacementListener;
}

export function createMachineService(store: Store, clock: Clock, log: Logger): MachineService {
  const placementListeners: PlacementListener[] = [];
  const retirementFollowers: (() => Promise<RetirementListener>)[] = [];
  const reads = () => store.access<MachinesTables>();

  async function placementChangedWithin(tx: Transaction, machineIds: readonly string[]): Promise<void> {
    for (const listener of placementListeners) await listener(tx, machineIds);
  }

  async function require(access: ReturnType<typeof reads>, ids: readonly string[]): Promise<Machine[]> {
    const wanted = [...new Set(ids)];
    const found = await repository.findMachines(access, store.engine, wanted);
    if (found.length === wanted.length) return found;
    const known = new Set(found.map((machine) => machine.id));
    const missing = wanted.filter((id) => !known.has(id));
    throw unknownMachine(missing, await repository.findMachineIds(access, ALLOWED_LISTED + 1));
  }

  async function ensureWithin(tx: Transaction, seen: readonly SeenMachine[]): Promise<string[]> {
    const machines = [...new Map(seen.map(({ id, name }) => [id, { id, name: fitName(name, id) }])).values()];
    for (const { id } of machines) requireFitId(id);
    const access = tx.access<MachinesTables>();
    const created: string[] = [];
    // in the order of ids: two loads that make the same machines wait for each other instead of deadlocking
    machines.sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const chunk of chunksOf(machines)) {
      const ids = await repository.insertMissingMachines(access, store.engine, chunk, tx.recordedAt);
      if (ids.length === 0) continue;
      for (const machine of await repository.findMachines(access, store.engine, ids)) {
        created.push(machine.id);
        tx.emit(machineEvent('created', machine));
        tx.audit({ action: 'machine.created', entityType: 'machine', entityId: machine.id, after: auditOf(machine) });
      }
    }
    return created;
  }

  return {
    async createMachine(actor, wanted, key) {
      const id = wanted.id ?? uuidv7(clock.now());
      requireFitId(id);
      const request = { key, operation: 'machine.create', payload: wanted };
      const { result: machine, isRepeat } = await transactOnce(store, actor, request, async (tx) => {
        const created: Machine = {
          ...noDetails,
          ...tidied(wanted),
          name: requireFitName('machine', wanted.name),
          id,
          version: 1,
          createdAt: tx.recordedAt,
          updatedAt: tx.recordedAt,
          retiredAt: null,
        };
        await translated(created, () => repository.insertMachine(tx.access(), created));
        tx.emit(machineEvent('created', created));
        tx.audit({ action: 'machine.created', entityType: 'machine', entityId: id, after: auditOf(created) });
        return created;
      });
      if (!isRepeat) log.info({ payload: { machineId: id } }, `Machine '${machine.name}' created by '${actor.name}'`);
      return machine;
    },

    async changeMachine(actor, id, changes, version) {
      const { machine, changed } = await store.transact(actor, async (tx) => {
        const access = tx.access<MachinesTables>();
        const before = await findOrRefuse(access, id);
        if (version !== undefined && version !== before.version) throw versionConflict(before);
        const details = { ...detailsOf(before), ...tidied(changes) };
        const changed = (Object.keys(details) as (keyof MachineDetails)[]).filter(
          (key) => details[key] !== before[key],
        );
        if (changed.length === 0) return { machine: before, changed };
        const after = await translated({ ...details, id }, () =>
          repository.updateMachineDetails(access, id, before.version, details, tx.recordedAt),
        );
        if (after === undefined) throw versionConflict(await findOrRefuse(access, id));
        if (changed.includes('placeId')) await placementChangedWithin(tx, [id]);
        tx.emit(machineEvent('changed', after, changed.map(snakeCase)));
        tx.audit({
          action: 'machine.changed',
          entityType: 'machine',
          entityId: id,
          before: picked(before, changed),
          after: picked(after, changed),
        });
        return { machine: after, changed };
      });
      if (changed.length > 0) {
        log.info({ payload: { machineId: id, changed } }, `Machine '${machine.name}' changed by '${actor.name}'`);
      }
      return machine;
    },

    async setMachineRetired(actor, id, retired, reason) {
      const listeners = await Promise.all(retirementFollowers.map((prepare) => prepare()));
      const changed = await setRetired({ store, log }, actor, {
        entityType: 'machine',
        id,
        retired,
        reason,
        update: (tx, retiredAt) => repository.updateMachineRetirement(tx.access(), id, retiredAt, tx.recordedAt),
        event: machineEvent,
        follow: async (tx) => {
          for (const listener of listeners) await listener(tx, id, retired);
        },
      });
      return changed ?? findOrRefuse(reads(), id);
    },

    async ensureMachines(actor, seen) {
      if (seen.length === 0) return [];
      const created = await store.transact(actor, (tx) => ensureWithin(tx, seen));
      if (created.length > 0) {
        log.info({ payload: { machineIds: created } }, `${created.length} machines made from loaded data`);
      }
      return created;
    },
    ensureMachinesWithin: ensureWithin,

    findMachine: (id) => repository.findMachine(reads(), id),
    getMachine: (id) => findOrRefuse(reads(), id),

    async listMachines(filter = {}) {
      const limit = filter.limit ?? PAGE_LIMIT_DEFAULT;
      const after = filter.cursor === undefined ? undefined : decodeCursor(filter.cursor, ['string', 'string']);
      const fetched = await repository.findMachinePage(reads(), filter, after as [string, string] | undefined, limit);
      return toPage(fetched, limit, (machine) => [comparisonKey(machine.name), machine.id]);
    },

    listAllMachines: () => repository.findAllMachines(reads()),
    requireMachines: (ids) => (ids === undefined ? repository.findAllMachines(reads()) : require(reads(), ids)),
    requireMachinesWithin: (tx, ids) => require(tx.access(), ids),
    async holdMachineWithin(tx, id) {
      const machine = await repository.findMachineToKeep(tx.access(), store.engine, id);
      return machine ?? ((await require(tx.access(), [id]))[0] as Machine);
    },
    findMachineIdsInPlaceWithin: (tx, placeId) => repository.findMachineIdsInPlace(tx.access(), placeId),
    listPlacements: (access) => repository.findPlacements(access),
    placementChangedWithin,
    onPlacementChangedWithin: (listener) => void placementListeners.push(listener),
    onRetirementChangedWithin: (prepare) => void retirementFollowers.push(prepare),
  };
}

async function findOrRefuse(access: Parameters<typeof repository.findMachine>[0], id: string): Promise<Machine> {
  const machine = await repository.findMachine(access, id);
  if (machine === undefined) throw new DomainError('machine-not-found', `There is no machine '${id}'.`);
  return machine;
}
