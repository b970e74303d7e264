/** What the production module tells the world. */
import { formatInstant, formatOptionalInstant, toSeconds } from '../../kernel/instant.ts';
import type { NewEvent } from '../../platform/outbox/index.ts';
import { rangeOf } from './cuts/cuts.rules.ts';
import type { NewCut } from './cuts/cuts.types.ts';
import type { NamedProduct, Product } from './products/products.types.ts';
import type { Run } from './runs/runs.types.ts';

export function productEvent(
  happened: 'created' | 'changed' | 'retired' | 'reinstated',
  product: Product,
  changed: readonly string[] = [],
): NewEvent {
  return {
    type: `com.milldash.product.${happened}`,
    subject: `products/${product.id}`,
    data: {
      product_id: product.id,
      product_name: product.name,
      product_code: product.code,
      ideal_cycle_seconds: product.idealCycleMs === null ? null : toSeconds(product.idealCycleMs),
      retired: product.retiredAt !== null,
      version: product.version,
      ...(happened === 'changed' ? { changed } : {}),
    },
  };
}

export function runEvent(
  happened: 'started' | 'completed' | 'changed',
  run: Run,
  product: NamedProduct,
  changed: readonly string[] = [],
): NewEvent {
  return {
    type: `com.milldash.run.${happened}`,
    subject: `runs/${run.id}`,
    data: {
      run_id: run.id,
      machine_id: run.machineId,
      product_id: run.productId,
      product_name: product.name,
      product_code: product.code,
      target_quantity: run.targetQuantity,
      status: run.status,
      start_time: formatInstant(run.startedAt),
      end_time: formatOptionalInstant(run.endedAt),
      good_count: run.goodCount,
      scrap_count: run.scrapCount,
      total_count: run.totalCount,
      scrap_length: run.scrapLength,
      version: run.version,
      ...(happened === 'changed' ? { changed } : {}),
    },
  };
}

/** One for each machine of a batch of runs that were over already: a load of years is no news of single runs. */
export function runsRecorded(machineId: string, runs: readonly Run[]): NewEvent {
  return {
    type: 'com.milldash.run.recorded',
    subject: `machines/${machineId}`,
    data: {
      machine_id: machineId,
      runs: runs.length,
      first_run_id: Math.min(...runs.map(({ id }) => id)),
      last_run_id: Math.max(...runs.map(({ id }) => id)),
      start_time: formatInstant(Math.min(...runs.map(({ startedAt }) => startedAt))),
      end_time: formatOptionalInstant(Math.max(...runs.map(({ endedAt }) => endedAt ?? 0))),
    },
  };
}

/** One for each machine of a batch. @param cuts those that were new, at least one */
export function cutsRecorded(machineId: string, cuts: readonly NewCut[], duplicates: number, source: string): NewEvent {
  const { firstMs, lastMs } = rangeOf(cuts);
  return {
    type: 'com.milldash.cuts.recorded',
    subject: `machines/${machineId}`,
    data: {
      machine_id: machineId,
      cut_count: cuts.reduce((sum, { count }) => sum + count, 0),
      events: cuts.length,
      duplicates,
      first_cut_at: formatInstant(firstMs),
      last_cut_at: formatInstant(lastMs),
      source,
    },
    occurredAt: lastMs,
  };
}
