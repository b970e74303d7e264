/** Products, runs and cuts as CSV. */
import { type CsvColumnsOf, csvList } from '../../../kernel/csv-writer.ts';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import { allPages, followPages } from '../../../kernel/paging.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { CutReads } from '../cuts/cut-reads.ts';
import type { Cut, CutFilter } from '../cuts/cuts.types.ts';
import { findProductsMadeAfter } from '../products/products.repository.ts';
import type { ProductFilter } from '../products/products.types.ts';
import { productToWire } from '../products/products.wire.ts';
import { findRunsMadeAfter } from '../runs/run-lists.queries.ts';
import { viewsOf } from '../runs/run-reads.ts';
import { producedOf, progressOf } from '../runs/runs.rules.ts';
import type { RunFilter, RunView } from '../runs/runs.types.ts';

export interface ProductionExports {
  /** In the order in which they were made. */
  exportProducts(filter: ProductFilter): AsyncIterable<string>;
  /** In the order in which they were made here. @throws unknown-machine, before anything is read */
  exportRuns(filter: RunFilter): Promise<AsyncIterable<string>>;
  /** By time. @throws unknown-machine, before anything is read */
  exportCuts(filter: CutFilter): Promise<AsyncIterable<string>>;
}

type ProductOnWire = ReturnType<typeof productToWire>;

const productColumns: CsvColumnsOf<ProductOnWire> = {
  id: ({ id }) => id,
  product_name: ({ product_name }) => product_name,
  product_code: ({ product_code }) => product_code,
  ideal_cycle_seconds: ({ ideal_cycle_seconds }) => ideal_cycle_seconds,
  ideal_rate_per_hour: ({ ideal_rate_per_hour }) => ideal_rate_per_hour,
  unit_length_mm: ({ unit_length_mm }) => unit_length_mm,
  notes: ({ notes }) => notes,
  retired_at: ({ retired_at }) => retired_at,
  created_at: ({ created_at }) => created_at,
  updated_at: ({ updated_at }) => updated_at,
};

/** With the name of the machine beside it. */
type Named<Thing> = Thing & { readonly machineName: string };

const runColumns: CsvColumnsOf<Named<RunView>> = {
  id: ({ id }) => id,
  machine_id: ({ machineId }) => machineId,
  machine_name: ({ machineName }) => machineName,
  product_id: ({ productId }) => productId,
  product_name: ({ product }) => product.name,
  product_code: ({ product }) => product.code,
  start_time: ({ startedAt }) => formatInstant(startedAt),
  end_time: ({ endedAt }) => formatOptionalInstant(endedAt),
  status: ({ status }) => status,
  good_count: ({ goodCount }) => goodCount,
  scrap_count: ({ scrapCount }) => scrapCount,
  total_count: ({ totalCount }) => totalCount,
  cut_count: ({ cutCount }) => cutCount,
  produced_count: producedOf,
  target_quantity: ({ targetQuantity }) => targetQuantity,
  progress: progressOf,
  scrap_length: ({ scrapLength }) => scrapLength,
  note: ({ note }) => note,
  started_by: ({ startedBy }) => startedBy,
  completed_by: ({ completedBy }) => completedBy,
  created_at: ({ createdAt }) => formatInstant(createdAt),
  updated_at: ({ updatedAt }) => formatInstant(updatedAt),
};

const cutColumns: CsvColumnsOf<Named<Cut>> = {
  id: ({ id }) => id,
  machine_id: ({ machineId }) => machineId,
  machine_name: ({ machineName }) => machineName,
  timestamp_utc: ({ occurredAt }) => formatInstant(occurredAt),
  cut_count: ({ count }) => count,
  source_id: ({ sourceId }) => sourceId,
  source_sequence: ({ sourceSequence }) => sourceSequence,
  source: ({ source }) => source,
  recorded_at: ({ recordedAt }) => formatInstant(recordedAt),
};

export function createProductionExports(
  store: Store,
  machines: Pick<Machines, 'requireMachines' | 'listAllMachines'>,
  { listCuts }: Pick<CutReads, 'listCuts'>,
): ProductionExports {
  /** Puts the names beside. @throws unknown-machine */
  async function naming(machineIds: readonly string[] | undefined) {
    if (machineIds !== undefined) await machines.requireMachines(machineIds);
    const names = new Map((await machines.listAllMachines()).map(({ id, name }) => [id, name]));
    return async function* <Thing extends { readonly machineId: string }>(
      pages: AsyncIterable<readonly Thing[]>,
    ): AsyncGenerator<Named<Thing>[]> {
      for await (const page of pages) {
        yield page.map((thing) => ({ ...thing, machineName: names.get(thing.machineId) ?? thing.machineId }));
      }
    };
  }

  return {
    exportProducts: (filter) =>
      csvList(
        productColumns,
        allPages<ProductOnWire>(async (last, limit) =>
          (await findProductsMadeAfter(store.access(), filter, last?.id, limit)).map(productToWire),
        ),
      ),

    async exportRuns(filter) {
      const named = await naming(filter.machineIds);
      const pages = allPages<RunView>((last, limit) =>
        store.snapshot(async (access) =>
          viewsOf(access, store.engine, await findRunsMadeAfter(access, store.engine, filter, last?.id, limit)),
        ),
      );
      return csvList(runColumns, named(pages));
    },

    async exportCuts(filter) {
      const named = await naming(filter.machineIds);
      return csvList(cutColumns, named(followPages((paging) => listCuts({ ...filter, ...paging }))));
    },
  };
}
