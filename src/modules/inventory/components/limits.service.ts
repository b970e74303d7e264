/** What is too little and what is enough of a component at a location, and what is below it now. */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, type Page, toPage } from '../../../kernel/paging.ts';
import { comparisonKey } from '../../../kernel/texts.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { rememberedUntil, type Store } from '../../../platform/outbox/index.ts';
import { limitsEvent, lowEvent } from '../events.ts';
import { componentRetired } from '../inventory.refusals.ts';
import { countLow, findLowPage, type LowLevel } from '../stock/low-stock.queries.ts';
import { setLimits } from '../stock/stock.repository.ts';
import { fallsBelow } from '../stock/stock.rules.ts';
import type { StockLevel } from '../stock/stock.types.ts';
import { lockStockWithin, placeOf, requireLocationInUseWithin } from '../stock/stock-lookups.ts';
import type { InventoryTables } from '../tables.ts';

export type StockLimits = Pick<StockLevel, 'minimum' | 'maximum'>;

export interface LowStockFilter {
  readonly locationId?: number | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export interface LimitService {
  /**
   * Replaces both. With what is already so nothing happens; stock that is below a raised minimum is told as low.
   * @throws component-not-found, component-retired, location-not-found, location-retired, validation-failed
   */
  setStockLimits(actor: Actor, componentId: number, locationId: number, limits: StockLimits): Promise<StockLevel>;
  /** What is below its minimum, by the component's name. @throws cursor-invalid */
  listLowStock(filter?: LowStockFilter): Promise<Page<LowLevel>>;
  /** How many there are of these: a component counts at each location. Remembered until stock changes. */
  countLowStock(): Promise<number>;
}

export function createLimitService(store: Store, log: Logger): LimitService {
  const lowCount = rememberedUntil(['component', 'location', 'stock'], countLow);
  return {
    countLowStock: () => lowCount(store.access<InventoryTables>()),

    async setStockLimits(actor, componentId, locationId, { minimum, maximum }) {
      if (minimum !== null && maximum !== null && maximum < minimum) {
        throw new DomainError('validation-failed', 'The maximum is at least as much as the minimum.');
      }
      const [before, after] = await store.transact(actor, async (tx) => {
        const stock = await lockStockWithin(tx, componentId);
        const { component } = stock;
        if (component.retiredAt !== null) throw componentRetired(component, 'nothing of it is kept in stock any more');
        const location = await requireLocationInUseWithin(tx, locationId, placeOf(stock, locationId));
        const before: StockLevel = stock.levels.find((level) => level.locationId === locationId) ?? {
          componentId,
          locationId,
          locationName: location.name,
          locationRetiredAt: null,
          onHand: 0,
          reserved: 0,
          minimum: null,
          maximum: null,
        };
        if (before.minimum === minimum && before.maximum === maximum) return [before, before];
        await setLimits(tx.access(), componentId, locationId, { minimum, maximum });
        tx.emit(limitsEvent(component, location, { minimum, maximum }));
        tx.audit({
          action: 'stock.limits-set',
          entityType: 'component',
          entityId: componentId,
          before: { locationId, minimum: before.minimum, maximum: before.maximum },
          after: { locationId, minimum, maximum },
        });
        const { onHand } = before;
        if (minimum !== null && fallsBelow(before.minimum, onHand, minimum, onHand)) {
          tx.emit(lowEvent({ component, location, onHand, minimum }));
        }
        return [before, { ...before, minimum, maximum }];
      });
      if (after !== before) {
        const payload = { componentId, locationId, minimum, maximum };
        log.info({ payload }, `Limits of component ${componentId} at '${after.locationName}' set by '${actor.name}'`);
      }
      return after;
    },

    async listLowStock({ cursor, limit = PAGE_LIMIT_DEFAULT, locationId } = {}) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor, ['string', 'number']);
      const fetched = await findLowPage(
        store.access<InventoryTables>(),
        locationId,
        after as [string, number] | undefined,
        limit,
      );
      return toPage(fetched, limit, (low) => [comparisonKey(low.componentName), low.locationId]);
    },
  };
}
