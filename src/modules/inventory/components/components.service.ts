/**
 * The use cases of components.
 *
 * Each change commits with its events and its audit entries or not at all. A component is never deleted: its movements
 * stay, and it is retired instead.
 */
import type { Actor } from '../../../kernel/access.ts';
import { requireFitName } from '../../../kernel/names.ts';
import { type CountedPage, cappedTotal, decodeCursor, PAGE_LIMIT_DEFAULT, toPage } from '../../../kernel/paging.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type Store, setRetired, type Transaction, transactOnce } from '../../../platform/outbox/index.ts';
import { componentEvent, lowEvent } from '../events.ts';
import { componentNotFound, translated, versionConflict } from '../inventory.refusals.ts';
import { firstLocationWithin } from '../locations/locations.service.ts';
import { receiveWithin } from '../stock/deliveries.ts';
import { findLevels } from '../stock/stock.repository.ts';
import { isLow } from '../stock/stock.rules.ts';
import { lockComponentWithin } from '../stock/stock-lookups.ts';
import type { InventoryTables } from '../tables.ts';
import { changedOf, detailsOf, noDetails, tidied } from './component-details.ts';
import { tellChanged, tellCreated } from './components.news.ts';
import * as queries from './components.queries.ts';
import * as repository from './components.repository.ts';
import type {
  Component,
  ComponentDetails,
  ComponentListing,
  ComponentWithMachines,
  ListedComponent,
  NewComponent,
} from './components.types.ts';

/** Machines that an answer about one component names. */
const MACHINES_NAMED = 100;

export interface ComponentService {
  /**
   * Stock that is there already is booked as the opening movement.
   * @throws name-taken, stock-code-taken, location-not-found, location-retired, validation-failed
   */
  createComponent(actor: Actor, component: NewComponent, key?: string): Promise<ComponentWithMachines>;
  /**
   * Writes the given details and leaves the others. With what is already so nothing happens.
   * @param version the one that the caller saw; without it the change is made to whatever is there now
   * @throws component-not-found, name-taken, stock-code-taken, version-conflict, validation-failed
   */
  changeComponent(
    actor: Actor,
    id: number,
    changes: Partial<ComponentDetails>,
    version?: number,
  ): Promise<ComponentWithMachines>;
  /**
   * Nothing comes into a retired one; what is left can go. Of one that is back what is low is told again. Repeating it
   * changes nothing.
   * @throws component-not-found
   */
  setComponentRetired(actor: Actor, id: number, retired: boolean, reason?: string): Promise<ComponentWithMachines>;
  /** @throws component-not-found */
  getComponent(id: number): Promise<ComponentWithMachines>;
  /** @throws cursor-invalid */
  listComponents(listing?: ComponentListing): Promise<CountedPage<ListedComponent>>;
  /** Components in use by name, a bare list for those who page by counting. */
  listPickableComponents(skip: number, limit: number): Promise<queries.PickableComponent[]>;
}

export function createComponentService(store: Store, log: Logger): ComponentService {
  const reads = () => store.access<InventoryTables>();

  async function get(id: number): Promise<ComponentWithMachines> {
    const access = reads();
    const [component] = await queries.withStock(access, store.engine, [await findOrRefuse(access, id)]);
    const machineIds = await queries.findMachineIdsOf(access, id, MACHINES_NAMED);
    return { ...(component as ListedComponent), machineIds };
  }

  return {
    async createComponent(actor, wanted, key) {
      const { openingStock = 0, locationId, ...given } = wanted;
      const details = { ...noDetails, ...tidied(given), name: requireFitName('component', given.name) };
      const { result: id, isRepeat } = await transactOnce(
        store,
        actor,
        { key, operation: 'component.create', payload: wanted },
        async (tx) => {
          const created = await insertWithin(tx, details);
          if (openingStock > 0) {
            const location = locationId ?? (await firstLocationWithin(tx)).id;
            const opening = { componentId: created.id, locationId: location, quantity: openingStock };
            await receiveWithin(tx, opening, 'opening');
          }
          return created.id;
        },
      );
      if (!isRepeat)
        log.info({ payload: { componentId: id } }, `Component '${details.name}' created by '${actor.name}'`);
      return get(id);
    },

    async changeComponent(actor, id, changes, version) {
      const given = tidied(changes);
      const changed = await store.transact(actor, async (tx) => {
        // locked: of two who change it at once the second one changes what the first has left
        const before = await lockComponentWithin(tx, id);
        if (version !== undefined && version !== before.version) throw versionConflict(before);
        return changeWithin(tx, before, { ...detailsOf(before), ...given });
      });
      if (changed !== undefined) {
        log.info({ payload: { componentId: id } }, `Component '${changed.name}' changed by '${actor.name}'`);
      }
      return get(id);
    },

    async setComponentRetired(actor, id, retired, reason) {
      await setRetired({ store, log }, actor, {
        entityType: 'component',
        id,
        retired,
        reason,
        update: (tx, retiredAt) => repository.updateComponentRetirement(tx.access(), id, retiredAt, tx.recordedAt),
        event: componentEvent,
        follow: async (tx, component) => (retired ? undefined : tellWhatIsLow(tx, component)),
      });
      return get(id);
    },

    getComponent: get,

    async listComponents(listing = {}) {
      const {
        sort = 'name',
        order = 'asc',
        cursor,
        limit = PAGE_LIMIT_DEFAULT,
        withTotal = false,
        ...filter
      } = listing;
      const after =
        cursor === undefined
          ? undefined
          : (decodeCursor(cursor, [sort === 'on_hand' ? 'number' : 'string', 'number']) as [string | number, number]);
      const fetched = await queries.findComponentPage(reads(), filter, { sort, order, after }, limit);
      const { items, nextCursor } = toPage(fetched, limit, (one) => [queries.sortKeyOf(one, sort), one.id]);
      return {
        items: await queries.withStock(reads(), store.engine, items),
        nextCursor,
        ...(withTotal ? { total: cappedTotal(await queries.countComponents(reads(), filter)) } : {}),
      };
    },

    listPickableComponents: (skip, limit) => queries.findPickable(reads(), skip, limit),
  };
}

/** @throws name-taken, stock-code-taken */
async function insertWithin(tx: Transaction, details: ComponentDetails): Promise<Component> {
  const created = await translated(details, () => repository.insertComponent(tx.access(), details, tx.recordedAt));
  tellCreated(tx, created);
  return created;
}

/**
 * @param before locked by this transaction
 * @returns undefined where it is so already: then nothing happens
 * @throws name-taken, stock-code-taken
 */
async function changeWithin(
  tx: Transaction,
  before: Component,
  details: ComponentDetails,
): Promise<Component | undefined> {
  if (changedOf(before, details).length === 0) return undefined;
  const access = tx.access<InventoryTables>();
  const after = await translated(details, () =>
    repository.updateComponentDetails(access, before.id, before.version, details, tx.recordedAt),
  );
  if (after === undefined) throw new Error(`Component ${before.id} was changed although it is locked.`);
  tellChanged(tx, before, after);
  return after;
}

async function tellWhatIsLow(tx: Transaction, component: Component): Promise<void> {
  for (const { locationId, locationName, locationRetiredAt, onHand, minimum } of await findLevels(
    tx.access(),
    component.id,
  )) {
    if (minimum === null || !isLow(minimum, onHand) || locationRetiredAt !== null) continue;
    tx.emit(lowEvent({ component, location: { id: locationId, name: locationName }, onHand, minimum }));
  }
}

async function findOrRefuse(access: Parameters<typeof repository.findComponent>[0], id: number): Promise<Component> {
  const component = await repository.findComponent(access, id);
  if (component === undefined) throw componentNotFound(id);
  return component;
}
