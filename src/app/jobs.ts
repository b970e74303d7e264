/** What runs by itself beside the requests. */
import { systemActor } from '../kernel/access.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../kernel/clock.ts';
import { countsOfDeeds } from '../modules/maintenance/index.ts';
import { shiftReportJobs } from '../modules/shift-reports/index.ts';
import { retentionJob } from '../modules/system/index.ts';
import { pruneIdempotencyKeys } from '../platform/outbox/index.ts';
import { pruneRealtimeTickets } from '../platform/realtime/index.ts';
import { type Job, resultOf } from '../platform/schedule/index.ts';
import type { Services } from '../services.ts';

/** Each job runs in one process of all; what is in one list runs one after the other. */
export function schedulesOf(services: Services): readonly (readonly Job[])[] {
  // by themselves: an outside service that hangs must not hold up what else there is to do, nor a long job an alert
  return [jobsOf(services), services.fourjaw.jobs(), [watchingOf(services)], shiftReportJobs(services.shiftReports)];
}

/** How long sources have to tell what happened while MillDash did not run, before anything is done about it. */
const START_GRACE_MS = 2 * MINUTE_MS;

function watchingOf({ maintenance, clock }: Services): Job {
  const startedAt = clock.now();
  return {
    name: 'watch-stops',
    description: 'Acts by the rules on stops while machines stand: opens tickets and tells of long stops.',
    everyMs: 10 * SECOND_MS,
    leaseMs: MINUTE_MS,
    async run() {
      if (clock.now() - startedAt < START_GRACE_MS) return null;
      return resultOf(countsOfDeeds(await maintenance.stopWatch.look()));
    },
  };
}

function jobsOf(services: Services): readonly Job[] {
  const { store, settings, clock, timeline, users, machineFiles, images, maintenance } = services;
  const { notifications, deadLetters, telemetry } = services;
  return [
    retentionJob(store, settings, clock),
    {
      name: 'sweep-files',
      description: 'Removes files that belong to no machine: their upload broke off, or their row was removed.',
      everyMs: DAY_MS,
      leaseMs: HOUR_MS,
      run: async () => resultOf({ 'files removed': await machineFiles.sweepFiles() }),
    },
    {
      name: 'prune-dead-letters',
      description: 'Removes dead letters that are older, or more, than the settings `dead_letters.…` say.',
      everyMs: DAY_MS,
      leaseMs: HOUR_MS,
      run: async () => resultOf({ 'dead letters removed': await deadLetters.prune() }),
    },
    {
      name: 'prune-telemetry',
      description: 'Removes numbers of machines that are older than `telemetry.days`.',
      everyMs: HOUR_MS,
      leaseMs: HOUR_MS,
      run: async () => resultOf({ 'samples removed': await telemetry.prune() }),
    },
    {
      name: 'sweep-images',
      description: 'Removes files that belong to no picture, and marks pictures whose file is not there.',
      everyMs: DAY_MS,
      leaseMs: HOUR_MS,
      async run() {
        const { removedFiles, lost, found } = await images.sweep();
        return resultOf({ 'files removed': removedFiles, 'pictures lost': lost.length, 'pictures back': found.length });
      },
    },
    {
      name: 'rebuild-sums',
      description: 'Rebuilds the sums of machines whose shift calendar was changed.',
      everyMs: MINUTE_MS / 2,
      leaseMs: HOUR_MS,
      run: async () => resultOf({ 'months rebuilt': await timeline.rebuildStale(systemActor('rebuild-sums')) }),
    },
    {
      name: 'open-plan-tickets',
      description: 'Opens the tickets of maintenance plans that have become due.',
      everyMs: MINUTE_MS,
      leaseMs: HOUR_MS / 4,
      run: async () => resultOf({ 'tickets opened': await maintenance.plans.openDueTickets() }),
    },
    {
      name: 'prune-webhook-deliveries',
      description: 'Removes ended deliveries of webhooks that are older, or more, than are kept.',
      everyMs: HOUR_MS,
      leaseMs: HOUR_MS / 4,
      run: async () => resultOf({ 'deliveries removed': await notifications.prune() }),
    },
    {
      name: 'prune-mails',
      description: 'Removes e-mail that was sent, or could not be, longer ago than it is kept.',
      everyMs: HOUR_MS,
      leaseMs: HOUR_MS / 4,
      run: async () => resultOf({ 'mails removed': await notifications.pruneMails() }),
    },
    {
      name: 'prune-sign-ins',
      description: 'Removes sessions, one-time links and refused sign-ins that ended long ago.',
      everyMs: HOUR_MS,
      leaseMs: HOUR_MS / 4,
      run: async () => resultOf({ 'entries removed': await users.prune() }),
    },
    {
      name: 'prune-realtime-tickets',
      description: 'Removes tickets for live connections that nobody used in time.',
      everyMs: 5 * MINUTE_MS,
      leaseMs: HOUR_MS / 4,
      run: async () => resultOf({ 'tickets removed': await pruneRealtimeTickets(store, clock.now()) }),
    },
    {
      name: 'prune-idempotency-keys',
      description: 'Removes remembered answers of requests that can no longer be repeated.',
      everyMs: HOUR_MS,
      leaseMs: HOUR_MS / 4,
      run: async () => resultOf({ 'answers removed': await pruneIdempotencyKeys(store, clock.now()) }),
    },
  ];
}
