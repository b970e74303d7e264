/** The front door of the system: the factory's settings, its jobs, and the one that keeps the logs from growing for ever. */
import { type Clock, DAY_MS, HOUR_MS } from '../../kernel/clock.ts';
import type { Store } from '../../platform/outbox/index.ts';
import { type Job, resultOf } from '../../platform/schedule/index.ts';
import type { SettingDefinition, SettingsReader } from '../../platform/settings/index.ts';
import { auditRetentionDays, eventRetentionDays, pruneLogs } from './retention.ts';

export { systemEventTypes } from './event-types.ts';
export { jobRoutes } from './jobs.routes.ts';
export { createJobs, type Jobs } from './jobs.service.ts';
export { type Pruned, pruneLogs } from './retention.ts';
export { settingsRoutes } from './settings.routes.ts';
export { createSettings, type Setting, type Settings } from './settings.service.ts';
export { systemStateRoutes } from './system-state.routes.ts';
export { createSystemState } from './system-state.service.ts';

/** What this module itself lives by. */
export const systemSettings: readonly SettingDefinition[] = [eventRetentionDays, auditRetentionDays];

/** Daily. */
export function retentionJob(store: Store, settings: SettingsReader, clock: Clock): Job {
  return {
    name: 'retention',
    description: 'Removes events and audit entries that are older than the settings `retention.…` say.',
    everyMs: DAY_MS,
    leaseMs: HOUR_MS,
    async run() {
      const { events, auditEntries } = await pruneLogs(store, settings, clock);
      return resultOf({ 'events removed': events, 'audit entries removed': auditEntries });
    },
  };
}
