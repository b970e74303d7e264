/**
 * The use cases of products.
 *
 * Each change commits with its event and its audit entry or not at all. A product is never deleted: its runs stay, and
 * it is retired instead.
 */
import type { Actor } from '../../../kernel/access.ts';
import { changedMeanwhile } from '../../../kernel/errors.ts';
import { picked } from '../../../kernel/named-fields.ts';
import { requireFitName } from '../../../kernel/names.ts';
import { type CountedPage, cappedTotal, decodeCursor, PAGE_LIMIT_DEFAULT, toPage } from '../../../kernel/paging.ts';
import { comparisonKey } from '../../../kernel/texts.ts';
import { isUniqueViolation } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type Store, setRetired, transactOnce } from '../../../platform/outbox/index.ts';
import { productEvent } from '../events.ts';
import { productCodeTaken, productNameTaken, productNotFound } from '../production.refusals.ts';
import type { ProductionTables } from '../tables.ts';
import { auditOf, changedOf, detailsOf, noDetails, tidied, wireName } from './product-details.ts';
import * as repository from './products.repository.ts';
import type { NamedProduct, NewProduct, Product, ProductDetails, ProductListing } from './products.types.ts';

export interface ProductService {
  /**
   * @param key of a request that may be sent again
   * @throws name-taken, product-code-taken, validation-failed, idempotency-key-reused
   */
  createProduct(actor: Actor, product: NewProduct, key?: string): Promise<Product>;
  /**
   * Writes the given details and leaves the others. With what is already so nothing happens.
   * @param version the one that the caller saw; without it the change is made to whatever is there now
   * @throws product-not-found, name-taken, product-code-taken, version-conflict, validation-failed
   */
  changeProduct(actor: Actor, id: number, changes: Partial<ProductDetails>, version?: number): Promise<Product>;
  /** No run of a retired one is started. Repeating it changes nothing. @throws product-not-found */
  setProductRetired(actor: Actor, id: number, retired: boolean, reason?: string): Promise<Product>;
  /** @throws product-not-found */
  getProduct(id: number): Promise<Product>;
  /** By name. @throws cursor-invalid */
  listProducts(listing?: ProductListing): Promise<CountedPage<Product>>;
  /** Products in use by name, a bare list for those who page by counting. */
  listPickableProducts(skip: number, limit: number): Promise<NamedProduct[]>;
}

export function createProductService(store: Store, log: Logger): ProductService {
  const reads = () => store.access<ProductionTables>();

  return {
    async createProduct(actor, wanted, key) {
      const details = { ...noDetails, ...tidied(wanted), name: requireFitName('product', wanted.name) };
      const { result: id, isRepeat } = await transactOnce(
        store,
        actor,
        { key, operation: 'product.create', payload: wanted },
        async (tx) => {
          const created = await translated(details, () =>
            repository.insertProduct(tx.access(), details, tx.recordedAt),
          );
          tx.emit(productEvent('created', created));
          tx.audit({
            action: 'product.created',
            entityType: 'product',
            entityId: created.id,
            after: auditOf(created),
          });
          return created.id;
        },
      );
      if (!isRepeat) log.info({ payload: { productId: id } }, `Product '${details.name}' created by '${actor.name}'`);
      return findOrRefuse(reads(), id);
    },

    async changeProduct(actor, id, changes, version) {
      const given = tidied(changes);
      const changed = await store.transact(actor, async (tx) => {
        const access = tx.access<ProductionTables>();
        // held: of two who change it at once the second one changes what the first has left
        const before = await repository.holdProduct(access, tx.engine, id);
        if (before === undefined) throw productNotFound(id);
        if (version !== undefined && version !== before.version) throw conflict(before);
        const details = { ...detailsOf(before), ...given };
        const changed = changedOf(before, details);
        if (changed.length === 0) return undefined;
        const after = await translated(details, () =>
          repository.updateProductDetails(access, id, before.version, details, tx.recordedAt),
        );
        if (after === undefined) throw conflict(await findOrRefuse(access, id));
        tx.emit(productEvent('changed', after, changed.map(wireName)));
        tx.audit({
          action: 'product.changed',
          entityType: 'product',
          entityId: id,
          before: picked(before, changed),
          after: picked(after, changed),
        });
        return after;
      });
      if (changed === undefined) return findOrRefuse(reads(), id);
      log.info({ payload: { productId: id } }, `Product '${changed.name}' changed by '${actor.name}'`);
      return changed;
    },

    async setProductRetired(actor, id, retired, reason) {
      const changed = await setRetired({ store, log }, actor, {
        entityType: 'product',
        id,
        retired,
        reason,
        update: (tx, retiredAt) => repository.updateProductRetirement(tx.access(), id, retiredAt, tx.recordedAt),
        event: productEvent,
      });
      return changed ?? findOrRefuse(reads(), id);
    },

    getProduct: (id) => findOrRefuse(reads(), id),

    async listProducts({ cursor, limit = PAGE_LIMIT_DEFAULT, withTotal = false, ...filter } = {}) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor, ['string', 'number']);
      const fetched = await repository.findProductPage(reads(), filter, after as [string, number] | undefined, limit);
      return {
        ...toPage(fetched, limit, (product) => [comparisonKey(product.name), product.id]),
        ...(withTotal ? { total: cappedTotal(await repository.countProducts(reads(), filter)) } : {}),
      };
    },

    listPickableProducts: (skip, limit) => repository.findPickable(reads(), skip, limit),
  };
}

async function findOrRefuse(access: Parameters<typeof repository.findProduct>[0], id: number): Promise<Product> {
  const product = await repository.findProduct(access, id);
  if (product === undefined) throw productNotFound(id);
  return product;
}

function conflict({ name, version }: Product) {
  return changedMeanwhile(`'${name}'`, version);
}

/** @throws name-taken, product-code-taken */
async function translated<T>({ name, code }: ProductDetails, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error, 'products_name_key_unique')) throw productNameTaken(name);
    if (isUniqueViolation(error, 'products_code_key_unique')) throw productCodeTaken(code ?? '');
    throw error;
  }
}
