/**
 * Work that runs by itself, once for all processes: a job is leased in the database, and whoever has the lease runs it.
 *
 * Who runs a job renews its lease; a process that dies leaves one that runs out soon. A job that fails is logged, and runs again at its next time. What
 * became of a run is kept with the lease, and is an event where there is something to tell: somebody asked for the run, it
 * did something, or it began or ceased to fail. Most runs of most jobs find nothing to do, some every ten seconds: events of
 * those would be most of the log.
 */
import { systemActor } from '../../kernel/access.ts';
import { type Clock, SECOND_MS } from '../../kernel/clock.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import { errorSummary, type Logger } from '../logging/index.ts';
import type { NewEvent, Store, Transaction } from '../outbox/index.ts';
import {
  endLease,
  type Holder,
  isLeased,
  isToCome,
  RENEW_EVERY_MS,
  type RunOutcome,
  readLeases,
  renewLease,
  takeLease,
} from './leases.ts';
import type { JobLeasesTable, ScheduleTables } from './tables.ts';

export interface Job {
  /** Unique; also the name of its lease. */
  readonly name: string;
  /** What it does, in a sentence for the person who looks after the installation. */
  readonly description: string;
  /** From one start to the next. */
  readonly everyMs: number;
  /** How long one run may take: its lease is renewed until then. After that others may start it too: it must bear that. */
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
  /** Default: {@link RENEW_EVERY_MS}. */
  readonly renewEveryMs?: number;
}

/** How often a process looks for due jobs: a job that somebody asked for begins within that. */
const LOOK_EVERY_MS = 2 * SECOND_MS;
/** Longer results and errors are cut. */
const TEXT_LENGTH_MAX = 500;

interface DueJob {
  readonly job: Job;
  /** Its lease as it was before; undefined for what has neither run nor been asked for. */
  readonly before: JobLeasesTable | undefined;
  /** Somebody waits for it. */
  readonly isAskedFor: boolean;
}

const accessOf = (source: Pick<Store | Transaction, 'access'>) => source.access<ScheduleTables>();

/** Whether others are told of a run that has ended. */
function isWorthTelling({ before, isAskedFor }: DueJob, { result, error }: RunOutcome): boolean {
  const hadFailed = (before?.last_error ?? null) !== null;
  return isAskedFor || result !== null || hadFailed !== (error !== null);
}

const eventOf = (name: string, step: 'started' | 'done' | 'failed'): NewEvent => ({
  type: `com.milldash.job.${step}`,
  subject: `jobs/${name}`,
  data: { name },
});

export function createSchedule({ store, clock, instance, ...parts }: ScheduleParts, jobs: readonly Job[]): Schedule {
  const log = parts.log.child({ module: 'schedule' });
  const { renewEveryMs = RENEW_EVERY_MS } = parts;
  const holder: Holder = { id: uuidv7(clock.now()), instance };
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<string[]> | undefined;
  let stopped = false;
  let inTrouble = false;
  /** Jobs whose lease may have been taken, as the database went away over the commit; with whether they were asked for. */
  const perhapsTaken = new Map<string, boolean>();

  /** Changes a lease; where that is told, the change and its event commit together. */
  async function change(
    told: NewEvent | undefined,
    work: (access: ReturnType<typeof accessOf>) => Promise<boolean>,
  ): Promise<boolean> {
    if (told === undefined) return work(accessOf(store));
    return store.transact(systemActor('schedule'), async (tx) => {
      const isChanged = await work(accessOf(tx));
      if (isChanged) tx.emit(told);
      return isChanged;
    });
  }

  /** Taken here, though nobody was told of it. */
  const isOwn = (lease: JobLeasesTable | undefined) => lease?.holder === holder.id && perhapsTaken.has(lease.job);

  async function take({ job, before, isAskedFor }: DueJob): Promise<boolean> {
    const requestedAt = before?.requested_at ?? null;
    perhapsTaken.set(job.name, isAskedFor);
    const isTaken = await change(requestedAt === null ? undefined : eventOf(job.name, 'started'), (access) =>
      takeLease(access, job, holder, clock.now(), requestedAt),
    );
    perhapsTaken.delete(job.name);
    return isTaken;
  }

  /** @returns ends it */
  function keepLease({ name, leaseMs }: Job): () => void {
    const untilMs = clock.now() + leaseMs;
    const timer = setInterval(() => {
      const nowMs = clock.now();
      if (nowMs >= untilMs) clearInterval(timer);
      // the next time may succeed; where none does in time another process goes on
      else
        renewLease(accessOf(store), name, holder, nowMs).catch((error: unknown) => {
          log.debug({ err: error }, `The lease of job '${name}' could not be renewed`);
        });
    }, renewEveryMs);
    timer.unref();
    return () => clearInterval(timer);
  }

  async function runOne(due: DueJob): Promise<void> {
    const { job } = due;
    const startedAt = performance.now();
    const outcomeOf = (result: string | null, error: string | null): RunOutcome => ({
      durationMs: Math.round(performance.now() - startedAt),
      result: result?.slice(0, TEXT_LENGTH_MAX) ?? null,
      error: error?.slice(0, TEXT_LENGTH_MAX) ?? null,
    });
    const endRenewing = keepLease(job);
    let outcome: RunOutcome;
    try {
      outcome = outcomeOf(await job.run(), null);
      const { durationMs, result } = outcome;
      const said = `Job '${job.name}' done in ${durationMs} ms: ${result ?? 'nothing to do'}`;
      log[result === null ? 'debug' : 'info']({ payload: { job: job.name, durationMs, result } }, said);
    } catch (error) {
      outcome = outcomeOf(null, errorSummary(error));
      const { durationMs } = outcome;
      log.error(
        { err: error, payload: { job: job.name, durationMs } },
        `Job '${job.name}' failed after ${durationMs} ms; it runs again at its next time`,
      );
    }
    endRenewing();
    const told = eventOf(job.name, outcome.error === null ? 'done' : 'failed');
    await change(isWorthTelling(due, outcome) ? told : undefined, (access) =>
      endLease(access, job.name, holder, clock.now(), outcome),
    );
  }

  /** Asked before any lease is tried: a look at which nothing is due writes nothing. */
  async function findDue(): Promise<readonly DueJob[]> {
    const leases = await readLeases(
      accessOf(store),
      jobs.map(({ name }) => name),
    );
    const nowMs = clock.now();
    return jobs
      .map((job): DueJob => {
        const before = leases.find((lease) => lease.job === job.name);
        const isRequested = (before?.requested_at ?? null) !== null;
        return { job, before, isAskedFor: isRequested || (isOwn(before) && perhapsTaken.get(job.name) === true) };
      })
      .filter(({ job: { everyMs }, before }) => {
        if (before === undefined || isOwn(before)) return true;
        return !isToCome(before.next_run_at, everyMs, nowMs) && !isLeased(before, nowMs);
      });
  }

  async function runAll(): Promise<string[]> {
    const ran: string[] = [];
    if (stopped) return ran;
    for (const due of await findDue()) {
      if (stopped || !(await take(due))) continue;
      await runOne(due);
      ran.push(due.job.name);
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
