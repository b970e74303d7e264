/**
 * Work that runs by itself, once for all processes: a job is leased in the database, and whoever has the lease runs it.
 *
 * A process that dies leaves a lease that runs out. A job that fails is logged, and runs again at its next time.
 */
import type { Clock } from '../../kernel/clock.ts';
import { MINUTE_MS } from '../../kernel/clock.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { TableAccess } from '../database/index.ts';
import type { Logger } from '../logging/index.ts';
import type { Store } from '../outbox/index.ts';
import type { ScheduleTables } from './tables.ts';

export interface Job {
  /** Unique; also the name of its lease. */
  readonly name: string;
  /** From one start to the next. */
  readonly everyMs: number;
  /** How long one run may take; after that another process may start it too, so it must bear that. */
  readonly leaseMs: number;
  readonly run: () => Promise<void>;
}

export interface Schedule {
  /** Looks for due jobs from now on. */
  start(): void;
  /** Runs what is due and not leased to another process, one after the other. Returns the names of the jobs that ran. */
  runDue(): Promise<string[]>;
  /** Starts no job any more and waits for the one that runs. */
  stop(): Promise<void>;
}

/** How often a process looks for due jobs. */
const LOOK_EVERY_MS = MINUTE_MS;

/** @param lookEveryMs how often it looks for due jobs */
export function createSchedule(
  store: Store,
  clock: Clock,
  parent: Logger,
  jobs: readonly Job[],
  lookEveryMs = LOOK_EVERY_MS,
): Schedule {
  const log = parent.child({ module: 'schedule' });
  const holder = uuidv7(clock.now());
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<string[]> | undefined;
  let stopped = false;

  async function runOne(job: Job): Promise<void> {
    const access = store.access<ScheduleTables>();
    const startedAt = performance.now();
    let problem: string | null = null;
    try {
      await job.run();
      log.debug(
        { payload: { job: job.name } },
        `Job '${job.name}' done in ${Math.round(performance.now() - startedAt)} ms`,
      );
    } catch (error) {
      problem = String(error).slice(0, 500);
      log.error({ err: error, payload: { job: job.name } }, `Job '${job.name}' failed; it runs again at its next time`);
    }
    await release(access, job, holder, clock.now(), problem);
  }

  async function runAll(): Promise<string[]> {
    const ran: string[] = [];
    for (const job of jobs) {
      if (stopped || !(await takeLease(store.access<ScheduleTables>(), job, holder, clock.now()))) continue;
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

  function look(): void {
    runDue().catch((error: unknown) => {
      log.warn({ err: error }, 'The schedule could not look for due jobs; it tries again at its next look');
    });
  }

  return {
    runDue,
    start() {
      if (timer !== undefined || stopped || jobs.length === 0) return;
      timer = setInterval(look, lookEveryMs);
      timer.unref();
      look();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running?.catch(() => {});
    },
  };
}

/**
 * Lets a job run at the next look, whoever has its lease then; one that is running runs again when it has ended. Commits
 * with the transaction whose access it is given.
 */
export async function makeDue(access: TableAccess<ScheduleTables>, job: string): Promise<void> {
  const due = { next_run_at: 0 };
  const free = { holder: null, leased_until: 0, last_started_at: null, last_finished_at: null, last_error: null };
  await access
    .insertInto('job_leases')
    .values({ job, ...free, ...due })
    .onConflict((conflict) => conflict.column('job').doUpdateSet(due))
    .execute();
}

/** True when the job is due and nobody else has it: decided by one conditional statement. */
async function takeLease(
  access: TableAccess<ScheduleTables>,
  job: Job,
  holder: string,
  nowMs: number,
): Promise<boolean> {
  const lease = {
    holder,
    leased_until: nowMs + job.leaseMs,
    next_run_at: nowMs + job.everyMs,
    last_started_at: nowMs,
  };
  const taken = await access
    .insertInto('job_leases')
    .values({ job: job.name, ...lease, last_finished_at: null, last_error: null })
    .onConflict((conflict) =>
      conflict
        .column('job')
        .doUpdateSet(lease)
        .where('job_leases.next_run_at', '<=', nowMs)
        .where('job_leases.leased_until', '<=', nowMs),
    )
    .returning('job')
    .executeTakeFirst();
  return taken !== undefined;
}

async function release(
  access: TableAccess<ScheduleTables>,
  job: Job,
  holder: string,
  nowMs: number,
  problem: string | null,
): Promise<void> {
  await access
    .updateTable('job_leases')
    .set({ holder: null, leased_until: nowMs, last_finished_at: nowMs, last_error: problem })
    .where('job', '=', job.name)
    .where('holder', '=', holder)
    .execute();
}
