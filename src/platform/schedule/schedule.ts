/**
 * Work that runs by itself, once for all processes: a job is leased in the database, and whoever has the lease runs it.
 *
 * A process that dies leaves a lease that runs out. A job that fails is logged, and runs again at its next time. What
 * became of a run is kept with the lease.
 */
import { type Clock, SECOND_MS } from '../../kernel/clock.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Logger } from '../logging/index.ts';
import type { Store } from '../outbox/index.ts';
import { endLease, type Holder, isToCome, type RunOutcome, readLeases, takeLease } from './leases.ts';
import type { ScheduleTables } from './tables.ts';

export interface Job {
  /** Unique; also the name of its lease. */
  readonly name: string;
  /** What it does, in a sentence for the person who looks after the installation. */
  readonly description: string;
  /** From one start to the next. */
  readonly everyMs: number;
  /** How long one run may take; after that another process may start it too, so it must bear that. */
  readonly leaseMs: number;
  /** @returns what it did, in a few words; null when there was nothing to do */
  readonly run: () => Promise<string | null>;
}

export interface Schedule {
  /** Looks for due jobs from now on. */
  start(): void;
  /** Runs what is due and not leased to another process, one after the other. Returns the names of the jobs that ran. */
  runDue(): Promise<string[]>;
  /** Starts no job any more and waits for the one that runs. */
  stop(): Promise<void>;
}

export interface ScheduleParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** What people call this process. */
  readonly instance: string;
}

/** How often a process looks for due jobs: a job that somebody asked for begins within that. */
const LOOK_EVERY_MS = 2 * SECOND_MS;
/** Longer results and errors are cut. */
const TEXT_LENGTH_MAX = 500;

export function createSchedule({ store, clock, instance, ...parts }: ScheduleParts, jobs: readonly Job[]): Schedule {
  const log = parts.log.child({ module: 'schedule' });
  const holder: Holder = { id: uuidv7(clock.now()), instance };
  const access = () => store.access<ScheduleTables>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<string[]> | undefined;
  let stopped = false;
  let inTrouble = false;

  async function runOne(job: Job): Promise<void> {
    const startedAt = performance.now();
    const outcomeOf = (result: string | null, error: string | null): RunOutcome => ({
      durationMs: Math.round(performance.now() - startedAt),
      result: result?.slice(0, TEXT_LENGTH_MAX) ?? null,
      error: error?.slice(0, TEXT_LENGTH_MAX) ?? null,
    });
    let outcome: RunOutcome;
    try {
      outcome = outcomeOf(await job.run(), null);
      const { durationMs, result } = outcome;
      const said = `Job '${job.name}' done in ${durationMs} ms: ${result ?? 'nothing to do'}`;
      log[result === null ? 'debug' : 'info']({ payload: { job: job.name, durationMs, result } }, said);
    } catch (error) {
      outcome = outcomeOf(null, String(error));
      const { durationMs } = outcome;
      log.error(
        { err: error, payload: { job: job.name, durationMs } },
        `Job '${job.name}' failed after ${durationMs} ms; it runs again at its next time`,
      );
    }
    await endLease(access(), job.name, holder, clock.now(), outcome);
  }

  /** Asked before any lease is tried: a look at which nothing is due writes nothing. */
  async function findDue(): Promise<readonly Job[]> {
    const leases = await readLeases(
      access(),
      jobs.map(({ name }) => name),
    );
    const nowMs = clock.now();
    return jobs.filter(({ name, everyMs, leaseMs }) => {
      const lease = leases.find(({ job }) => job === name);
      if (lease === undefined) return true;
      return !isToCome(lease.next_run_at, everyMs, nowMs) && !isToCome(lease.leased_until, leaseMs, nowMs);
    });
  }

  async function runAll(): Promise<string[]> {
    const ran: string[] = [];
    if (stopped) return ran;
    for (const job of await findDue()) {
      if (stopped || !(await takeLease(access(), job, holder, clock.now()))) continue;
      await runOne(job);
      ran.push(job.name);
    }
    return ran;
  }

  async function runDue(): Promise<string[]> {
    running ??= runAll().finally(() => {
      running = undefined;
    });
    return running;
  }

  /** Complains once until it goes well again. */
  async function look(): Promise<void> {
    try {
      await runDue();
      inTrouble = false;
    } catch (error) {
      if (!inTrouble) log.warn({ err: error }, 'The schedule could not look for due jobs; it is tried on');
      inTrouble = true;
    }
  }

  return {
    runDue,
    start() {
      if (timer !== undefined || stopped || jobs.length === 0) return;
      timer = setInterval(() => void look(), LOOK_EVERY_MS);
      timer.unref();
      void look();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running?.catch(() => {});
    },
  };
}
