/**
 * One poll: every machine from its cursor to now, with what may have been edited since.
 *
 * A cursor moves when what was fetched until there is on disk, so a window that failed is fetched again by the next poll
 * and none is passed over. One machine's failure does not keep the others from being fetched; one of the connection does,
 * until the next poll. Two polls at once, after a lease that ran out, do each other no harm.
 */
import { type Actor, systemActor } from '../../kernel/access.ts';
import { MINUTE_MS } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import type { Ingestion } from '../ingestion/index.ts';
import type { Machines } from '../machines/index.ts';
import { MACHINES_MAX } from './asset-sync.ts';
import { isNamed } from './assets.rules.ts';
import { FourJawFailure } from './client/failures.ts';
import { PeriodTally } from './period-tally.rules.ts';
import { isFourJawId } from './periods.rules.ts';
import { fetchRange, type RangeFetchDependencies } from './range-fetch.ts';
import { findCursors, moveCursor, noteMachine } from './state.repository.ts';
import type { FourJawMachinesTable, FourJawTables } from './tables.ts';
import { isNightlyDue, rangeOfPoll } from './windows.rules.ts';

export interface PollDependencies extends RangeFetchDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly machines: Pick<Machines, 'listAllMachines' | 'ensureMachines'>;
  readonly ingestion: Pick<Ingestion, 'recordToldPeriods' | 'findOpenSince'>;
  readonly assetIds: readonly string[] | undefined;
  readonly firstMs: number;
  readonly concurrency: number;
}

export interface PollOutcome {
  readonly machines: number;
  /** Those that were fetched up to now. */
  readonly fetched: number;
  readonly inserted: number;
  readonly updated: number;
  /** The first one; null where every machine was fetched. */
  readonly failure: FourJawFailure | null;
}

export const poller: Actor = systemActor('fourjaw');

/** A longer poll goes on with the next one, and leaves other processes a turn. */
const POLL_MAX_MS = 5 * MINUTE_MS;
const REFUSAL_LENGTH_MAX = 500;

/** @throws what keeps anything from being read or recorded: database-unavailable and the like */
export async function pollMachines(deps: PollDependencies, stop: AbortSignal): Promise<PollOutcome> {
  const { store, ingestion, timing } = deps;
  const ids = await idsToPoll(deps);
  const access = store.access<FourJawTables>();
  const cursors = await findCursors(access, store.engine, ids);
  const openSince = await ingestion.findOpenSince(ids, timing.wallMs());
  const queue = inTurn(ids, cursors);
  const endsAtMs = timing.monotonicMs() + POLL_MAX_MS;
  const total = { fetched: 0, inserted: 0, updated: 0 };
  let failure: FourJawFailure | null = null;
  let isOver = false;

  async function work(): Promise<void> {
    for (let id = queue.shift(); id !== undefined && !isOver; id = queue.shift()) {
      try {
        const counts = await pollMachine(deps, id, cursors.get(id), openSince.get(id) ?? null, stop);
        total.fetched++;
        total.inserted += counts.inserted;
        total.updated += counts.updated;
      } catch (error) {
        const noted = failureOf(error);
        failure ??= noted;
        // one that was not asked for has not failed: what it said before stands
        if (noted.isNews) await noteMachine(access, id, { last_error: noted.message, last_error_at: timing.wallMs() });
        isOver = isOver || !concernsOneMachine(noted) || deps.client.breaker !== 'closed';
      }
      isOver = isOver || stop.aborted || timing.monotonicMs() >= endsAtMs;
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: deps.concurrency }, work));
  const broken = workers.find((worker) => worker.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
  return { machines: ids.length, ...total, failure };
}

/**
 * The configured ones, which become machines where they are none; else every machine in use whose id is one of FourJaw's.
 * @returns as the machines have them, which is as FourJaw lists them: it is asked so
 */
export async function idsToPoll({ machines, assetIds, log }: PollDependencies): Promise<string[]> {
  if (assetIds !== undefined) {
    const here = new Set((await machines.listAllMachines()).map(({ id }) => id.toLowerCase()));
    const missing = assetIds.filter((id) => !here.has(id));
    await machines.ensureMachines(
      poller,
      missing.map((id) => ({ id, name: id })),
    );
  }
  const isWanted = (id: string) => (assetIds === undefined ? isFourJawId(id) : isNamed(id, assetIds));
  const inUse = (await machines.listAllMachines()).filter(({ id, retiredAt }) => retiredAt === null && isWanted(id));
  if (inUse.length > MACHINES_MAX)
    log.warn(`Only ${MACHINES_MAX} of ${inUse.length} machines are fetched from FourJaw`);
  return inUse.slice(0, MACHINES_MAX).map(({ id }) => id);
}

/**
 * Those that were tried longest ago come first: a poll that runs out of time goes round. Behind them, in the same order,
 * come those that failed: what opens the breaker and ends the poll must not keep the others waiting for ever.
 */
function inTurn(ids: readonly string[], cursors: ReadonlyMap<string, FourJawMachinesTable>): string[] {
  const failed = (id: string) => (cursors.get(id)?.last_error_at == null ? 0 : 1);
  const triedAt = (id: string) => Math.max(cursors.get(id)?.last_success_at ?? 0, cursors.get(id)?.last_error_at ?? 0);
  return ids.toSorted((a, b) => failed(a) - failed(b) || triedAt(a) - triedAt(b));
}

async function pollMachine(
  deps: PollDependencies,
  machineId: string,
  cursor: FourJawMachinesTable | undefined,
  openSinceMs: number | null,
  signal: AbortSignal,
): Promise<{ inserted: number; updated: number }> {
  const { store, timing, log } = deps;
  const access = store.access<FourJawTables>();
  const nowMs = timing.wallMs();
  const rereadAtMs = cursor?.reread_at ?? null;
  const progress = { fetchedToMs: cursor?.fetched_to ?? null, rereadAtMs, openSinceMs };
  const range = rangeOfPoll(progress, nowMs, deps.firstMs);
  const tally = new PeriodTally();
  let refusal: string | null = null;
  await fetchRange(deps, {
    actor: poller,
    machineId,
    range,
    signal,
    async onTaken(taken) {
      tally.count(taken.outcomes);
      refusal ??= taken.firstRefusal;
      await moveCursor(access, machineId, taken.window.toMs);
    },
  });
  const { total } = tally;
  await noteMachine(access, machineId, {
    reread_at: isNightlyDue(rereadAtMs, nowMs) ? nowMs : rereadAtMs,
    last_success_at: timing.wallMs(),
    last_error: null,
    last_error_at: null,
    refused_rows: total.refused,
    last_refusal: (refusal as string | null)?.slice(0, REFUSAL_LENGTH_MAX) ?? null,
    future_rows: total.future,
  });
  // the same rows come with every poll: said when it changes
  if (total.refused > 0 && total.refused !== cursor?.refused_rows) {
    log.warn({ payload: { machineId, refused: total.refused, refusal } }, 'FourJaw sends periods that cannot be taken');
  }
  return total;
}

/** Whether the other machines may fare better. */
function concernsOneMachine({ kind }: FourJawFailure): boolean {
  return kind !== 'key-refused' && kind !== 'not-asked' && kind !== 'stopped';
}

/** @throws what is no failure of FourJaw's: a database that is away concerns all machines */
function failureOf(error: unknown): FourJawFailure {
  if (error instanceof FourJawFailure) return error;
  if (error instanceof DomainError && error.code === 'validation-failed') {
    return new FourJawFailure('rejected', error.message);
  }
  throw error;
}
