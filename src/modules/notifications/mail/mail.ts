/** Everything about e-mail, as one thing. */
import type { Clock } from '../../../kernel/clock.ts';
import { DAY_MS } from '../../../kernel/clock.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { createMailer, type Mailer, type MailServer } from '../../../platform/mail/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { EventReads } from '../../events/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Accounts, People } from '../../users/index.ts';
import { createMailService, type MailService } from './mail.service.ts';
import { mailLogDays } from './mail.settings.ts';
import { createMailCollector } from './mail-collector.ts';
import { createMailDispatcher, type MailDispatcher } from './mail-dispatcher.ts';
import { createMailLog, type MailLog } from './mail-log.service.ts';
import { createMailSender } from './mail-sender.ts';
import { deleteEndedMails } from './mails.repository.ts';

export interface MailDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly events: EventReads;
  readonly users: Pick<Accounts, 'getUser'> & Pick<People, 'listAddressees'>;
  readonly machines: Pick<Machines, 'findMachine'>;
  /** IANA name of the factory's. */
  readonly zone: string;
  /** Undefined: nobody is sent e-mail. */
  readonly mailServer: MailServer | undefined;
  /** 0 to 1, for the jitter of pauses. */
  readonly random: () => number;
}

export interface MailParts {
  readonly mail: MailService;
  readonly mailLog: MailLog;
  /** Undefined where nobody is sent e-mail. */
  readonly mailDispatcher: MailDispatcher | undefined;
  /** Removes what ended longer ago than it is kept. Returns how many. */
  pruneMails(): Promise<number>;
}

/** Rows that one statement removes. */
const CHUNK = 1_000;

export function createMail(dependencies: MailDependencies): MailParts {
  const { store, clock, settings, mailServer } = dependencies;
  const log = dependencies.log.child({ module: 'mail' });
  const mailer = mailServer === undefined ? undefined : createMailer(mailServer);
  return {
    mail: createMailService({ ...dependencies, log, mailer }),
    mailLog: createMailLog({ store, log }),
    mailDispatcher:
      mailer === undefined || mailServer === undefined ? undefined : dispatcherOf(mailer, mailServer.from),
    async pruneMails() {
      const beforeMs = clock.now() - (await settings.valueOf(mailLogDays)) * DAY_MS;
      let total = 0;
      for (;;) {
        const removed = await deleteEndedMails(store.access(), beforeMs, CHUNK);
        total += removed;
        if (removed < CHUNK) return total;
      }
    },
  };

  function dispatcherOf(working: Mailer, from: string): MailDispatcher {
    return createMailDispatcher({
      store,
      clock,
      log,
      collect: createMailCollector({ ...dependencies, log }),
      sender: createMailSender({ ...dependencies, log, mailer: working, from }),
    });
  }
}
