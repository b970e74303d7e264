/** The front door of the system: the factory's settings, and the work that keeps the logs from growing for ever. */
import { type Clock, DAY_MS, HOUR_MS } from '../../kernel/clock.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import type { Job } from '../../platform/schedule/index.ts';
import type { SettingDefinition, SettingsReader } from '../../platform/settings/index.ts';
import { auditRetentionDays, eventRetentionDays, pruneLogs } from './retention.ts';

export { type Pruned, pruneLogs } from './retention.ts';
export { settingsRoutes } from './settings.routes.ts';
export { createSettings, type Setting, type Settings } from './settings.service.ts';

/** What this module itself lives by. */
export const systemSettings: readonly SettingDefinition[] = [eventRetentionDays, auditRetentionDays];

/** Daily. */
export function retentionJob(store: Store, settings: SettingsReader, clock: Clock, log: Logger): Job {
  const own = log.child({ module: 'retention' });
  return {
    name: 'retention',
    everyMs: DAY_MS,
    leaseMs: HOUR_MS,
    run: async () => void (await pruneLogs(store, settings, clock, own)),
  };
}
