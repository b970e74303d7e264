/** What the factory can set about its webhooks. */
import { Type } from 'typebox';
import { DAY_MS, SECOND_MS } from '../../../kernel/clock.ts';
import { defineSetting, type SettingDefinition, type SettingsReader } from '../../../platform/settings/index.ts';

export const allowHttp = defineSetting({
  key: 'webhooks.allow_http',
  schema: Type.Boolean(),
  default: false,
  description:
    'Whether webhooks may have addresses with http: what they send can then be read on the way. A signature still shows whether it was changed.',
});

/** What only looks like one would be passed over in silence. Of IPv6 the form of the address is not looked at. */
const BYTE = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const NETWORK_4 = `${BYTE}(?:\\.${BYTE}){3}(?:/(?:3[0-2]|[12]?[0-9]))?`;
const NETWORK_6 = '[0-9a-fA-F.]*:[0-9a-fA-F:.]*(?:/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9]))?';

export const privateNetworks = defineSetting({
  key: 'webhooks.private_networks',
  schema: Type.Array(
    Type.String({
      maxLength: 50,
      pattern: `^(?:${NETWORK_4}|${NETWORK_6})$`,
      errorMessage: 'must be an address or a network such as 192.168.10.0/24 or fd12::/64',
    }),
    { maxItems: 50, uniqueItems: true },
  ),
  default: [],
  description:
    'Networks inside the factory that webhooks may call. Without them only public addresses are called, so that nobody reaches through MillDash what only MillDash can reach.',
});

export const timeoutSeconds = defineSetting({
  key: 'webhooks.timeout_seconds',
  schema: Type.Integer({ minimum: 1, maximum: 30 }),
  default: 10,
  unit: 'seconds',
  description: 'How long a receiver may take to answer; what takes longer is tried again.',
});

export const deactivateAfterDays = defineSetting({
  key: 'webhooks.deactivate_after_days',
  schema: Type.Integer({ minimum: 1, maximum: 90 }),
  default: 3,
  unit: 'days',
  description: 'A webhook that has failed for so long without a single success is deactivated.',
});

/** Entries of the log of one webhook. */
export const DELIVERIES_KEPT_EACH = 20_000;

export const logDays = defineSetting({
  key: 'webhooks.log_days',
  schema: Type.Integer({ minimum: 1, maximum: 365 }),
  default: 14,
  unit: 'days',
  description: 'How long the log of deliveries is kept, and at most 20,000 entries of each webhook.',
});

export const webhookSettings: readonly SettingDefinition[] = [
  allowHttp,
  privateNetworks,
  timeoutSeconds,
  deactivateAfterDays,
  logDays,
];

/** What calls go by. */
export interface CallPolicy {
  readonly allowHttp: boolean;
  readonly allowedNetworks: readonly string[];
  readonly limitMs: number;
  readonly patienceMs: number;
}

export async function readCallPolicy(settings: SettingsReader): Promise<CallPolicy> {
  const values = await settings.valuesOf({ allowHttp, privateNetworks, timeoutSeconds, deactivateAfterDays });
  return {
    allowHttp: values.allowHttp,
    allowedNetworks: values.privateNetworks,
    limitMs: values.timeoutSeconds * SECOND_MS,
    patienceMs: values.deactivateAfterDays * DAY_MS,
  };
}
