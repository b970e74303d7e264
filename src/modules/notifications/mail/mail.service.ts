/** What people choose to be sent, and a message to try whether e-mail works. */
import type { Actor } from '../../../kernel/access.ts';
import { type Clock, MINUTE_MS } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { uuidv7 } from '../../../kernel/ids.ts';
import { knownFor } from '../../../kernel/known-for.ts';
import { Slots } from '../../../kernel/slots.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Mailer } from '../../../platform/mail/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { type Accounts, requireEmail } from '../../users/index.ts';
import type { NotificationTables } from '../tables.ts';
import { choicesOf, type MailChoices, mailKinds } from './mail-kinds.rules.ts';
import { toHtml } from './mail-texts.rules.ts';
import { findChoicesOf, insertTried, saveChoices } from './mails.repository.ts';

/** A kind and what somebody wants of it; null: as their role has it. */
export type MailWishes = Partial<Record<keyof MailChoices, boolean | null>>;

export interface OwnNotifications {
  /** Whether MillDash sends e-mail at all. */
  readonly isOn: boolean;
  readonly email: string;
  readonly choices: MailChoices;
}

export interface TestedMail {
  readonly to: string;
  readonly isTaken: boolean;
  readonly problem: string | null;
}

export interface MailService {
  /** Of the account itself. @throws user-not-found */
  getOwnNotifications(actor: Actor): Promise<OwnNotifications>;
  /** Changes those that are named. With what is already so nothing happens. @throws user-not-found */
  changeOwnNotifications(actor: Actor, wishes: MailWishes): Promise<OwnNotifications>;
  /**
   * Sends a message at once, and says what the server said.
   * @param to absent: the address of the account that asks
   * @throws mail-off, server-busy, validation-failed for an address that is none, or none where a program asks
   */
  testMail(actor: Actor, to?: string): Promise<TestedMail>;
  /** Why the mail server cannot be used, asked now and then; undefined where it can, or where there is none. */
  findTrouble(): Promise<string | undefined>;
}

export interface MailServiceParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly users: Pick<Accounts, 'getUser'>;
  readonly mailer: Mailer | undefined;
}

/** Health is asked every few seconds; a mail server is not. */
const TROUBLE_KNOWN_MS = 5 * MINUTE_MS;
const TESTS_AT_ONCE = 2;
const TESTS_WAITING = 4;

export function createMailService({ store, clock, log, users, mailer }: MailServiceParts): MailService {
  const reads = () => store.access<NotificationTables>();
  const tests = new Slots({
    atOnce: TESTS_AT_ONCE,
    waiting: TESTS_WAITING,
    refusal: () => new DomainError('server-busy', 'E-mail is being tested. Try again in a moment.'),
  });
  const findMailTrouble = mailer && knownFor(TROUBLE_KNOWN_MS, clock, () => lookForTrouble(mailer));

  async function getOwnNotifications({ id }: Actor): Promise<OwnNotifications> {
    const { email, role } = await users.getUser(Number(id));
    return { isOn: mailer !== undefined, email, choices: choicesOf(role, await findChoicesOf(reads(), Number(id))) };
  }

  return {
    getOwnNotifications,

    async changeOwnNotifications(actor, wishes) {
      const userId = Number(actor.id);
      const { role, disabled } = await users.getUser(userId);
      const changed = await store.transact(actor, async (tx) => {
        const own = tx.access<NotificationTables>();
        const before = await findChoicesOf(own, userId);
        const after = Object.fromEntries(
          mailKinds.flatMap((kind) => {
            const wish = wishes[kind] === undefined ? before[kind] : wishes[kind];
            return typeof wish === 'boolean' ? [[kind, wish] as const] : [];
          }),
        );
        if (JSON.stringify(after) === JSON.stringify(before)) return false;
        await saveChoices(own, userId, after, tx.recordedAt);
        tx.emit({
          type: 'com.milldash.user.notifications-changed',
          subject: `users/${userId}`,
          data: { user_id: userId, access_role: role, disabled },
        });
        tx.audit({
          action: 'user.notifications-changed',
          entityType: 'user',
          entityId: userId,
          before: { ...choicesOf(role, before) },
          after: { ...choicesOf(role, after) },
        });
        return true;
      });
      if (changed) log.info({ payload: { userId } }, `'${actor.name}' changed what e-mail they are sent`);
      return getOwnNotifications(actor);
    },

    async testMail(actor, given) {
      if (mailer === undefined) {
        throw new DomainError('mail-off', 'MillDash sends no e-mail: set SMTP_URL and SMTP_FROM, and start it again.');
      }
      const to = await addressOf(actor, given);
      const id = uuidv7(clock.now());
      const text = `This is a test that '${actor.name}' asked for. E-mail from MillDash arrives.`;
      const subject = 'Test of MillDash';
      const startedAt = clock.now();
      const messageId = `<${id}.test@milldash>`;
      const outcome = await tests.run(() => mailer.send({ to, subject, text, html: toHtml(text), messageId }));
      const isTaken = outcome.kind === 'taken';
      const problem = outcome.kind === 'taken' ? null : outcome.problem;
      await store.transact(actor, async (tx) => {
        await insertTried(tx.access(), {
          user_id: null,
          address: to,
          kind: 'test',
          event_id: id,
          subject,
          body: text,
          status: isTaken ? 'sent' : 'dead',
          attempts: 1,
          created_at: tx.recordedAt,
          first_attempt_at: startedAt,
          next_attempt_at: null,
          sent_at: isTaken ? tx.recordedAt : null,
          message_id: messageId,
          problem,
        });
        tx.audit({ action: 'mail.tested', entityType: 'mail', entityId: id, after: { to, taken: isTaken, problem } });
      });
      log.info({ payload: { taken: isTaken, problem } }, `A test of e-mail was sent, asked for by '${actor.name}'`);
      return { to, isTaken, problem };
    },

    async findTrouble() {
      // what the server says is for administrators: a test and the log tell it
      const found = await findMailTrouble?.();
      return found === undefined ? undefined : 'The mail server cannot be used; the log says why.';
    },
  };

  async function lookForTrouble(asked: Mailer): Promise<string | undefined> {
    const problem = await asked.findTrouble();
    if (problem !== undefined) log.warn({ payload: { problem } }, 'The mail server does not let MillDash in');
    return problem;
  }

  async function addressOf(actor: Actor, given: string | undefined): Promise<string> {
    if (given !== undefined) return requireEmail(given);
    if (actor.kind === 'user') return (await users.getUser(Number(actor.id))).email;
    throw new DomainError('validation-failed', 'A program has no address: say in `to` where the message goes.');
  }
}
