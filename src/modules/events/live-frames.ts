/** Frames that we send beside events: what became of a message, and how far a subscription is. */

import type { DomainError } from '../../kernel/errors.ts';
import { formatPosition } from '../../kernel/event-positions.ts';
import { formatInstant } from '../../kernel/instant.ts';

/** A subscription without a name of its own. */
export const MAIN = 'main';

export const frames = {
  ready: (signedIn: boolean) => frame({ type: 'ready', protocol: 'milldash.v1', signed_in: signedIn }),
  authenticated: (name: string) => frame({ type: 'authenticated', name }),
  subscribed: (subscription: string) => frame({ type: 'subscribed', subscription }),
  unsubscribed: (subscription: string) => frame({ type: 'unsubscribed', subscription }),
  /** Everything that was there has been sent. */
  live: (subscription: string, epoch: string, cursor: number) =>
    frame({ type: 'live', subscription, next_after: formatPosition(epoch, cursor) }),
  /** Nothing of what was passed over was for this subscription. */
  position: (subscription: string, epoch: string, cursor: number) =>
    frame({ type: 'position', subscription, next_after: formatPosition(epoch, cursor) }),
  pong: (nowMs: number) => frame({ type: 'pong', timestamp: formatInstant(nowMs) }),
  error: ({ code, message, members }: DomainError, subscription?: string) =>
    frame({
      ...members,
      type: 'error',
      code,
      detail: message,
      ...(subscription === undefined ? {} : { subscription }),
    }),
};

function frame(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
