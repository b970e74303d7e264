/** What the notification module tells the world. Never an address or a secret: addresses of receivers can be secrets. */
import type { NewEvent } from '../../platform/outbox/index.ts';

type Happened =
  | 'created'
  | 'changed'
  | 'secret-rotated'
  | 'paused'
  | 'resumed'
  | 'deactivated'
  | 'replayed'
  | 'tested'
  | 'skipped'
  | 'deleted';

export function webhookEvent(
  happened: Happened,
  { id, name }: { readonly id: string; readonly name: string },
  more: Readonly<Record<string, unknown>> = {},
): NewEvent {
  return {
    type: `com.milldash.webhook.${happened}`,
    subject: `webhooks/${id}`,
    data: { webhook_id: id, name, ...more },
  };
}

export type SkipReason = 'pruned' | 'too-far-behind';

/** Events from the one behind `from` up to `to` do not go out by MQTT. @param relay whose broker is meant */
export function relaySkipped(relay: string, from: number, to: number, reason: SkipReason): NewEvent {
  return {
    type: 'com.milldash.event-relay.skipped',
    subject: `event-relays/${relay}`,
    data: { relay, from, to, reason },
  };
}
