/** What is asked of runs: one, lists, the active ones, and which run a machine was in at an instant. */
import { type CountedPage, cappedTotal, decodeCursor, PAGE_LIMIT_DEFAULT, toPage } from '../../../kernel/paging.ts';
import { type Engine, isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import { sumCuts } from '../cuts/cut-sums.queries.ts';
import { spannedByMachine } from '../machine-windows.ts';
import { runNotFound } from '../production.refusals.ts';
import type { NamedProduct } from '../products/products.types.ts';
import type { ProductionTables } from '../tables.ts';
import { findMeasuredRuns } from './measured-runs.queries.ts';
import { countRuns, findRunPage } from './run-lists.queries.ts';
import { findActiveRuns, findRun, findRunsInWindows } from './runs.repository.ts';
import type { MeasuredRun, Run, RunListing, RunView } from './runs.types.ts';

type Access = TableAccess<ProductionTables>;

/** A machine at an instant. */
export interface MachineInstant {
  readonly machineId: string;
  readonly atMs: number;
}

export interface RunReads {
  /** @throws run-not-found */
  getRun(id: number): Promise<RunView>;
  /** The latest started first. @throws cursor-invalid, unknown-machine */
  listRuns(listing?: RunListing): Promise<CountedPage<RunView>>;
  findActiveRun(machineId: string): Promise<RunView | undefined>;
  /** The active run of each machine that has one; of all machines where `machineIds` is absent. */
  findActiveRuns(machineIds?: readonly string[]): Promise<ReadonlyMap<string, RunView>>;
  /** When the active run of each machine that has one began: what it has made is not looked at. */
  activeSince(): Promise<ReadonlyMap<string, number>>;
  /**
   * What each machine was making at its instant, in the order of the instants; undefined where no run lasted.
   * One read for all of them, whose cost follows the runs between the first and the last instant.
   */
  productsAt(instants: readonly MachineInstant[]): Promise<(NamedProduct | undefined)[]>;
  /** Runs of which something lies in [fromMs, toMs). @param access of a snapshot that other reads share */
  measuredRuns(machineIds: readonly string[], fromMs: number, toMs: number, access?: Access): Promise<MeasuredRun[]>;
}

export function createRunReads(store: Store, machines: Pick<Machines, 'requireMachines'>): RunReads {
  const { engine } = store;
  const reads = () => store.access<ProductionTables>();

  return {
    async getRun(id) {
      const run = await findRun(reads(), id);
      if (run === undefined) throw runNotFound(id);
      const [view] = await viewsOf(reads(), engine, [run]);
      return view as RunView;
    },

    async listRuns({ cursor, limit = PAGE_LIMIT_DEFAULT, withTotal = false, ...filter } = {}) {
      if (filter.machineIds !== undefined) await machines.requireMachines(filter.machineIds);
      const after = cursor === undefined ? undefined : (decodeCursor(cursor, ['number', 'number']) as [number, number]);
      const fetched = await findRunPage(reads(), engine, filter, after, limit);
      const { items, nextCursor } = toPage(fetched, limit, ({ startedAt, id }) => [startedAt, id]);
      return {
        items: await viewsOf(reads(), engine, items),
        nextCursor,
        ...(withTotal ? { total: cappedTotal(await countRuns(reads(), engine, filter)) } : {}),
      };
    },

    async findActiveRun(machineId) {
      const [view] = await viewsOf(reads(), engine, await findActiveRuns(reads(), engine, [machineId]));
      return view;
    },

    async findActiveRuns(machineIds) {
      const views = await viewsOf(reads(), engine, await findActiveRuns(reads(), engine, machineIds));
      return new Map(views.map((view) => [view.machineId, view]));
    },

    async activeSince() {
      const runs = await findActiveRuns(reads(), engine);
      return new Map(runs.map(({ machineId, startedAt }) => [machineId, startedAt]));
    },

    measuredRuns: (machineIds, fromMs, toMs, access = reads()) =>
      findMeasuredRuns(access, engine, machineIds, fromMs, toMs),

    async productsAt(instants) {
      const windows = spannedByMachine(
        instants.map(({ machineId, atMs }) => ({ machineId, fromMs: atMs, toMs: atMs + 1 })),
      );
      const runs = await findRunsInWindows(reads(), engine, windows);
      if (runs.length === 0) return instants.map(() => undefined);
      const products = await findNamedProducts(reads(), engine, runs);
      const byMachine = Map.groupBy(runs, ({ machineId }) => machineId);
      return instants.map(({ machineId, atMs }) => {
        const run = lastStartedBy(byMachine.get(machineId) ?? [], atMs);
        return run === undefined || (run.endedAt ?? atMs + 1) <= atMs ? undefined : products.get(run.productId);
      });
    },
  };
}

/** @param runs of one machine, by start */
function lastStartedBy(runs: readonly Run[], atMs: number): Run | undefined {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle] as Run).startedAt <= atMs) low = middle + 1;
    else high = middle;
  }
  return runs[low - 1];
}

/** In the order of `runs`. @param access best of a snapshot, so that runs and their cuts agree */
export async function viewsOf(access: Access, engine: Engine, runs: readonly Run[]): Promise<RunView[]> {
  if (runs.length === 0) return [];
  const products = await findNamedProducts(access, engine, runs);
  const active = runs.filter(({ cutCount }) => cutCount === null);
  const windows = active.map(({ machineId, startedAt }) => ({
    machineId,
    fromMs: startedAt,
    toMs: Number.MAX_SAFE_INTEGER,
  }));
  const cuts = new Map((await sumCuts(access, engine, windows)).map((sum, at) => [active[at]?.id, sum.cuts]));
  return runs.map((run) => ({
    ...run,
    product: products.get(run.productId) as NamedProduct,
    cutCount: run.cutCount ?? cuts.get(run.id) ?? 0,
  }));
}

async function findNamedProducts(
  access: Access,
  engine: Engine,
  runs: readonly Pick<Run, 'productId'>[],
): Promise<ReadonlyMap<number, NamedProduct>> {
  const ids = [...new Set(runs.map(({ productId }) => productId))];
  const products = await access
    .selectFrom('products')
    .select(['id', 'name', 'code'])
    .where(isAnyOf(engine, 'id', ids))
    .execute();
  return new Map(products.map((product) => [product.id, product]));
}
