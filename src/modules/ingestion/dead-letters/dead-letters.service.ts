/**
 * Messages that could not be used: kept within bounds, listed, tried again, removed.
 *
 * Trying again takes the way of a message that has just come. What is good then leaves the list in the same transaction,
 * what is not stays with the new reason.
 */
import { type Actor, systemActor } from '../../../kernel/access.ts';
import { type Clock, DAY_MS } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, type Page, toPage } from '../../../kernel/paging.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store, Transaction } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import { deadLettersKept, deadLettersRemoved, deadLettersReplayed } from '../events.ts';
import type { SignalStore } from '../signals/signal-store.ts';
import { deadLettersDays, deadLettersMax } from '../signals/signals.settings.ts';
import type { Signal, SignalPolicy } from '../signals/signals.types.ts';
import type { IngestionTables } from '../tables.ts';
import {
  claimDeadLetters,
  countDeadLetters,
  deleteDeadLetters,
  findDeadLetter,
  findDeadLetters,
  findDeadLettersAfter,
  findNewestSurplus,
  findOldestDeadLetters,
  insertDeadLetters,
  noteReason,
} from './dead-letters.repository.ts';
import type { DeadLetter, DeadLetterFilter, NewDeadLetter } from './dead-letters.types.ts';
import { findReplayFault } from './replay.rules.ts';

export interface DeadLetters {
  /** For who receives messages, in the transaction that stores the others of the batch. */
  keepWithin(tx: Transaction, letters: readonly NewDeadLetter[]): Promise<void>;
  /** Newest first. @throws cursor-invalid */
  listDeadLetters(
    listing: DeadLetterFilter & { readonly cursor?: string | undefined; readonly limit?: number | undefined },
  ): Promise<Page<DeadLetter>>;
  /** @throws dead-letter-not-found */
  getDeadLetter(id: number): Promise<DeadLetter>;
  /** Tries it again. @throws dead-letter-not-found, dead-letter-cut, dead-letter-out-of-sequence */
  replayDeadLetter(actor: Actor, id: number): Promise<Replayed>;
  /**
   * Tries those that pass again, by number from behind `after`, at most {@link REPLAYED_AT_ONCE} in one transaction, or
   * each in its own where one of them cannot be stored; those that {@link findReplayFault} names are passed over.
   */
  replayDeadLetters(actor: Actor, filter: DeadLetterFilter, after?: number): Promise<Replays>;
  /** Removes one for good. @throws dead-letter-not-found */
  removeDeadLetter(actor: Actor, id: number): Promise<void>;
  /** Removes all that pass for good. Returns how many. */
  purgeDeadLetters(actor: Actor, filter: DeadLetterFilter): Promise<number>;
  /** How many there are, up to 10,000. */
  countDeadLetters(): Promise<number>;
  /** Removes those that are too old, and the oldest of too many. Returns how many. */
  prune(): Promise<number>;
}

/** Null where it went well, and the letter is gone; else the letter with the new reason. */
export type Replayed = DeadLetter | null;

interface Tries {
  readonly accepted: number;
  readonly refused: number;
}

export interface Replays extends Tries {
  /** Letters that nothing would come of, whatever has changed since. */
  readonly passedOver: number;
  /** Go on from here; null when all that pass were tried. */
  readonly nextAfter: number | null;
}

export const REPLAYED_AT_ONCE = 1_000;
const REMOVED_AT_ONCE = 1_000;
const LOOK_AFTER = 1_000;
/** What a letter says that was given up because the program failed at it. */
export const NOT_STORABLE = 'The program failed at it; its log says how.';

export interface DeadLetterDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly signalStore: SignalStore;
  /** As a message that comes now is read. */
  readonly read: (letter: DeadLetter) => Signal;
}

export function createDeadLetters(dependencies: DeadLetterDependencies): DeadLetters {
  const { store, clock, settings, signalStore, read } = dependencies;
  const log = dependencies.log.child({ module: 'dead-letters' });
  const access = () => store.access<IngestionTables>();
  let keptSinceLook = 0;

  async function prune(): Promise<number> {
    const { max, days } = await settings.valuesOf({ max: deadLettersMax, days: deadLettersDays });
    let removed = 0;
    const removeAll = async (which: { beforeMs: number } | { upTo: number }) => {
      for (let ids: number[] = []; ids.length % REMOVED_AT_ONCE === 0; ) {
        ids = await findOldestDeadLetters(access(), {}, REMOVED_AT_ONCE, which);
        if (ids.length === 0) return;
        removed += await deleteDeadLetters(access(), store.engine, ids);
      }
    };
    await removeAll({ beforeMs: clock.now() - days * DAY_MS });
    // which ones, not how many: another one who looks at the same time removes no others
    const upTo = await findNewestSurplus(access(), max);
    if (upTo !== undefined) await removeAll({ upTo });
    if (removed > 0) {
      log.warn({ payload: { removed } }, `${removed} dead letters were removed unread: too old, or too many`);
      await store.transact(systemActor('dead-letters'), async (tx) => tx.emit(deadLettersRemoved(removed)));
    }
    return removed;
  }

  async function replayWithin(tx: Transaction, letter: DeadLetter, policy: SignalPolicy): Promise<boolean> {
    const signal = read(letter);
    const { refused } = await signalStore.storeWithin(tx, [signal], policy);
    const [fault] = refused.get(signal) ?? [];
    if (fault === undefined) await deleteDeadLetters(tx.access<IngestionTables>(), tx.engine, [letter.id]);
    else await noteReason(tx.access<IngestionTables>(), letter.id, fault.reason, fault.detail);
    return fault === undefined;
  }

  /** All of them in one transaction. @throws what storing one of them comes to, and then none is stored */
  function replayTogether(actor: Actor, ids: readonly number[], policy: SignalPolicy): Promise<Tries> {
    return store.transact(actor, async (tx) => {
      const tries = { accepted: 0, refused: 0 };
      for (const letter of await claimDeadLetters(tx.access(), tx.engine, ids)) {
        tries[(await replayWithin(tx, letter, policy)) ? 'accepted' : 'refused']++;
      }
      tellReplayed(tx, tries);
      return tries;
    });
  }

  /** One that fails at being stored is in nobody's way: it stays, and its reason says so. */
  async function replayAll(actor: Actor, ids: readonly number[], policy: SignalPolicy): Promise<Tries> {
    try {
      return await replayTogether(actor, ids, policy);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      const [first = 0] = ids;
      if (ids.length === 1) return keepAsNotStorable(actor, first, error);
    }
    const sum = { accepted: 0, refused: 0 };
    for (const id of ids) {
      const { accepted, refused } = await replayAll(actor, [id], policy);
      sum.accepted += accepted;
      sum.refused += refused;
    }
    return sum;
  }

  function keepAsNotStorable(actor: Actor, id: number, error: unknown): Promise<Tries> {
    log.error({ err: error, payload: { id } }, `Dead letter ${id} cannot be stored`);
    return store.transact(actor, async (tx) => {
      const claimed = await claimDeadLetters(tx.access(), tx.engine, [id]);
      await noteReason(tx.access<IngestionTables>(), id, 'not-storable', NOT_STORABLE);
      const tries = { accepted: 0, refused: claimed.length };
      tellReplayed(tx, tries);
      return tries;
    });
  }

  return {
    countDeadLetters: () => countDeadLetters(access()),
    prune,

    async keepWithin(tx, letters) {
      if (letters.length === 0) return;
      await insertDeadLetters(tx.access<IngestionTables>(), tx.engine, letters);
      tx.emit(deadLettersKept(letters));
      keptSinceLook += letters.length;
      if (keptSinceLook < LOOK_AFTER) return;
      keptSinceLook = 0;
      // behind the transaction that is still open
      setImmediate(() => {
        prune().catch((error: unknown) => log.warn({ err: error }, 'Dead letters could not be removed'));
      });
    },

    async listDeadLetters({ cursor, limit = PAGE_LIMIT_DEFAULT, ...filter }) {
      const [before] = cursor === undefined ? [] : (decodeCursor(cursor, ['number']) as [number]);
      return toPage(await findDeadLetters(access(), filter, before, limit), limit, ({ id }) => [id]);
    },

    async getDeadLetter(id) {
      return (await findDeadLetter(access(), id)) ?? refuseUnknown(id);
    },

    async replayDeadLetter(actor, id) {
      const policy = await signalStore.readPolicy(clock.now());
      const letter = (await findDeadLetter(access(), id)) ?? refuseUnknown(id);
      const fault = findReplayFault(letter);
      if (fault !== undefined) throw fault;
      const tries = await replayAll(actor, [id], policy);
      const accepted = tries.accepted > 0;
      if (!accepted && tries.refused === 0) refuseUnknown(id);
      log.info({ payload: { id, accepted } }, `Dead letter ${id} tried again by '${actor.name}'`);
      return accepted ? null : ((await findDeadLetter(access(), id)) ?? null);
    },

    async replayDeadLetters(actor, filter, after = 0) {
      const policy = await signalStore.readPolicy(clock.now());
      const letters = await findDeadLettersAfter(access(), filter, after, REPLAYED_AT_ONCE);
      const triable = letters.filter((letter) => findReplayFault(letter) === undefined).map(({ id }) => id);
      const last = letters.length === REPLAYED_AT_ONCE ? letters.at(-1) : undefined;
      const tries = await replayAll(actor, triable, policy);
      const outcome = { ...tries, passedOver: letters.length - triable.length, nextAfter: last?.id ?? null };
      log.info({ payload: { ...outcome } }, `Dead letters tried again by '${actor.name}'`);
      return outcome;
    },

    async removeDeadLetter(actor, id) {
      await store.transact(actor, async (tx) => {
        if ((await deleteDeadLetters(tx.access(), tx.engine, [id])) === 0) refuseUnknown(id);
        tellRemoved(tx, 1, String(id));
      });
      log.info({ payload: { id } }, `Dead letter ${id} removed by '${actor.name}'`);
    },

    async purgeDeadLetters(actor, filter) {
      let total = 0;
      for (;;) {
        const removed = await store.transact(actor, async (tx) => {
          const ids = await findOldestDeadLetters(tx.access(), filter, REMOVED_AT_ONCE);
          const count = await deleteDeadLetters(tx.access(), tx.engine, ids);
          if (count > 0) tellRemoved(tx, count, 'all');
          return count;
        });
        total += removed;
        if (removed < REMOVED_AT_ONCE) break;
      }
      log.info({ payload: { removed: total } }, `${total} dead letters removed by '${actor.name}'`);
      return total;
    },
  };
}

function tellReplayed(tx: Transaction, { accepted, refused }: Tries): void {
  if (accepted + refused === 0) return;
  tx.emit(deadLettersReplayed(accepted, refused));
  const after = { accepted, refused };
  tx.audit({ action: 'dead-letters.replayed', entityType: 'dead-letter', entityId: 'all', after });
}

function tellRemoved(tx: Transaction, removed: number, which: string): void {
  tx.emit(deadLettersRemoved(removed));
  tx.audit({ action: 'dead-letters.removed', entityType: 'dead-letter', entityId: which, after: { removed } });
}

function refuseUnknown(id: number): never {
  throw new DomainError('dead-letter-not-found', `There is no dead letter ${id}.`);
}
