/** Seats that processes of a group hold by leases: who dies leaves its seat when the lease has run out. */
import { sql } from 'kysely';
import type { Clock } from '../../kernel/clock.ts';
import type { Store } from '../outbox/index.ts';
import { createLeadership, type Leadership, leaseIsHeld } from './leadership.ts';
import type { ScheduleTables } from './tables.ts';

export interface LeasedSeats {
  list(): Promise<{ number: number; isTaken: boolean }[]>;
  /** Takes or renews it. False while another process has it. */
  take(number: number): Promise<boolean>;
  leave(number: number): Promise<void>;
  /** Only where this process holds it. */
  remove(number: number): Promise<void>;
}

/** @param name unique among groups of seats, and among jobs */
export function createSeats(store: Store, clock: Clock, name: string): LeasedSeats {
  const access = store.access<ScheduleTables>();
  const prefix = `${name}:`;
  const held = new Map<number, Leadership>();

  return {
    async list() {
      const rows = await access
        .selectFrom('job_leases')
        .select(['job', 'leased_until'])
        .where(sql<boolean>`substr(job, 1, ${sql.lit(prefix.length)}) = ${prefix}`)
        .execute();
      const nowMs = clock.now();
      return rows.map(({ job, leased_until }) => ({
        number: Number(job.slice(prefix.length)),
        isTaken: leaseIsHeld(leased_until, nowMs),
      }));
    },
    async take(number) {
      const leadership = held.get(number) ?? createLeadership(store, clock, prefix + number);
      held.set(number, leadership);
      return leadership.holds();
    },
    async leave(number) {
      await held.get(number)?.release();
      held.delete(number);
    },
    async remove(number) {
      await held.get(number)?.remove();
      held.delete(number);
    },
  };
}
