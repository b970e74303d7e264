/**
 * Views that people keep: each person has their own, sees what others share, and changes what is theirs; an administrator
 * changes what is shared. Each change commits with its event and its audit entry or not at all.
 */
import type { Actor } from '../../../kernel/access.ts';
import { changedMeanwhile, DomainError } from '../../../kernel/errors.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, toPage } from '../../../kernel/paging.ts';
import { tidyName } from '../../../kernel/texts.ts';
import { isUniqueViolation, refusingViolations } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type Store, type Transaction, transactOnce } from '../../../platform/outbox/index.ts';
import type { UsersTables } from '../tables.ts';
import * as repository from './views.repository.ts';
import type { NewView, SavedView, SavedViews, ViewDetails } from './views.types.ts';

/** Of one person: more than anybody finds again. */
export const VIEWS_MAX = 50;

export function createViewService(store: Store, log: Logger): SavedViews {
  const reads = () => store.access<UsersTables>();

  /** As it is shown to the actor. @throws view-not-found */
  async function find(access: ReturnType<typeof reads>, actor: Actor, id: number): Promise<SavedView> {
    const view = await repository.findView(access, id);
    if (view === undefined || (!isOwn(view, actor) && !view.shared)) throw notFound(id);
    return view;
  }

  async function requireOwnWithin(
    tx: Transaction,
    actor: Actor,
    id: number,
    version: number | undefined,
  ): Promise<SavedView> {
    const view = await find(tx.access(), actor, id);
    if (!isOwn(view, actor) && actor.role !== 'ADMIN') {
      throw new DomainError('forbidden', `View '${view.name}' is ${view.ownerName}'s. Save one of your own.`);
    }
    if (version !== undefined && version !== view.version) throw conflict(view);
    return view;
  }

  return {
    async listViews(actor, { page, cursor, limit = PAGE_LIMIT_DEFAULT }) {
      const after = cursor === undefined ? undefined : (decodeCursor(cursor, ['number'])[0] as number);
      const found = await repository.findViewPage(reads(), Number(actor.id), page, after, limit);
      return toPage(found, limit, ({ id }) => [id]);
    },

    async createView(actor, wanted, key) {
      const view = { ...wanted, name: requireName(wanted.name) };
      const request = { key, operation: 'view.create', payload: wanted };
      const { result: id, isRepeat } = await transactOnce(store, actor, request, async (tx) => {
        const access = tx.access<UsersTables>();
        const userId = Number(actor.id);
        if ((await repository.holdCountOfViews(access, tx.engine, userId)) >= VIEWS_MAX) {
          throw new DomainError('limit-reached', `You have ${VIEWS_MAX} views, and no more can be saved. Delete one.`);
        }
        const made = await translated(view, () => repository.insertView(access, userId, view, tx.recordedAt));
        record(
          tx,
          'created',
          { id: made, ownerId: userId, page: view.page, shared: view.shared },
          { after: told(view) },
        );
        return made;
      });
      if (!isRepeat) log.info({ payload: { view_id: id } }, `View '${view.name}' saved by '${actor.name}'`);
      return find(reads(), actor, id);
    },

    async changeView(actor, id, changes, version) {
      const changed = await store.transact(actor, async (tx) => {
        const before = await requireOwnWithin(tx, actor, id, version);
        const after = {
          ...before,
          ...changes,
          name: changes.name === undefined ? before.name : requireName(changes.name),
        };
        if (JSON.stringify(told(after)) === JSON.stringify(told(before))) return false;
        const access = tx.access<UsersTables>();
        if (!(await translated(after, () => repository.updateView(access, before, after, tx.recordedAt)))) {
          throw conflict(await find(access, actor, id));
        }
        record(tx, 'changed', after, { before: told(before), after: told(after) });
        return true;
      });
      const view = (await repository.findView(reads(), id)) ?? refuse(id);
      if (changed) log.info({ payload: { view_id: id } }, `View '${view.name}' changed by '${actor.name}'`);
      return view;
    },

    async deleteView(actor, id, version) {
      const { name } = await store.transact(actor, async (tx) => {
        const view = await requireOwnWithin(tx, actor, id, version);
        if (!(await repository.deleteView(tx.access(), view))) throw conflict(await find(tx.access(), actor, id));
        record(tx, 'deleted', view, { before: told(view) });
        return view;
      });
      log.info({ payload: { view_id: id } }, `View '${name}' deleted by '${actor.name}'`);
    },
  };
}

/** Others are told that there is one, and not what it says. */
function record(
  tx: Transaction,
  happened: 'created' | 'changed' | 'deleted',
  { id, ownerId, page, shared }: Pick<SavedView, 'id' | 'ownerId' | 'page' | 'shared'>,
  audit: { readonly before?: Record<string, unknown>; readonly after?: Record<string, unknown> },
): void {
  tx.emit({
    type: `com.milldash.view.${happened}`,
    subject: `views/${id}`,
    data: { view_id: id, user_id: ownerId, page, shared },
  });
  tx.audit({ action: `view.${happened}`, entityType: 'view', entityId: id, ...audit });
}

function told({ name, query, shared }: ViewDetails & Partial<NewView>): Record<string, unknown> {
  return { name, query, shared };
}

function isOwn(view: Pick<SavedView, 'ownerId'>, actor: Actor): boolean {
  return actor.kind === 'user' && actor.id === String(view.ownerId);
}

function requireName(name: string): string {
  const tidy = tidyName(name);
  if (tidy === '') throw new DomainError('validation-failed', 'A view needs a name.');
  return tidy;
}

function translated<T>({ name }: Pick<ViewDetails, 'name'>, write: () => Promise<T>): Promise<T> {
  return refusingViolations(write, (violation) =>
    isUniqueViolation(violation, 'saved_views_user_id_page_name_key_unique')
      ? new DomainError('name-taken', `There already is a view '${name}' of this page.`)
      : undefined,
  );
}

function notFound(id: number): DomainError {
  return new DomainError('view-not-found', `There is no view ${id} that you can see.`);
}

function refuse(id: number): never {
  throw notFound(id);
}

function conflict({ name, version }: SavedView): DomainError {
  return changedMeanwhile(`View '${name}'`, version);
}
