/** Runs on the wire: snake_case, RFC 3339. */
import type { Static } from 'typebox';
import { notAllowed } from '../../../kernel/errors.ts';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import { bodyInstant, queryRange } from '../../../platform/http/index.ts';
import { namedToWire } from '../products/products.wire.ts';
import { producedOf, progressOf } from './runs.rules.ts';
import type { RunAnswer, RunChangesBody, RunCompletionBody, RunListQuery } from './runs.schemas.ts';
import type { RunChanges, RunCompletion, RunListing, RunView } from './runs.types.ts';

export function runToWire(run: RunView): Static<typeof RunAnswer> {
  return {
    id: run.id,
    machine_id: run.machineId,
    product_id: run.productId,
    product: namedToWire(run.product),
    start_time: formatInstant(run.startedAt),
    end_time: formatOptionalInstant(run.endedAt),
    status: run.status,
    good_count: run.goodCount,
    scrap_count: run.scrapCount,
    total_count: run.totalCount,
    cut_count: run.cutCount,
    produced_count: producedOf(run),
    target_quantity: run.targetQuantity,
    progress: progressOf(run),
    scrap_length: run.scrapLength,
    note: run.note,
    started_by: run.startedBy,
    completed_by: run.completedBy,
    version: run.version,
    created_at: formatInstant(run.createdAt),
    updated_at: formatInstant(run.updatedAt),
  };
}

type Said = Pick<Static<typeof RunChangesBody>, 'good_count' | 'scrap_count' | 'total_count' | 'scrap_length' | 'note'>;

/** Only what the body names. */
function saidFromWire({ good_count, scrap_count, total_count, scrap_length, note }: Said): RunCompletion {
  return {
    ...(good_count === undefined ? {} : { goodCount: good_count }),
    ...(scrap_count === undefined ? {} : { scrapCount: scrap_count }),
    ...(total_count === undefined ? {} : { totalCount: total_count }),
    ...(scrap_length === undefined ? {} : { scrapLength: scrap_length }),
    ...(note === undefined ? {} : { note }),
  };
}

/** @throws unknown-status for one that a completed run cannot have */
export function completionFromWire(body: Static<typeof RunCompletionBody>): RunCompletion {
  const { status, ...said } = body ?? {};
  if (status != null && status.trim().toUpperCase() !== 'COMPLETED') {
    throw notAllowed('unknown-status', 'status', status, ['COMPLETED']);
  }
  return saidFromWire(said);
}

/** Only what the body names. @throws validation-failed for times that are none */
export function changesFromWire(body: Omit<Static<typeof RunChangesBody>, 'reason' | 'version'>): RunChanges {
  const { start_time: start, end_time: end, product_id: productId, target_quantity: targetQuantity, ...said } = body;
  return {
    ...saidFromWire(said),
    ...(start === undefined ? {} : { startedAt: bodyInstant('start_time', start) }),
    ...(end === undefined ? {} : { endedAt: bodyInstant('end_time', end) }),
    ...(productId === undefined ? {} : { productId }),
    ...(targetQuantity === undefined ? {} : { targetQuantity }),
  };
}

type ListOnWire = Partial<Static<typeof RunListQuery>>;

/** @throws validation-failed for times that are none, range-invalid for an end before its start */
export function listingFromWire(query: ListOnWire): RunListing {
  return {
    machineIds: query.machine_ids,
    productId: query.product_id,
    status: query.status,
    ...queryRange(query),
    cursor: query.cursor,
    limit: query.limit,
    withTotal: query.with_total,
  };
}
