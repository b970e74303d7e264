/**
 * Seats that processes of a group hold by leases: who dies leaves its seat.
 *
 * A lease is no time but a number that its holder changes with each look, and who looks waits by its own clock for it to
 * change: clocks of processes differ, and none need be right. A database that was away for all changed nothing either, so
 * the waiting begins anew when it is back.
 */
import { sql } from 'kysely';
import { type Clock, SECOND_MS } from '../../kernel/clock.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Store } from '../outbox/index.ts';
import type { JobLeasesTable, ScheduleTables } from './tables.ts';

export interface LeasedSeats {
  /** Nobody else has a seat sooner after its holder has last taken or kept it, unless it was left. */
  readonly leaseMs: number;
  /** Who wants to see that somebody has died looks every few seconds. */
  list(): Promise<{ number: number; isTaken: boolean }[]>;
  /** Takes it, makes it, or keeps it. False while another process has it: as {@link list} has seen it last. */
  take(number: number): Promise<boolean>;
  leave(number: number): Promise<void>;
  /** Only where this process holds it. */
  remove(number: number): Promise<void>;
}

/** How long a lease stands still before its holder is taken for dead: several looks. */
const SILENT_MS = 15 * SECOND_MS;
/** Who has not looked for so long cannot tell what stood still meanwhile. */
const GAP_MS = 10 * SECOND_MS;

interface Seen {
  readonly holder: string | null;
  readonly lease: number;
  readonly sinceMs: number;
}

/**
 * @param name unique among groups of seats, and among jobs
 * @param monotonicMs another one is for tests only
 */
export function createSeats(
  store: Store,
  clock: Clock,
  name: string,
  monotonicMs = () => performance.now(),
): LeasedSeats {
  const me = uuidv7(clock.now());
  const access = store.access<ScheduleTables>();
  const prefix = `${name}:`;
  const jobOf = (number: number) => prefix + number;
  let seen = new Map<number, Seen>();
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  const isFree = ({ holder, sinceMs }: Seen, nowMs: number) => holder === null || nowMs - sinceMs >= SILENT_MS;

  function look(rows: readonly Pick<JobLeasesTable, 'job' | 'holder' | 'leased_until'>[]): void {
    const nowMs = monotonicMs();
    const isGap = nowMs - lookedAtMs > GAP_MS;
    lookedAtMs = nowMs;
    const before = seen;
    seen = new Map(
      rows.map(({ job, holder, leased_until: lease }) => {
        const number = Number(job.slice(prefix.length));
        const known = before.get(number);
        const stoodStill = !isGap && known?.holder === holder && known.lease === lease;
        return [number, { holder, lease, sinceMs: stoodStill ? known.sinceMs : nowMs }];
      }),
    );
  }

  return {
    leaseMs: SILENT_MS,
    async list() {
      const rows = await access
        .selectFrom('job_leases')
        .select(['job', 'holder', 'leased_until'])
        .where(sql<boolean>`substr(job, 1, ${sql.lit(prefix.length)}) = ${prefix}`)
        .execute();
      look(rows);
      const nowMs = monotonicMs();
      return Array.from(seen, ([number, seat]) => ({ number, isTaken: !isFree(seat, nowMs) }));
    },
    async take(number) {
      const nowMs = clock.now();
      const known = seen.get(number);
      const freed = known !== undefined && isFree(known, monotonicMs()) ? known : undefined;
      const taken = await access
        .insertInto('job_leases')
        .values({ job: jobOf(number), holder: me, leased_until: nowMs, next_run_at: nowMs, last_started_at: nowMs })
        .onConflict((conflict) =>
          conflict
            .column('job')
            .doUpdateSet((eb) => ({
              holder: me,
              leased_until: sql<number>`${eb.ref('job_leases.leased_until')} + 1`,
              last_started_at: nowMs,
            }))
            .where((eb) => {
              const mine = eb('job_leases.holder', '=', me);
              if (freed === undefined) return mine;
              const asSeen = eb.and([
                eb('job_leases.holder', freed.holder === null ? 'is' : '=', freed.holder),
                eb('job_leases.leased_until', '=', freed.lease),
              ]);
              return eb.or([mine, asSeen]);
            }),
        )
        .returning('job')
        .executeTakeFirst();
      return taken !== undefined;
    },
    async leave(number) {
      await access
        .updateTable('job_leases')
        .set({ holder: null })
        .where('job', '=', jobOf(number))
        .where('holder', '=', me)
        .execute();
    },
    async remove(number) {
      await access.deleteFrom('job_leases').where('job', '=', jobOf(number)).where('holder', '=', me).execute();
    },
  };
}
