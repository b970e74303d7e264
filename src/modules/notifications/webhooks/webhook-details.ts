/** What people say of a webhook: what a change changes, whether its address can be called, and what the audit may keep. */
import type { Actor } from '../../../kernel/access.ts';
import { createHostGuard } from '../../../platform/outbound/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import { originOf, requireWebhookUrl } from './webhook-urls.rules.ts';
import { readCallPolicy } from './webhooks.settings.ts';
import type { WebhookDetails } from './webhooks.types.ts';

export const noFilters = { types: [], machineIds: [], peopleEvents: false } as const;

/** Of a webhook that begins again: what failed before does not count against it. */
export const fresh = {
  state: 'active',
  stopped_because: null,
  failures: 0,
  failing_since: null,
  held_until: null,
} as const;

export function detailsOf({ name, url, types, machineIds, peopleEvents }: WebhookDetails): WebhookDetails {
  return { name, url, types, machineIds, peopleEvents };
}

export function changedOf(before: WebhookDetails, after: WebhookDetails): (keyof WebhookDetails)[] {
  const names = Object.keys(before) as (keyof WebhookDetails)[];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** Of the address only its origin: the rest can be a secret of the receiver. */
export function auditOf({ name, url, types, machineIds, peopleEvents }: WebhookDetails): Record<string, unknown> {
  return { name, url: originOf(url), types, machine_ids: machineIds, people_events: peopleEvents };
}

export function peopleBy(actor: Actor, { peopleEvents }: WebhookDetails): number | null {
  return peopleEvents ? Number(actor.id) : null;
}

/** The URL as it is kept. @throws webhook-url-refused, by the settings as they are now */
export async function requireCallable(url: string, settings: SettingsReader): Promise<string> {
  const { allowHttp, allowedNetworks } = await readCallPolicy(settings);
  return requireWebhookUrl(url, { allowHttp, mayCall: createHostGuard(allowedNetworks) });
}
