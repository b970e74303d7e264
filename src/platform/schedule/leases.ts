/**
 * The leases of jobs: each is taken, ended and asked for by one conditional statement, so that of any number of processes
 * one runs a job.
 */
import { MINUTE_MS, SECOND_MS } from '../../kernel/clock.ts';
import type { TableAccess } from '../database/index.ts';
import type { JobLeasesTable, ScheduleTables } from './tables.ts';

type Access = TableAccess<ScheduleTables>;

/** Who takes a lease. */
export interface Holder {
  /** Unique among processes. */
  readonly id: string;
  /** What people call the process. */
  readonly instance: string;
}

export interface RunOutcome {
  readonly durationMs: number;
  readonly result: string | null;
  readonly error: string | null;
}

/**
 * How far the clocks of processes may differ. What lies further ahead than anybody sets it was written by a clock that was
 * wrong, and is not waited for.
 */
export const CLOCKS_DIFFER_MS = MINUTE_MS;

/**
 * How long others wait for a process that has died at its work; one that lives renews its lease in time, be it that its clock
 * is behind theirs by as much as clocks may differ.
 */
const LEASE_MS = CLOCKS_DIFFER_MS + 30 * SECOND_MS;
export const RENEW_EVERY_MS = 10 * SECOND_MS;

/** Whether a time that is set to `aheadMs` from now at most is still to come. */
export function isToCome(timeMs: number, aheadMs: number, nowMs: number): boolean {
  return timeMs > nowMs && timeMs <= nowMs + aheadMs + CLOCKS_DIFFER_MS;
}

/** Whether somebody is at it. */
export function isLeased({ leased_until: until }: Pick<JobLeasesTable, 'leased_until'>, nowMs: number): boolean {
  return isToCome(until, LEASE_MS, nowMs);
}

const free = { holder: null, leased_until: 0 };

/** Of those jobs that have run, or were asked for, at least once. */
export async function readLeases(access: Access, jobs: readonly string[]): Promise<JobLeasesTable[]> {
  return access.selectFrom('job_leases').selectAll().where('job', 'in', jobs).execute();
}

/**
 * True when the job is due and nobody else has it, or its holder takes it again.
 *
 * @param requestedAt of its lease, as the caller has read it: a wish that came since then is not taken for the caller's
 */
export async function takeLease(
  access: Access,
  job: { readonly name: string; readonly everyMs: number },
  { id, instance }: Holder,
  nowMs: number,
  requestedAt: number | null,
): Promise<boolean> {
  const lease = {
    holder: id,
    instance,
    leased_until: nowMs + LEASE_MS,
    next_run_at: nowMs + job.everyMs,
    last_started_at: nowMs,
    requested_at: null,
    requested_by: null,
  };
  const taken = await access
    .insertInto('job_leases')
    .values({ job: job.name, ...lease })
    .onConflict((conflict) =>
      conflict
        .column('job')
        .doUpdateSet(lease)
        .where((eb) => {
          const isOver = (column: 'job_leases.next_run_at' | 'job_leases.leased_until', aheadMs: number) =>
            eb.or([eb(column, '<=', nowMs), eb(column, '>', nowMs + aheadMs + CLOCKS_DIFFER_MS)]);
          const isFree = eb.and([
            isOver('job_leases.next_run_at', job.everyMs),
            isOver('job_leases.leased_until', LEASE_MS),
            eb('job_leases.requested_at', requestedAt === null ? 'is' : '=', requestedAt),
          ]);
          return eb.or([eb('job_leases.holder', '=', id), isFree]);
        }),
    )
    .returning('job')
    .executeTakeFirst();
  return taken !== undefined;
}

/** Says that the holder is still at it; does nothing where another process has taken the lease meanwhile. */
export async function renewLease(access: Access, job: string, { id }: Holder, nowMs: number): Promise<void> {
  await access
    .updateTable('job_leases')
    .set({ leased_until: nowMs + LEASE_MS })
    .where('job', '=', job)
    .where('holder', '=', id)
    .execute();
}

/**
 * Does nothing where another process has taken the lease meanwhile: its run is the last one then.
 *
 * @returns whether the lease was still the holder's
 */
export async function endLease(
  access: Access,
  job: string,
  { id }: Holder,
  nowMs: number,
  { durationMs, result, error }: RunOutcome,
): Promise<boolean> {
  const outcome = { last_duration: durationMs, last_result: result, last_error: error };
  const ended = await access
    .updateTable('job_leases')
    .set({ holder: null, leased_until: nowMs, last_finished_at: nowMs, ...outcome })
    .where('job', '=', job)
    .where('holder', '=', id)
    .returning('job')
    .executeTakeFirst();
  return ended !== undefined;
}

/**
 * Lets a job run at the next look, whoever has its lease then; one that is running runs again when it has ended. Commits
 * with the transaction whose access it is given.
 */
export async function makeDue(access: Access, job: string, nowMs: number): Promise<void> {
  const due = { next_run_at: nowMs };
  await access
    .insertInto('job_leases')
    .values({ job, ...free, ...due })
    .onConflict((conflict) => conflict.column('job').doUpdateSet(due))
    .execute();
}

/**
 * {@link makeDue} on behalf of somebody, unless the job is running. Commits with the transaction whose access it is given.
 *
 * @returns the lease as it is then; undefined while the job runs
 */
export async function requestRun(
  access: Access,
  job: string,
  by: string,
  nowMs: number,
): Promise<JobLeasesTable | undefined> {
  const request = { next_run_at: nowMs, requested_at: nowMs, requested_by: by };
  return access
    .insertInto('job_leases')
    .values({ job, ...free, ...request })
    .onConflict((conflict) => conflict.column('job').doUpdateSet(request).where('job_leases.leased_until', '<=', nowMs))
    .returningAll()
    .executeTakeFirst();
}
