/** Sends e-mail on one process of all: looks every few seconds, and soon after each commit of its own process. */
import { type Clock, SECOND_MS } from '../../../kernel/clock.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { createLeadership, createLookout } from '../../../platform/schedule/index.ts';
import type { CollectMail } from './mail-collector.ts';
import type { MailSender } from './mail-sender.ts';

export interface MailDispatcher {
  /** Looks for what is due from now on. */
  start(): void;
  /** Sends what is due now. Does nothing where another process does it. */
  sendDue(): Promise<void>;
  /** Begins no message any more, waits for the one under way, and lets another process go on. */
  stop(): Promise<void>;
}

export interface MailDispatcherParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly collect: CollectMail;
  readonly sender: MailSender;
}

const LOOK_EVERY_MS = 5 * SECOND_MS;
const AFTER_COMMIT_MS = SECOND_MS;
/** Else another process would take the lease, and send what is under way once more. */
const RENEW_EVERY_MS = 5 * SECOND_MS;
/** How long the message under way may take when MillDash stops; one that is cut is sent again. */
const STOP_GRACE_MS = 2 * SECOND_MS;

export function createMailDispatcher({ store, clock, log, collect, sender }: MailDispatcherParts): MailDispatcher {
  const leadership = createLeadership(store, clock, 'mail');
  let stopped = false;

  async function look(): Promise<void> {
    if (stopped || !(await leadership.holds())) return;
    // one message may take a slow server longer than the lease lasts
    const renewing = setInterval(() => {
      if (!stopped) void leadership.holds().catch(() => {});
    }, RENEW_EVERY_MS).unref();
    try {
      await collect();
      await sender.sendDue(async () => !stopped && (await leadership.holds()));
    } finally {
      clearInterval(renewing);
    }
  }

  const lookout = createLookout({
    look,
    everyMs: LOOK_EVERY_MS,
    afterCommitMs: AFTER_COMMIT_MS,
    onCommitted: store.onCommitted,
    onTrouble: (error) => log.error({ err: error }, 'E-mail could not be looked after; it is tried on'),
  });

  return {
    start: lookout.start,
    sendDue: lookout.lookOnce,
    async stop() {
      stopped = true;
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const grace = setTimeout(resolve, STOP_GRACE_MS);
      await Promise.race([lookout.stop(), late]);
      clearTimeout(grace);
      if (!lookout.hasStarted) return;
      await leadership.release().catch((error: unknown) => {
        log.warn({ err: error }, 'Another process takes over e-mail a little later: the lease could not be given back');
      });
    },
  };
}
