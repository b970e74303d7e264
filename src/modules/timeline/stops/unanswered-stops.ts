/** How many stops wait for a reason now, for screens that are asked all the time. */
import { HOUR_MS, MINUTE_MS } from '../../../kernel/clock.ts';
import { isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import { rememberedUntil, type Store } from '../../../platform/outbox/index.ts';
import { Category } from '../periods/categories.rules.ts';
import { findAskingAliases } from '../reasons/reasons.repository.ts';
import type { TimelineTables } from '../tables.ts';

/** Who was there does not remember longer. */
export const UNANSWERED_HOURS = 24;
/** Shorter stops are not asked about, as in shift reports. */
export const UNANSWERED_MIN_MS = MINUTE_MS;

interface WaitingStop {
  readonly machineId: string;
  readonly startMs: number;
  /** Infinity while it lasts. */
  readonly endMs: number;
}

interface Known {
  readonly sinceMs: number;
  readonly stops: readonly WaitingStop[];
}

/**
 * @returns counts by machine the stops that began in the last {@link UNANSWERED_HOURS} or last still, and have lasted for
 * at least a minute. Read anew when periods or reasons have changed; between that only the clock moves.
 */
export function unansweredCounter(store: Store): (nowMs: number) => Promise<ReadonlyMap<string, number>> {
  const memoryOf = rememberedUntil<TimelineTables, { known?: Known }>(['timeline', 'reason'], async () => ({}));
  return async (nowMs) => {
    const memory = await memoryOf(store.access());
    const sinceMs = nowMs - UNANSWERED_HOURS * HOUR_MS;
    // a window that has moved on is part of the one before
    if (memory.known === undefined || memory.known.sinceMs > sinceMs) {
      memory.known = { sinceMs, stops: await store.snapshot((access) => findWaiting(access, store, sinceMs)) };
    }
    const counts = new Map<string, number>();
    for (const { machineId, startMs, endMs } of memory.known.stops) {
      const isLasting = endMs === Number.POSITIVE_INFINITY;
      if ((!isLasting && startMs < sinceMs) || Math.min(endMs, nowMs) - startMs < UNANSWERED_MIN_MS) continue;
      counts.set(machineId, (counts.get(machineId) ?? 0) + 1);
    }
    return counts;
  };
}

async function findWaiting(
  access: TableAccess<TimelineTables>,
  { engine }: Pick<Store, 'engine'>,
  sinceMs: number,
): Promise<WaitingStop[]> {
  const { aliasIds, emptyId } = await findAskingAliases(access);
  if (aliasIds.length === 0) return [];
  const asking = () =>
    access
      .selectFrom('timeline_machines as m')
      .innerJoin('status_periods as p', 'p.machine_id', 'm.machine_id')
      .select(['p.machine_id as machineId', 'p.started_at as startMs', 'p.ended_at'])
      .where('p.category', '>=', Category.productiveDowntime)
      .where('p.category', '<=', Category.unclassifiedDowntime)
      .where(isAnyOf(engine, 'p.alias_id', aliasIds))
      // what belongs to production needs no word
      .where((eb) => eb.or([eb('p.category', '!=', Category.productiveDowntime), eb('p.alias_id', '!=', emptyId)]));
  const recent = await asking().where('p.started_at', '>=', sinceMs).execute();
  const lasting = await asking().where('p.ended_at', 'is', null).where('p.started_at', '<', sinceMs).execute();
  return [...recent, ...lasting].map(({ machineId, startMs, ended_at: endedAt }) => ({
    machineId,
    startMs,
    endMs: endedAt ?? Number.POSITIVE_INFINITY,
  }));
}
