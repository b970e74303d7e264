/** What runs by itself beside the requests. */
import { systemActor } from '../kernel/access.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/clock.ts';
import { retentionJob } from '../modules/system/index.ts';
import { pruneIdempotencyKeys } from '../platform/outbox/index.ts';
import { pruneRealtimeTickets } from '../platform/realtime/index.ts';
import type { Job } from '../platform/schedule/index.ts';
import type { Services } from '../services.ts';

/** Each in one process of all. */
export function jobsOf(services: Services): readonly Job[] {
  const { store, settings, clock, log, timeline, users, machineFiles, images, maintenance } = services;
  const { notifications, deadLetters } = services;
  return [
    retentionJob(store, settings, clock, log),
    {
      name: 'sweep-files',
      everyMs: DAY_MS,
      leaseMs: HOUR_MS,
      run: async () => void (await machineFiles.sweepFiles()),
    },
    {
      name: 'prune-dead-letters',
      everyMs: DAY_MS,
      leaseMs: HOUR_MS,
      run: async () => void (await deadLetters.prune()),
    },
    { name: 'sweep-images', everyMs: DAY_MS, leaseMs: HOUR_MS, run: async () => void (await images.sweep()) },
    {
      name: 'rebuild-sums',
      everyMs: MINUTE_MS / 2,
      leaseMs: HOUR_MS,
      run: async () => void (await timeline.rebuildStale(systemActor('rebuild-sums'))),
    },
    {
      name: 'open-plan-tickets',
      everyMs: MINUTE_MS,
      leaseMs: HOUR_MS / 4,
      run: async () => void (await maintenance.plans.openDueTickets()),
    },
    {
      name: 'prune-webhook-deliveries',
      everyMs: HOUR_MS,
      leaseMs: HOUR_MS / 4,
      run: async () => void (await notifications.prune()),
    },
    { name: 'prune-sign-ins', everyMs: HOUR_MS, leaseMs: HOUR_MS / 4, run: users.prune },
    {
      name: 'prune-realtime-tickets',
      everyMs: 5 * MINUTE_MS,
      leaseMs: HOUR_MS / 4,
      run: async () => pruneRealtimeTickets(store, clock.now()),
    },
    {
      name: 'prune-idempotency-keys',
      everyMs: HOUR_MS,
      leaseMs: HOUR_MS / 4,
      run: async () => void (await pruneIdempotencyKeys(store, clock.now())),
    },
  ];
}
