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
