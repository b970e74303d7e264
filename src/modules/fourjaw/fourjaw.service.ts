/**
 * The connection to FourJaw: polls, the wish to poll now, and how it stands.
 *
 * Requests of people are answered from what is stored; only polls and back-fills ask FourJaw.
 */
import type { Actor } from '../../kernel/access.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { formatInstant } from '../../kernel/instant.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import { type Job, makeDue, resultOf } from '../../platform/schedule/index.ts';
import type { Ingestion } from '../ingestion/index.ts';
import type { Machines } from '../machines/index.ts';
import { takeAssets } from './asset-sync.ts';
import { machinesOf } from './assets.rules.ts';
import { type BackfillProgress, type BackfillSummary, backfiller, backfillMachines } from './backfill.ts';
import { FourJawFailure } from './client/failures.ts';
import { createFourJawClient, type FourJawClient } from './client/fourjaw-client.ts';
import type { Timing } from './client/timing.ts';
import { announceBackfill, announceConnection, announceSyncRequest, type Connection } from './events.ts';
import { idsToPoll, type PollDependencies, type PollOutcome, poller, pollMachines } from './poller.ts';
import { changeState, countSyncRequest, listCursors, readState } from './state.repository.ts';
import { type FourJawStatus, readStatus } from './status.queries.ts';
import type { FourJawStateTable, FourJawTables } from './tables.ts';

export interface FourJawSettings {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** A secret. */
  readonly apiKey: string;
  readonly assetIds: readonly string[] | undefined;
  readonly machineLevel: string | undefined;
  readonly pollIntervalMs: number;
  readonly firstDays: number;
  readonly concurrency: number;
  readonly pageSize: number;
  readonly timeoutMs: number;
  readonly statusPeriodsPath: string;
  readonly assetsPath: string;
}

export interface FourJawDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly machines: Pick<
    Machines,
    | 'createMachine'
    | 'changeMachine'
    | 'findMachine'
    | 'listPlaces'
    | 'createPlace'
    | 'listAllMachines'
    | 'ensureMachines'
  >;
  readonly ingestion: Pick<Ingestion, 'recordToldPeriods' | 'findOpenSince'>;
  readonly timing: Timing;
}

export interface BackfillOptions {
  readonly fromMs: number;
  /** Excluded; what has not begun yet is never fetched. */
  readonly toMs: number;
  /** Absent: those that are polled. */
  readonly machineIds?: readonly string[];
  /** Stops between two windows; what was recorded stays. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BackfillProgress) => void;
}

export interface FourJaw {
  /** How the connection stands, as of the last poll; for an installation without one too. */
  readStatus(): Promise<FourJawStatus>;
  /**
   * Asks for a poll now: whichever process polls starts one within seconds, or when the running one has ended.
   * @throws fourjaw-off
   */
  requestSync(actor: Actor): Promise<FourJawStatus>;
  /** Fetches every machine once. Undefined where FourJaw is not configured. @throws database-unavailable and the like */
  poll(): Promise<PollOutcome | undefined>;
  /**
   * Fetches a range of the past. Never throws for what FourJaw does: the summary says how far it came, and why.
   * @throws fourjaw-off, database-unavailable and the like
   */
  backfill(options: BackfillOptions): Promise<BackfillSummary>;
  /**
   * Until when FourJaw's word holds for each machine that is fetched, and has been: with the time until it is asked again.
   * None where FourJaw is not configured.
   */
  listKnownUntil(): Promise<ReadonlyMap<string, number>>;
  /** The poll as a job; none where FourJaw is not configured. */
  jobs(): readonly Job[];
  /** Ends what is being fetched after the batch that is being recorded, and starts nothing any more. */
  close(): Promise<void>;
}

const JOB = 'fourjaw-poll';
/** Longer than a poll may take; two at once would do no harm. */
const LEASE_MS = 15 * MINUTE_MS;
const ASSETS_EVERY_MS = HOUR_MS;
/** The next poll asks for a list that failed again. */
const POLLED_LIST_ATTEMPTS = 1;
/** FourJaw's clock and ours may differ by so much without a word. */
const SKEW_TOLERATED_MS = 5 * MINUTE_MS;

/** @param settings undefined: FourJaw is not asked for anything */
export function createFourJawService(
  settings: FourJawSettings | undefined,
  dependencies: FourJawDependencies,
): FourJaw {
  const log = dependencies.log.child({ module: 'fourjaw' });
  const { store, machines, timing } = dependencies;
  const access = () => store.access<FourJawTables>();
  const stop = new AbortController();
  const client = settings === undefined ? undefined : createFourJawClient(settings, timing, log);
  const status = () => readStatus(access(), machines, settings, timing.wallMs());

  function pollDependencies(given: FourJawSettings, asked: FourJawClient): PollDependencies {
    const { assetIds, concurrency, pageSize, firstDays } = given;
    return { ...dependencies, log, client: asked, assetIds, concurrency, pageSize, firstMs: firstDays * DAY_MS };
  }

  async function poll(): Promise<PollOutcome | undefined> {
    if (settings === undefined || client === undefined || stop.signal.aborted) return undefined;
    const deps = pollDependencies(settings, client);
    const before = await readState(access());
    await changeState(access(), { poll_started_at: timing.wallMs() });
    // a list that fails may open the breaker: where it did so the machines come first
    const isListLast = before.assets_error !== null;
    const early = isListLast ? null : await syncAssets(settings, client, before, POLLED_LIST_ATTEMPTS);
    const outcome = await pollMachines(deps, stop.signal);
    const late = isListLast ? await syncAssets(settings, client, before, POLLED_LIST_ATTEMPTS) : null;
    await noteOutcome(client, before, outcome, early ?? late);
    return outcome;
  }

  /** Hourly, and when somebody asks for it; a list that fails keeps no machine from being fetched. */
  async function syncAssets(
    { machineLevel, assetIds }: FourJawSettings,
    asked: FourJawClient,
    before: FourJawStateTable,
    attempts?: number,
  ): Promise<FourJawFailure | null> {
    const isWanted = before.sync_requested > before.sync_served;
    if (!isWanted && timing.wallMs() - (before.assets_synced_at ?? 0) < ASSETS_EVERY_MS) return null;
    try {
      const assets = machinesOf(await asked.fetchAssets(stop.signal, attempts), machineLevel, assetIds);
      const made = await takeAssets(poller, machines, assets);
      if (made > 0) log.info({ payload: { made } }, `${made} machines made from FourJaw’s list of assets`);
      await changeState(access(), { assets_synced_at: timing.wallMs(), assets_error: null });
      return null;
    } catch (error) {
      if (!(error instanceof FourJawFailure)) throw error;
      if (before.assets_error !== error.message) log.warn({ err: error }, 'FourJaw’s list of assets could not be read');
      await changeState(access(), { assets_error: error.message });
      return error;
    }
  }

  async function noteOutcome(
    asked: FourJawClient,
    before: FourJawStateTable,
    outcome: PollOutcome,
    assets: FourJawFailure | null,
  ): Promise<void> {
    const nowMs = timing.wallMs();
    // without machines the list of assets is all that tells how FourJaw stands
    const failure = outcome.failure ?? (outcome.machines === 0 ? assets : null);
    const wait = asked.waitMs();
    const skewMs = asked.skewMs();
    await changeState(access(), {
      poll_finished_at: nowMs,
      sync_served: before.sync_requested,
      breaker: asked.breaker,
      breaker_until: wait > 0 ? nowMs + Math.ceil(wait) : null,
      clock_skew: skewMs,
      ...(failure === null ? { last_success_at: nowMs } : { last_error: failure.message, last_error_at: nowMs }),
    });
    if (failure?.kind !== 'stopped') await noteConnection(failure, outcome.fetched);
    warnOfSkew(before.clock_skew, skewMs);
    if (outcome.inserted + outcome.updated > 0) {
      log.debug({ payload: { ...outcome, failure: failure?.message ?? null } }, 'Status periods taken from FourJaw');
    }
  }

  async function noteConnection(failure: FourJawFailure | null, fetched: number): Promise<void> {
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

  function warnOfSkew(beforeMs: number | null, nowMs: number | null): void {
    const isLarge = (skewMs: number | null) => Math.abs(skewMs ?? 0) > SKEW_TOLERATED_MS;
    if (!isLarge(nowMs) || isLarge(beforeMs)) return;
    log.warn({ payload: { skewMs: nowMs } }, 'FourJaw’s clock and the one of this machine differ by minutes');
  }

  async function backfill(options: BackfillOptions): Promise<BackfillSummary> {
    if (settings === undefined || client === undefined) throw notConfigured();
    const deps = pollDependencies(settings, client);
    const signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
    if (options.machineIds === undefined) await syncAssets(settings, client, await readState(access()));
    const range = { fromMs: options.fromMs, toMs: Math.min(options.toMs, timing.wallMs()) };
    const machineIds = options.machineIds ?? (await idsToPoll(deps));
    const summary = await backfillMachines(deps, {
      machineIds,
      range,
      concurrency: settings.concurrency,
      signal,
      onProgress: options.onProgress,
    });
    const { inserted, updated, unchanged, refused, machines: count } = summary;
    const told = { inserted, updated, unchanged, refused, machines: count };
    const [start_time, end_time] = [formatInstant(range.fromMs), formatInstant(range.toMs)];
    if (summary.complete) {
      await store.transact(backfiller, async (tx) => announceBackfill(tx, { start_time, end_time, ...told }));
    }
    log.info({ payload: told }, `Back-fill from FourJaw ${summary.complete ? 'completed' : 'ended early'}`);
    return summary;
  }

  return {
    readStatus: status,
    backfill,
    async requestSync(actor) {
      if (settings === undefined) throw notConfigured();
      await store.transact(actor, async (tx) => {
        const request = await countSyncRequest(tx.access());
        await makeDue(tx.access(), JOB, tx.recordedAt);
        announceSyncRequest(tx, request);
      });
      log.info(`FourJaw is polled now, as '${actor.name}' asked for`);
      return status();
    },
    poll,
    async listKnownUntil() {
      if (settings === undefined) return new Map();
      const { assetIds, pollIntervalMs } = settings;
      const cursors = await listCursors(access());
      return new Map(
        cursors.flatMap(({ machine_id: id, fetched_to: toMs }) =>
          // of what is not fetched any more FourJaw says nothing, and something else may
          toMs === null || assetIds?.includes(id) === false ? [] : [[id, toMs + pollIntervalMs] as const],
        ),
      );
    },
    jobs() {
      if (settings === undefined) return [];
      return [
        {
          name: JOB,
          description: 'Fetches status periods of every machine from FourJaw, and once an hour its list of assets.',
          everyMs: settings.pollIntervalMs,
          leaseMs: LEASE_MS,
          async run() {
            const outcome = await poll();
            return outcome === undefined ? null : resultOfPoll(outcome);
          },
        },
      ];
    },
    async close() {
      stop.abort();
      await client?.close();
    },
  };
}

/** What failed is told once by the connection's own events and status, not by every poll of a long outage. */
function resultOfPoll({ inserted, updated }: PollOutcome): string | null {
  return resultOf({ 'periods recorded': inserted, 'periods changed': updated });
}

function connectionOf(failure: FourJawFailure | null, fetched: number): Connection {
  if (failure === null) return 'ok';
  if (failure.kind === 'key-refused') return 'key-refused';
  // one machine that FourJaw does not know is no broken connection
  return fetched > 0 && failure.kind === 'rejected' ? 'ok' : 'failing';
}

function notConfigured(): DomainError {
  return new DomainError(
    'fourjaw-off',
    'FourJaw is not connected. Set FOURJAW_BASE_URL and FOURJAW_API_KEY and start MillDash again.',
  );
}
