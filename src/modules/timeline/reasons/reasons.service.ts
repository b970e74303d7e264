/**
 * The use cases of the reason catalogue: what people call the stops, of which group they are, and which texts of the
 * sources mean the same.
 *
 * Each change commits with its event and its audit entry or not at all. Sums are kept per text, so a merged or renamed
 * reason shows in every answer at once and nothing is worked out again.
 */
import type { Actor } from '../../../kernel/access.ts';
import { changedMeanwhile, DomainError } from '../../../kernel/errors.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, toPage } from '../../../kernel/paging.ts';
import { ConstraintViolation, isUniqueViolation, refusingViolations } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type Store, type Transaction, transactOnce } from '../../../platform/outbox/index.ts';
import type { TimelineTables } from '../tables.ts';
import * as repository from './reasons.repository.ts';
import { reasonEvent } from './reasons.resolve.ts';
import { normaliseReason, type ReasonGroup, tidyReason } from './reasons.rules.ts';
import type { Reason, ReasonFilter, ReasonPage, ReasonWithAliases } from './reasons.types.ts';
import { exportReasons } from './reasons-export.ts';

export interface ReasonService {
  /** A page, by name, with the texts of each. @throws cursor-invalid */
  listReasons(filter?: ReasonFilter): Promise<ReasonPage>;
  /** As CSV, in the order in which they came. */
  exportReasons(filter: Pick<ReasonFilter, 'text' | 'group'>): AsyncIterable<string>;
  /** @throws reason-not-found */
  getReason(id: number): Promise<ReasonWithAliases>;
  /**
   * Names it or puts it into a group. A name given by a person stays, whatever texts come in.
   * With what is already so nothing happens.
   * @throws reason-not-found, name-taken, version-conflict, validation-failed
   */
  changeReason(
    actor: Actor,
    id: number,
    changes: { readonly name?: string; readonly group?: ReasonGroup },
    version?: number,
  ): Promise<ReasonWithAliases>;
  /** All texts of `id` mean `intoId` from now on, in the past too; `id` goes. @throws reason-not-found, validation-failed */
  mergeReason(actor: Actor, id: number, intoId: number): Promise<ReasonWithAliases>;
  /**
   * One text means another reason from now on, in the past too. An entry that nobody has named goes with its last text.
   * @throws reason-not-found for the text or either reason, version-conflict
   */
  moveAlias(actor: Actor, aliasId: number, toReasonId: number): Promise<ReasonWithAliases>;
  /** One text becomes a reason of its own, named `name` or as the text says. @throws reason-not-found, name-taken, version-conflict */
  splitAlias(actor: Actor, aliasId: number, name?: string, key?: string): Promise<ReasonWithAliases>;
}

export function createReasonService(store: Store, log: Logger): ReasonService {
  const reads = () => store.access<TimelineTables>();

  async function withAliases(access: repository.ReasonAccess, reason: Reason): Promise<ReasonWithAliases> {
    return { ...reason, aliases: await repository.findAliasesOf(access, store.engine, [reason.id]) };
  }

  /** An entry that nobody has named was only there for its texts. */
  async function removeIfEmptyWithin(tx: Transaction, reason: Reason): Promise<void> {
    const access = tx.access<TimelineTables>();
    const left = await repository.findAliasesOf(access, tx.engine, [reason.id]);
    if (left.length > 0 || reason.namedByPerson) return;
    await removeWithin(tx, reason);
  }

  async function moveWithin(tx: Transaction, aliasId: number, to: Reason): Promise<void> {
    const access = tx.access<TimelineTables>();
    const alias = await aliasOrRefuse(access, aliasId);
    const from = await findOrRefuse(access, alias.reasonId);
    if (!(await repository.moveAlias(access, aliasId, from.id, to.id))) throw movedMeanwhile();
    tx.emit(reasonEvent('changed', to));
    tx.audit({
      action: 'reason.alias-moved',
      entityType: 'reason',
      entityId: to.id,
      before: { text: alias.text, reasonId: from.id, reason: from.name },
      after: { text: alias.text, reasonId: to.id, reason: to.name },
    });
    await removeIfEmptyWithin(tx, from);
  }

  return {
    async listReasons(filter = {}) {
      const limit = filter.limit ?? PAGE_LIMIT_DEFAULT;
      const after = filter.cursor === undefined ? undefined : decodeCursor(filter.cursor, ['string']);
      const fetched = await repository.findReasonPage(reads(), filter, after?.[0] as string | undefined, limit);
      const page = toPage(fetched, limit, (reason) => [normaliseReason(reason.name)]);
      const ids = page.items.map((reason) => reason.id);
      const aliases = Map.groupBy(
        await repository.findAliasesOf(reads(), store.engine, ids),
        (alias) => alias.reasonId,
      );
      const items = page.items.map((reason) => ({ ...reason, aliases: aliases.get(reason.id) ?? [] }));
      return { items, nextCursor: page.nextCursor };
    },

    exportReasons: (filter) => exportReasons(store, filter),

    getReason: async (id) => withAliases(reads(), await findOrRefuse(reads(), id)),

    async changeReason(actor, id, changes, version) {
      const name = changes.name === undefined ? undefined : requireFitName(changes.name);
      const { reason, changed } = await store.transact(actor, async (tx) => {
        const access = tx.access<TimelineTables>();
        const before = await findOrRefuse(access, id);
        if (version !== undefined && version !== before.version) throw versionConflict(before);
        const given = {
          name: name ?? before.name,
          group: changes.group ?? before.group,
          namedByPerson: before.namedByPerson || name !== undefined,
        };
        const same =
          given.name === before.name && given.group === before.group && given.namedByPerson === before.namedByPerson;
        if (same) return { reason: await withAliases(access, before), changed: false };
        const after = await translated(given.name, () =>
          repository.updateReason(access, id, before.version, given, tx.recordedAt),
        );
        if (after === undefined) throw versionConflict(await findOrRefuse(access, id));
        tx.emit(reasonEvent('changed', after));
        tx.audit({
          action: 'reason.changed',
          entityType: 'reason',
          entityId: id,
          before: { name: before.name, group: before.group },
          after: { name: after.name, group: after.group },
        });
        return { reason: await withAliases(access, after), changed: true };
      });
      if (changed) {
        log.info({ payload: { reasonId: id } }, `Reason '${reason.name}' (${reason.group}) changed by '${actor.name}'`);
      }
      return reason;
    },

    async mergeReason(actor, id, intoId) {
      if (id === intoId) throw new DomainError('validation-failed', 'A reason cannot be merged into itself.');
      const { merged, into } = await store.transact(actor, async (tx) => {
        const access = tx.access<TimelineTables>();
        // locked in the order of ids: two merges of the same two wait instead of deadlocking
        for (const each of [id, intoId].sort((a, b) => a - b)) {
          if ((await repository.claimReason(access, each, tx.recordedAt)) === undefined) throw notFound(each);
        }
        const merged = await findOrRefuse(access, id);
        const into = await findOrRefuse(access, intoId);
        const moved = await repository.moveAliases(access, id, intoId);
        tx.emit(reasonEvent('changed', into));
        tx.audit({
          action: 'reason.merged',
          entityType: 'reason',
          entityId: intoId,
          before: { merged: { id, name: merged.name, group: merged.group }, aliasIds: moved },
          after: { name: into.name, group: into.group },
        });
        await removeWithin(tx, merged);
        return { merged, into: await withAliases(access, into) };
      });
      log.info({ payload: { id, intoId } }, `Reason '${merged.name}' merged into '${into.name}' by '${actor.name}'`);
      return into;
    },

    async moveAlias(actor, aliasId, toReasonId) {
      const { reason, changed } = await store.transact(actor, async (tx) => {
        const access = tx.access<TimelineTables>();
        const alias = await aliasOrRefuse(access, aliasId);
        if (alias.reasonId === toReasonId) {
          return { reason: await withAliases(access, await findOrRefuse(access, toReasonId)), changed: false };
        }
        const to = await repository.claimReason(access, toReasonId, tx.recordedAt);
        if (to === undefined) throw notFound(toReasonId);
        await moveWithin(tx, aliasId, to);
        return { reason: await withAliases(access, to), changed: true };
      });
      if (changed) log.info({ payload: { aliasId } }, `A text moved to reason '${reason.name}' by '${actor.name}'`);
      return reason;
    },

    async splitAlias(actor, aliasId, wantedName, key) {
      const request = { key, operation: 'alias.split', payload: [aliasId, wantedName] };
      const { result: reason, isRepeat } = await transactOnce(store, actor, request, async (tx) => {
        const access = tx.access<TimelineTables>();
        const alias = await aliasOrRefuse(access, aliasId);
        const from = await findOrRefuse(access, alias.reasonId);
        const name = requireFitName(wantedName ?? alias.text);
        const created = await translated(name, () =>
          repository.insertReason(access, { name, group: from.group }, tx.recordedAt),
        );
        tx.emit(reasonEvent('added', created));
        await moveWithin(tx, aliasId, created);
        return withAliases(access, created);
      });
      if (!isRepeat) log.info({ payload: { aliasId } }, `Reason '${reason.name}' split off by '${actor.name}'`);
      return reason;
    },
  };
}

async function removeWithin(tx: Transaction, reason: Reason): Promise<void> {
  try {
    await repository.deleteReason(tx.access<TimelineTables>(), reason.id);
  } catch (error) {
    // somebody has just let another text mean it
    if (error instanceof ConstraintViolation && error.kind === 'foreign-key') throw movedMeanwhile();
    throw error;
  }
  tx.emit(reasonEvent('removed', reason));
  tx.audit({
    action: 'reason.removed',
    entityType: 'reason',
    entityId: reason.id,
    before: { name: reason.name, group: reason.group },
  });
}

async function findOrRefuse(access: repository.ReasonAccess, id: number): Promise<Reason> {
  const reason = await repository.findReason(access, id);
  if (reason === undefined) throw notFound(id);
  return reason;
}

async function aliasOrRefuse(access: repository.ReasonAccess, id: number) {
  const alias = await repository.findAlias(access, id);
  if (alias === undefined) throw new DomainError('reason-not-found', `There is no reason text with the id ${id}.`);
  return alias;
}

function notFound(id: number): DomainError {
  return new DomainError('reason-not-found', `There is no reason with the id ${id}.`);
}

function requireFitName(name: string): string {
  const tidy = tidyReason(name);
  if (normaliseReason(tidy) === '') throw new DomainError('validation-failed', 'A reason needs a name.');
  return tidy;
}

function translated<T>(name: string, write: () => Promise<T>): Promise<T> {
  return refusingViolations(write, (violation) =>
    isUniqueViolation(violation, 'downtime_reasons_name_key_unique')
      ? new DomainError('name-taken', `There already is a reason '${name}'. Merge the two if they mean the same.`)
      : undefined,
  );
}

function versionConflict(current: Reason): DomainError {
  return changedMeanwhile(`Reason '${current.name}'`, current.version);
}

function movedMeanwhile(): DomainError {
  return new DomainError('version-conflict', 'The text has been moved in the meantime. Read it again.');
}
