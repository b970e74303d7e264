/** One attempt: an event signed and sent, and what came of it. Bounded in all, and for each host. */
import type { Clock } from '../../../kernel/clock.ts';
import { SECOND_MS } from '../../../kernel/clock.ts';
import { printable } from '../../../kernel/texts.ts';
import { AddressRefused, type Outbound, type OutboundAnswer } from '../../../platform/outbound/index.ts';
import type { EventsTable } from '../../../platform/outbox/index.ts';
import { eventToWire } from '../../events/index.ts';
import type { WebhookSecrets } from '../webhooks/webhook-secrets.ts';
import type { CallPolicy } from '../webhooks/webhooks.settings.ts';
import type { SealedWebhook } from '../webhooks/webhooks.types.ts';
import { type AttemptOutcome, retryAfterOf } from './retries.rules.ts';
import { signatureHeaders } from './signatures.ts';
import { createTurns } from './turns.ts';

export interface Attempted extends AttemptOutcome {
  /** When it began. */
  readonly at: number;
  readonly endedAt: number;
  readonly durationMs: number;
  /** The first bytes of the answer, with nothing in it that cannot be seen. */
  readonly responseStart: string | null;
  /** Why there is no answer, in a sentence; null where there is one. */
  readonly problem: string | null;
}

export interface Attempts {
  /** Never throws for what the receiver or the network does. @throws AttemptStopped when `signal` ends it */
  send(
    webhook: SealedWebhook,
    event: EventsTable,
    epoch: string,
    policy: CallPolicy,
    signal: AbortSignal,
  ): Promise<Attempted>;
}

/** MillDash stops: nobody knows whether the event has arrived, and it is sent again. */
export class AttemptStopped extends Error {}

export interface AttemptParts {
  readonly clock: Clock;
  readonly outbound: Outbound;
  readonly secrets: WebhookSecrets;
}

/** Characters of an answer, or of what the system says, that are kept. */
const TEXT_MAX = 1_024;

export function createAttempts({ clock, outbound, secrets }: AttemptParts): Attempts {
  const turns = createTurns();

  async function call(
    webhook: SealedWebhook,
    event: EventsTable,
    epoch: string,
    policy: CallPolicy,
    signal: AbortSignal,
  ): Promise<OutboundAnswer> {
    const url = new URL(webhook.url);
    if (url.protocol === 'http:' && !policy.allowHttp) {
      throw new AttemptRefused('The address begins with http:, and the setting webhooks.allow_http does not allow it');
    }
    const nowMs = clock.now();
    const keys = secrets.keysOf(webhook, nowMs);
    if (keys === undefined) {
      throw new AttemptRefused('The secret cannot be read, since SECRET_KEY is another than before. Rotate the secret');
    }
    const body = JSON.stringify(eventToWire(event, epoch));
    const message = { id: event.id, timestamp: Math.floor(nowMs / SECOND_MS), body };
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'MillDash',
      accept: '*/*',
      ...signatureHeaders(message, keys),
    };
    return outbound.post({ url, headers, body, signal, ...policy });
  }

  return {
    send: (webhook, event, epoch, policy, signal) =>
      turns.take(webhook.id, new URL(webhook.url).host, async () => {
        if (signal.aborted) throw new AttemptStopped();
        const at = clock.now();
        const startedAt = performance.now();
        // how long it took is no matter of clocks that are set
        const spent = () => ({ at, endedAt: clock.now(), durationMs: Math.round(performance.now() - startedAt) });
        try {
          const { status, headers, start } = await call(webhook, event, epoch, policy, signal);
          const retryAfterMs = retryAfterOf(status, [headers['retry-after']].flat()[0], clock.now());
          return { ...spent(), status, retryAfterMs, responseStart: kept(start), problem: null };
        } catch (error) {
          if (signal.aborted) throw new AttemptStopped();
          const problem = kept(problemOf(error, policy.limitMs));
          return { ...spent(), status: null, retryAfterMs: undefined, responseStart: null, problem };
        }
      }),
  };
}

class AttemptRefused extends Error {}

function kept(text: string): string {
  return printable(text).slice(0, TEXT_MAX);
}

function problemOf(error: unknown, limitMs: number): string {
  const refused = refusalIn(error);
  if (refused instanceof AddressRefused) return `${refused.message}: see the setting webhooks.private_networks`;
  if (refused !== undefined) return refused.message;
  const { name, code, message } = error as Error & { code?: string };
  if (name === 'TimeoutError') return `No answer within ${limitMs / SECOND_MS} s`;
  return code === undefined ? message : `${code}: ${message}`;
}

/** A connection that tries several addresses says what became of each. */
function refusalIn(error: unknown): Error | undefined {
  if (error instanceof AddressRefused || error instanceof AttemptRefused) return error;
  const { cause, errors = [] } = error as { cause?: unknown; errors?: readonly unknown[] };
  const inside = cause === undefined ? errors : [cause, ...errors];
  return inside.map(refusalIn).find((found) => found !== undefined);
}
