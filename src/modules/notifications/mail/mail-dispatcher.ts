/** Sends e-mail on one process of all: looks every few seconds, and soon after each commit of its own process. */
import { type Clock, SECOND_MS } from '../../../kernel/clock.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { createLeadership } from '../../../platform/schedule/index.ts';
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
/** How long the message under way may take when MillDash stops; one that is cut is sent again. */
const STOP_GRACE_MS = 2 * SECOND_MS;

export function createMailDispatcher({ store, clock, log, collect, sender }: MailDispatcherParts): MailDispatcher {
  const leadership = createLeadership(store, clock, 'mail');
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Timeout | undefined;
  let stopListening = (): void => {};
  let stopped = false;
  let inTrouble = false;

  async function look(): Promise<void> {
    if (stopped || !(await leadership.holds())) return;
    await collect();
    await sender.sendDue(() => stopped);
  }

  async function lookOnce(): Promise<void> {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    await looking;
    inTrouble = false;
  }

  /** Complains once until it goes well again. */
  function lookNow(): void {
    lookOnce().catch((error: unknown) => {
      if (!inTrouble) log.error({ err: error }, 'E-mail could not be looked after; it is tried on');
      inTrouble = true;
    });
  }

  function lookSoon(): void {
    if (soon !== undefined || stopped) return;
    soon = setTimeout(() => {
      soon = undefined;
      lookNow();
    }, AFTER_COMMIT_MS).unref();
  }

  return {
    start() {
      if (timer !== undefined || stopped) return;
      timer = setInterval(lookNow, LOOK_EVERY_MS).unref();
      stopListening = store.onCommitted(lookSoon);
      lookNow();
    },
    sendDue: lookOnce,
    async stop() {
      stopped = true;
      stopListening();
      clearInterval(timer);
      clearTimeout(soon);
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const grace = setTimeout(resolve, STOP_GRACE_MS);
      await Promise.race([looking?.catch(() => {}), late]);
      clearTimeout(grace);
      if (timer === undefined) return;
      await leadership.release().catch((error: unknown) => {
        log.warn({ err: error }, 'Another process takes over e-mail a little later: the lease could not be given back');
      });
    },
  };
}
