/**
 * Work that goes on all the time on one process of all: whoever holds the lease leads, and renews it while it works.
 *
 * A process that dies leaves a lease that runs out. For a moment two may believe that they lead (a process that stood
 * still and goes on): what they do must bear that.
 */
import { type Clock, SECOND_MS } from '../../kernel/clock.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Store } from '../outbox/index.ts';
import { CLOCKS_DIFFER_MS } from './leases.ts';
import type { ScheduleTables } from './tables.ts';

export interface Leadership {
  /**
   * Takes or renews the lease, and asks the database only where that is due. False while another process leads.
   * @param askedWithinMs default 5 s: so long ago the lease may have been asked for, and 15 s from then it lasts
   */
  holds(askedWithinMs?: number): Promise<boolean>;
  /** Lets another process lead at once. */
  release(): Promise<void>;
}

/** How long others wait for a process that has died. */
const LEASE_MS = 15 * SECOND_MS;
const ASKED_WITHIN_MS = 5 * SECOND_MS;

/** @param name unique among jobs and such work */
export function createLeadership(store: Store, clock: Clock, name: string): Leadership {
  const holder = uuidv7(clock.now());
  const access = store.access<ScheduleTables>();
  /** When the lease was asked for that this process has. */
  let askedAtMs = Number.NEGATIVE_INFINITY;

  return {
    async holds(askedWithinMs = ASKED_WITHIN_MS) {
      const nowMs = clock.now();
      // a clock that was put back must not make a lease longer
      if (nowMs >= askedAtMs && nowMs - askedAtMs < askedWithinMs) return true;
      const lease = { holder, leased_until: nowMs + LEASE_MS, next_run_at: nowMs, last_started_at: nowMs };
      const taken = await access
        .insertInto('job_leases')
        .values({ job: name, ...lease, last_finished_at: null, last_error: null })
        .onConflict((conflict) =>
          conflict
            .column('job')
            .doUpdateSet(lease)
            .where((eb) =>
              eb.or([
                eb('job_leases.holder', '=', holder),
                eb('job_leases.leased_until', '<=', nowMs),
                eb('job_leases.leased_until', '>', nowMs + LEASE_MS + CLOCKS_DIFFER_MS),
              ]),
            ),
        )
        .returning('job')
        .executeTakeFirst();
      askedAtMs = taken === undefined ? Number.NEGATIVE_INFINITY : nowMs;
      return taken !== undefined;
    },
    async release() {
      askedAtMs = Number.NEGATIVE_INFINITY;
      const nowMs = clock.now();
      await access
        .updateTable('job_leases')
        .set({ holder: null, leased_until: nowMs, last_finished_at: nowMs })
        .where('job', '=', name)
        .where('holder', '=', holder)
        .execute();
    },
  };
}
