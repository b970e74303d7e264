/** The use cases of spare parts: which components a machine needs at hand. A machine is an id here. */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, type Page, toPage } from '../../../kernel/paging.ts';
import { comparisonKey } from '../../../kernel/texts.ts';
import { ConstraintViolation } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { withStock } from '../components/components.queries.ts';
import { findComponent, lockComponents } from '../components/components.repository.ts';
import type { ListedComponent } from '../components/components.types.ts';
import { sparePartEvent } from '../events.ts';
import { componentNotFound, componentRetired } from '../inventory.refusals.ts';
import type { InventoryTables } from '../tables.ts';
import type { SparePart, SparePartDetails } from './spare-parts.repository.ts';
import * as repository from './spare-parts.repository.ts';

export type { SparePart, SparePartDetails } from './spare-parts.repository.ts';

export interface SparePartService {
  /** By name, with what is on hand; nothing for a machine that nobody knows. @throws cursor-invalid */
  listSpareParts(
    machineId: string,
    paging?: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
  ): Promise<Page<SparePart<ListedComponent>>>;
  /**
   * Puts a component among a machine's spare parts, or says something else of it. With what is so already nothing
   * happens. @throws component-not-found, component-retired, machine-not-found
   */
  setSparePart(
    actor: Actor,
    machineId: string,
    componentId: number,
    details: SparePartDetails,
  ): Promise<SparePart<ListedComponent>>;
  /** @throws component-not-found where it is not among the machine's spare parts */
  removeSparePart(actor: Actor, machineId: string, componentId: number): Promise<void>;
}

export function createSparePartService(store: Store, log: Logger): SparePartService {
  const reads = () => store.access<InventoryTables>();

  return {
    async listSpareParts(machineId, { cursor, limit = PAGE_LIMIT_DEFAULT } = {}) {
      const [after] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
      const fetched = await repository.findSpareParts(reads(), machineId, after as string | undefined, limit);
      const { items, nextCursor } = toPage(fetched, limit, ({ component }) => [comparisonKey(component.name)]);
      const components = await withStock(
        reads(),
        store.engine,
        items.map(({ component }) => component),
      );
      return {
        items: items.map((part, at) => ({ ...part, component: components[at] as ListedComponent })),
        nextCursor,
      };
    },

    async setSparePart(actor, machineId, componentId, { recommendedQuantity, note }) {
      const details = { recommendedQuantity, note: note?.trim() || null };
      const [component, changed] = await store.transact(actor, async (tx) => {
        const access = tx.access<InventoryTables>();
        // locked, so that it is in use until this has committed; never deleted, so a foreign key refuses the machine only
        const found = (await lockComponents(access, tx.engine, [componentId])).get(componentId);
        if (found === undefined) throw componentNotFound(componentId);
        const before = await repository.findSparePartDetails(access, machineId, componentId);
        if (before?.recommendedQuantity === recommendedQuantity && before.note === details.note) {
          return [found, false];
        }
        if (found.retiredAt !== null) throw componentRetired(found, 'it is no spare part any more');
        await requireMachine(machineId, () =>
          repository.upsertSparePart(access, machineId, componentId, details, tx.recordedAt),
        );
        tx.emit(sparePartEvent('set', machineId, found, details));
        tx.audit({
          action: 'spare-part.set',
          entityType: 'machine',
          entityId: machineId,
          ...(before === undefined ? {} : { before: { componentId, ...before } }),
          after: { componentId, ...details },
        });
        return [found, true];
      });
      if (changed) {
        const payload = { machineId, componentId, recommendedQuantity };
        log.info({ payload }, `Spare part '${component.name}' of '${machineId}' set by '${actor.name}'`);
      }
      const [listed] = await withStock(reads(), store.engine, [component]);
      return { machineId, component: listed as ListedComponent, ...details };
    },

    async removeSparePart(actor, machineId, componentId) {
      const { name } = await store.transact(actor, async (tx) => {
        const access = tx.access<InventoryTables>();
        const before = await repository.deleteSparePart(access, machineId, componentId);
        const component = await findComponent(access, componentId);
        if (before === undefined || component === undefined) {
          throw new DomainError(
            'component-not-found',
            `Component ${componentId} is not among the spare parts of machine '${machineId}'.`,
          );
        }
        tx.emit(sparePartEvent('removed', machineId, component, before));
        tx.audit({
          action: 'spare-part.removed',
          entityType: 'machine',
          entityId: machineId,
          before: { componentId, ...before },
        });
        return component;
      });
      log.info(
        { payload: { machineId, componentId } },
        `Spare part '${name}' of '${machineId}' removed by '${actor.name}'`,
      );
    },
  };
}

async function requireMachine<T>(machineId: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConstraintViolation && error.kind === 'foreign-key') {
      throw new DomainError('machine-not-found', `There is no machine '${machineId}'.`);
    }
    throw error;
  }
}
