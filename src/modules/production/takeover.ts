/**
 * Products and runs of another system, inside a transaction of whoever takes them over: with their numbers where these
 * are free, and with the times that they had. Runs that overlap stored ones are the caller's to leave out.
 */
import { comparisonKey } from '../../kernel/texts.ts';
import { freeNumbers } from '../../platform/database/index.ts';
import type { Store, Transaction } from '../../platform/outbox/index.ts';
import type { Machines } from '../machines/index.ts';
import type { Timeline } from '../timeline/index.ts';
import { findCutsBySource, type KnownCut } from './cuts/cuts.repository.ts';
import { productEvent, runEvent, runsRecorded } from './events.ts';
import type { MachineWindow } from './machine-windows.ts';
import { auditOf, noDetails } from './products/product-details.ts';
import { findProductsById, findProductsByKeys, insertProducts } from './products/products.repository.ts';
import type { Product } from './products/products.types.ts';
import { auditOf as auditOfRun } from './runs/run-steps.ts';
import { runSumsWithin } from './runs/run-sums.ts';
import { findRunsInWindows, insertRuns, lockProduction } from './runs/runs.repository.ts';
import { nothingSaid, type Run } from './runs/runs.types.ts';
import type { ProductionTables } from './tables.ts';

export interface TakenProduct {
  /** Its number there; absent: any. */
  readonly number?: number | undefined;
  readonly name: string;
  readonly code: string | null;
}

export interface TakenRun {
  readonly number?: number;
  readonly machineId: string;
  readonly productId: number;
  readonly startedAt: number;
  /** Null for the one that is active. */
  readonly endedAt: number | null;
  readonly scrapLength: number | null;
  readonly note: string | null;
}

/** For who takes over another system, in a transaction of theirs; some hundreds at a time. */
export interface ProductionTakeOver {
  /** Products with the name or code of one of these, by the form in which texts are compared. */
  findProductsLikeWithin(
    tx: Transaction,
    products: readonly Pick<TakenProduct, 'name' | 'code'>[],
  ): Promise<{ readonly byName: ReadonlyMap<string, Product>; readonly byCode: ReadonlyMap<string, Product> }>;
  /**
   * @param upTo the largest number of all that are to come
   * @returns their numbers, in the order of what was given
   */
  takeOverProductsWithin(tx: Transaction, products: readonly TakenProduct[], upTo: number): Promise<number[]>;
  /** Nobody makes runs of the machines until the transaction ends. @throws unknown-machine */
  holdRunsWithin(tx: Transaction, machineIds: readonly string[]): Promise<void>;
  /** Runs of which something lies in one of the windows. */
  findRunsWithin(tx: Transaction, windows: readonly MachineWindow[]): Promise<Run[]>;
  /**
   * @param runs of machines that the transaction holds; they overlap neither each other nor those that are there
   * @param upTo the largest number of all that are to come
   * @returns their numbers, in the order of what was given
   */
  takeOverRunsWithin(tx: Transaction, runs: readonly TakenRun[], upTo: number): Promise<number[]>;
  /** Of those, the cuts that are recorded, by machine and id of the source. */
  findRecordedCuts(cuts: readonly Pick<KnownCut, 'machineId' | 'sourceId'>[]): Promise<KnownCut[]>;
}

export function createProductionTakeOver({
  store,
  machines,
  timeline,
}: {
  readonly store: Store;
  readonly machines: Machines;
  readonly timeline: Timeline;
}): ProductionTakeOver {
  return {
    async findProductsLikeWithin(tx, products) {
      const codes = products.flatMap(({ code }) => (code === null ? [] : [comparisonKey(code)]));
      const found = await findProductsByKeys(
        tx.access(),
        tx.engine,
        products.map(({ name }) => comparisonKey(name)),
        codes,
      );
      return {
        byName: new Map(found.map((product) => [comparisonKey(product.name), product])),
        byCode: new Map(
          found.flatMap((product) => (product.code === null ? [] : [[comparisonKey(product.code), product]])),
        ),
      };
    },

    async takeOverProductsWithin(tx, products, upTo) {
      if (products.length === 0) return [];
      const access = tx.access<ProductionTables>();
      const free = await freeNumbers(access, tx.engine, 'products', numbersOf(products), upTo);
      const made = await insertProducts(
        access,
        products.map(({ number, name, code }) => ({
          ...(number !== undefined && free.has(number) ? { id: number } : {}),
          details: { ...noDetails, name, code },
        })),
        tx.recordedAt,
      );
      for (const product of made) {
        tx.emit(productEvent('created', product));
        tx.audit({
          action: 'product.created',
          entityType: 'product',
          entityId: product.id,
          after: auditOf(product),
          reason: `taken over by ${tx.actor.name}`,
        });
      }
      return made.map(({ id }) => id);
    },

    async holdRunsWithin(tx, machineIds) {
      if (machineIds.length === 0) return;
      const known = await machines.requireMachinesWithin(tx, machineIds);
      await timeline.holdMachinesWithin(
        tx,
        known.map(({ id }) => id),
      );
      await lockProduction(tx.access(), tx.engine, machineIds);
    },

    findRunsWithin: async (tx, windows) =>
      windows.length === 0 ? [] : findRunsInWindows(tx.access(), tx.engine, windows),

    async takeOverRunsWithin(tx, runs, upTo) {
      if (runs.length === 0) return [];
      const access = tx.access<ProductionTables>();
      const free = await freeNumbers(access, tx.engine, 'production_runs', numbersOf(runs), upTo);
      const over = runs.flatMap(({ machineId, startedAt, endedAt }) =>
        endedAt === null ? [] : [{ machineId, startedAt, endedAt }],
      );
      const sums = (await runSumsWithin(tx, timeline, over)).values();
      const made = await insertRuns(
        access,
        runs.map((run) => {
          const { cutCount = null, uptimeMs = null } = run.endedAt === null ? {} : (sums.next().value ?? {});
          const keep = run.number !== undefined && free.has(run.number) ? { id: run.number } : {};
          return { ...freshOf(tx, run), cutCount, uptimeMs, ...keep };
        }),
      );
      await tellRuns(tx, made);
      return made.map(({ id }) => id);
    },

    findRecordedCuts: (cuts) => findCutsBySource(store.access(), store.engine, cuts),
  };
}

function numbersOf(rows: readonly { readonly number?: number | undefined }[]): number[] {
  return rows.flatMap(({ number }) => number ?? []);
}

function freshOf(
  tx: Transaction,
  { machineId, productId, startedAt, endedAt, scrapLength, note }: TakenRun,
): Omit<Run, 'id' | 'cutCount' | 'uptimeMs'> {
  return {
    ...nothingSaid,
    machineId,
    productId,
    targetQuantity: null,
    startedAt,
    endedAt,
    status: endedAt === null ? 'ACTIVE' : 'COMPLETED',
    scrapLength,
    note,
    startedBy: tx.actor.name,
    completedBy: endedAt === null ? null : tx.actor.name,
    version: 1,
    createdAt: tx.recordedAt,
    updatedAt: tx.recordedAt,
  };
}

async function tellRuns(tx: Transaction, runs: readonly Run[]): Promise<void> {
  for (const run of runs) {
    tx.audit({ action: 'run.recorded', entityType: 'run', entityId: run.id, after: auditOfRun(run) });
  }
  const over = runs.filter(({ status }) => status === 'COMPLETED');
  for (const [machineId, ofMachine] of Map.groupBy(over, (run) => run.machineId)) {
    tx.emit(runsRecorded(machineId, ofMachine));
  }
  const active = runs.filter(({ status }) => status === 'ACTIVE');
  const products = await findProductsById(
    tx.access(),
    tx.engine,
    active.map(({ productId }) => productId),
  );
  for (const run of active) {
    const product = products.find(({ id }) => id === run.productId);
    if (product !== undefined) tx.emit(runEvent('started', run, product));
  }
}
