/**
 * Tells the log once when the receiver of a webhook begins to fail, and once when it takes events again; each attempt is
 * in the log of deliveries. One event that is refused while others are taken is told when it comes first, and not again
 * each time it is tried. A process that starts while a receiver is down tells of it anew.
 */
import type { Logger } from '../../../platform/logging/index.ts';
import { originOf } from '../webhooks/webhook-urls.rules.ts';
import type { SealedWebhook } from '../webhooks/webhooks.types.ts';
import type { Attempted } from './attempt.ts';
import { FAILURES_UNTIL_HELD } from './retries.rules.ts';

export interface ReceiverNews {
  /**
   * @param webhook as it was before this attempt
   * @param attempts of this event, with this one
   * @param failures in a row, of all events, with this one
   */
  failed(webhook: SealedWebhook, attempted: Attempted, attempts: number, failures: number): void;
  /** @param webhook as it was before this delivery */
  delivered(webhook: SealedWebhook): void;
  /** Nothing is sent to it any more, and somebody else tells why. */
  ended(webhook: SealedWebhook): void;
}

export function createReceiverNews(log: Logger): ReceiverNews {
  /** Webhooks whose receivers have been told to fail. */
  const failing = new Set<string>();
  return {
    failed(webhook, { status, problem }, attempts, failures) {
      // somebody has begun anew with it, or another process has brought it events since
      if (webhook.failures === 0) failing.delete(webhook.id);
      const isNews = attempts === 1 || failures >= FAILURES_UNTIL_HELD;
      if (!isNews || failing.has(webhook.id)) return;
      failing.add(webhook.id);
      // the path of many receivers is a secret
      const receiver = originOf(webhook.url);
      const why = problem ?? `it answered ${status}`;
      const payload = { webhookId: webhook.id, receiver, status, problem };
      log.warn(
        { payload },
        `The receiver of webhook '${webhook.name}' does not take events: ${why}. They are tried again`,
      );
    },
    delivered(webhook) {
      const wasTold = failing.delete(webhook.id);
      if (!wasTold && webhook.failures < FAILURES_UNTIL_HELD) return;
      log.info({ payload: { webhookId: webhook.id } }, `The receiver of webhook '${webhook.name}' takes events again`);
    },
    ended: ({ id }) => void failing.delete(id),
  };
}
