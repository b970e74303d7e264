/**
 * The connection to FourJaw: polls, the wish to poll now, and how it stands.
 *
 * Requests of people are answered from what is stored; only polls and back-fills ask FourJaw.
 */
import type { Actor } from '../../kernel/access.ts';
import { DAY_MS, MINUTE_MS } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { formatInstant } from '../../kernel/instant.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import { type Job, makeDue, resultOf } from '../../platform/schedule/index.ts';
import type { Ingestion } from '../ingestion/index.ts';
import type { Machines } from '../machines/index.ts';
import { createAssetList } from './asset-list.ts';
import { isNamed } from './assets.rules.ts';
import { type BackfillProgress, type BackfillSummary, backfiller, backfillMachines } from './backfill.ts';
import { createFourJawClient, type FourJawClient } from './client/fourjaw-client.ts';
import type { Timing } from './client/timing.ts';
import { noteOutcome } from './connection-notes.ts';
import { announceBackfill, announceSyncRequest } from './events.ts';
import { findNamed, type NamedMachines } from './named-machines.ts';
import { idsToPoll, type PollDependencies, type PollOutcome, pollMachines } from './poller.ts';
import { changeState, countSyncRequest, listCursors, readState } from './state.repository.ts';
import { type FourJawStatus, readStatus } from './status.queries.ts';
import type { FourJawTables } from './tables.ts';

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
   * @throws fourjaw-off; unknown-machine, before anything is fetched; database-unavailable and the like
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
/** The next poll asks for a list that failed again. */
const POLLED_LIST_ATTEMPTS = 1;

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
    const assetList = createAssetList(settings, client, { store, machines, timing, log });
    const before = await readState(access());
    await changeState(access(), { poll_started_at: timing.wallMs() });
    // a list that fails may open the breaker: where it did so the machines come first
    const isListLast = before.assets_error !== null;
    const early = isListLast ? null : await assetList.sync(before, stop.signal, POLLED_LIST_ATTEMPTS);
    const outcome = await pollMachines(deps, stop.signal);
    const late = isListLast ? await assetList.sync(before, stop.signal, POLLED_LIST_ATTEMPTS) : null;
    await noteOutcome({ store, timing, log, client }, before, outcome, early ?? late);
    return outcome;
  }

  async function machinesToFill(
    given: FourJawSettings,
    asked: FourJawClient,
    named: readonly string[] | undefined,
    signal: AbortSignal,
  ): Promise<NamedMachines> {
    if (named !== undefined) return findNamed(named, { ...given, machines, client: asked }, signal);
    const assetList = createAssetList(given, asked, { store, machines, timing, log });
    await assetList.sync(await readState(access()), signal);
    return { ids: await idsToPoll(pollDependencies(given, asked)), unsure: new Map() };
  }

  async function backfill(options: BackfillOptions): Promise<BackfillSummary> {
    if (settings === undefined || client === undefined) throw notConfigured();
    const deps = pollDependencies(settings, client);
    const signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
    const range = { fromMs: options.fromMs, toMs: Math.min(options.toMs, timing.wallMs()) };
    const { ids: machineIds, unsure } = await machinesToFill(settings, client, options.machineIds, signal);
    const summary = await backfillMachines(deps, {
      machineIds,
      unsure,
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
          toMs === null || (assetIds !== undefined && !isNamed(id, assetIds))
            ? []
            : [[id, toMs + pollIntervalMs] as const],
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

function notConfigured(): DomainError {
  return new DomainError(
    'fourjaw-off',
    'FourJaw is not connected. Set FOURJAW_BASE_URL and FOURJAW_API_KEY and start MillDash again.',
  );
}
