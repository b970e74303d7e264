/** What a poll writes down of the connection, and what it tells of it once it has changed. */
import { MINUTE_MS } from '../../kernel/clock.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import type { FourJawFailure } from './client/failures.ts';
import type { FourJawClient } from './client/fourjaw-client.ts';
import type { Timing } from './client/timing.ts';
import { announceConnection, type Connection } from './events.ts';
import { type PollOutcome, poller } from './poller.ts';
import { changeState, readState } from './state.repository.ts';
import type { FourJawStateTable, FourJawTables } from './tables.ts';

interface NoteDependencies {
  readonly store: Store;
  readonly timing: Timing;
  readonly log: Logger;
  readonly client: FourJawClient;
}

/** FourJaw's clock and ours may differ by so much without a word. */
const SKEW_TOLERATED_MS = 5 * MINUTE_MS;

/** @param assets why the list of assets could not be read */
export async function noteOutcome(
  deps: NoteDependencies,
  before: FourJawStateTable,
  outcome: PollOutcome,
  assets: FourJawFailure | null,
): Promise<void> {
  const { store, timing, log, client } = deps;
  const nowMs = timing.wallMs();
  // without machines the list of assets is all that tells how FourJaw stands
  const failure = outcome.failure ?? (outcome.machines === 0 ? assets : null);
  const wait = client.waitMs();
  const skewMs = client.skewMs();
  await changeState(store.access<FourJawTables>(), {
    poll_finished_at: nowMs,
    sync_served: before.sync_requested,
    breaker: client.breaker,
    breaker_until: wait > 0 ? nowMs + Math.ceil(wait) : null,
    clock_skew: skewMs,
    ...toldBy(failure, nowMs),
  });
  if (failure?.kind !== 'stopped') await noteConnection(deps, failure, outcome.fetched);
  warnOfSkew(log, before.clock_skew, skewMs);
  if (outcome.inserted + outcome.updated > 0) {
    log.debug({ payload: { ...outcome, failure: failure?.message ?? null } }, 'Status periods taken from FourJaw');
  }
}

function toldBy(failure: FourJawFailure | null, nowMs: number): Partial<FourJawStateTable> {
  if (failure === null) return { last_success_at: nowMs };
  if (failure.kind === 'stopped') return {};
  return { last_error: failure.message, last_error_at: failure.happenedMs ?? nowMs };
}

async function noteConnection(
  { store, log }: NoteDependencies,
  failure: FourJawFailure | null,
  fetched: number,
): Promise<void> {
  const now = connectionOf(failure, fetched);
  const changed = await store.transact(poller, async (tx) => {
    const own = tx.access<FourJawTables>();
    const { connection } = await readState(own);
    if (connection === now) return false;
    await changeState(own, { connection: now, connection_since: tx.recordedAt });
    announceConnection(tx, connection as Connection, now, failure?.message ?? null);
    return true;
  });
  if (!changed) return;
  if (failure === null || now === 'ok') log.info('The connection to FourJaw works');
  else log.warn({ payload: { connection: now } }, `The connection to FourJaw does not work: ${failure.message}`);
}

function connectionOf(failure: FourJawFailure | null, fetched: number): Connection {
  if (failure === null) return 'ok';
  if (failure.kind === 'key-refused') return 'key-refused';
  // one machine that FourJaw does not know is no broken connection
  return fetched > 0 && failure.kind === 'rejected' ? 'ok' : 'failing';
}

function warnOfSkew(log: Logger, beforeMs: number | null, nowMs: number | null): void {
  const isLarge = (skewMs: number | null) => Math.abs(skewMs ?? 0) > SKEW_TOLERATED_MS;
  if (!isLarge(nowMs) || isLarge(beforeMs)) return;
  log.warn({ payload: { skewMs: nowMs } }, 'FourJaw’s clock and the one of this machine differ by minutes');
}
