/** Signatures as Standard Webhooks has them: `v1,` and HMAC-SHA-256 over id, time and body, in base64. */
import { createHmac } from 'node:crypto';

export interface SignedMessage {
  /** The event's: it stays the same however often the event is sent. */
  readonly id: string;
  /** Unix seconds of this attempt. */
  readonly timestamp: number;
  readonly body: string;
}

/** @param keys each signs; the receiver takes any of them */
export function signatureHeaders(message: SignedMessage, keys: readonly Buffer[]): Record<string, string> {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': keys.map((key) => signatureOf(message, key)).join(' '),
  };
}

function signatureOf({ id, timestamp, body }: SignedMessage, key: Buffer): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
