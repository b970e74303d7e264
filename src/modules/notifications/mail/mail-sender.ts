/**
 * Sends what waits: one message after the other, tried again with growing pauses for a day.
 *
 * What was sent is written down after the server has taken it, so a process that dies in between sends it again, with the
 * same Message-ID. A server that is away is left alone for a while, and everything waits.
 */
import { type Clock, DAY_MS, MINUTE_MS } from '../../../kernel/clock.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Mailer, MailOutcome } from '../../../platform/mail/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Addressee, People } from '../../users/index.ts';
import { pauseAfter } from '../deliveries/retries.rules.ts';
import type { NotificationTables } from '../tables.ts';
import { digestAfter } from './mail.settings.ts';
import { composeDigest, FOOTER, type MailText, toHtml } from './mail-texts.rules.ts';
import type { MailEnd, WaitingMail } from './mails.repository.ts';
import * as repository from './mails.repository.ts';

export interface MailSenderParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly users: Pick<People, 'listAddressees'>;
  readonly mailer: Mailer;
  /** Address that messages are from. */
  readonly from: string;
  /** 0 to 1, for the jitter of pauses. */
  readonly random: () => number;
}

export interface MailSender {
  /** @param mayGoOn asked before each message */
  sendDue(mayGoOn: () => Promise<boolean>): Promise<void>;
}

/** For which {@link digestAfter} counts. */
const QUARTER_MS = 15 * MINUTE_MS;
const TRIED_FOR_MS = DAY_MS;
/** Of one person at once; a digest is no book. */
const MAILS_AT_ONCE = 50;
/** The server is left alone after a failure of its own for as long as a message is, at most. */
const SERVER_PAUSE_MAX_MS = 5 * MINUTE_MS;

export function createMailSender(parts: MailSenderParts): MailSender {
  const { store, clock, log, settings, users, mailer, from, random } = parts;
  const access = () => store.access<NotificationTables>();
  const domain = from.slice(from.lastIndexOf('@') + 1);
  let serverFailures = 0;
  let heldUntil = Number.NEGATIVE_INFINITY;

  /** Notes what the server is like. @returns false where nothing more is to be tried now */
  function goesOn(outcome: MailOutcome): boolean {
    if (outcome.kind !== 'failed' || !outcome.isServer) {
      if (serverFailures > 0) log.info('The mail server takes e-mail again');
      serverFailures = 0;
      return true;
    }
    serverFailures++;
    if (serverFailures === 1) log.warn({ payload: { problem: outcome.problem } }, 'The mail server cannot be used');
    heldUntil = clock.now() + Math.min(pauseAfter(serverFailures, random()), SERVER_PAUSE_MAX_MS);
    return false;
  }

  async function send(to: Addressee, mails: readonly WaitingMail[]): Promise<boolean> {
    const first = mails[0] as WaitingMail;
    const texts = mails.map(({ subject, body }): MailText => ({ subject, text: body }));
    const isDigest = mails.length > 1;
    const { subject, text } = isDigest ? composeDigest(texts) : (texts[0] as MailText);
    const whole = `${text}\n\n${FOOTER}`;
    const messageId = `<${first.event_id}.${to.id}${isDigest ? '.digest' : ''}@${domain}>`;
    const startedAt = clock.now();
    const outcome = await mailer.send({ to: to.email, subject, text: whole, html: toHtml(whole), messageId });
    const attempts = Math.max(...mails.map((mail) => mail.attempts)) + 1;
    const firstAttemptAt = Math.min(...mails.map((mail) => mail.first_attempt_at ?? startedAt));
    const nowMs = clock.now();
    const isTooOld = nowMs >= firstAttemptAt + TRIED_FOR_MS;
    const isLast = outcome.kind === 'refused' || isTooOld;
    const status = outcome.kind === 'taken' ? 'sent' : isLast ? 'dead' : 'waiting';
    const end: MailEnd = {
      status,
      attempts,
      firstAttemptAt,
      nextAttemptAt:
        status === 'waiting' ? Math.min(nowMs + pauseAfter(attempts, random()), firstAttemptAt + TRIED_FOR_MS) : null,
      sentAt: status === 'sent' ? nowMs : null,
      messageId,
      problem: outcome.kind === 'taken' ? null : outcome.problem,
    };
    const ids = mails.map(({ id }) => id);
    await repository.recordAttempt(access(), store.engine, ids, end);
    const payload = { userId: to.id, mails: ids.length, messageId, problem: end.problem };
    if (status === 'dead') log.warn({ payload }, 'E-mail could not be sent, and is not tried again');
    else log.debug({ payload }, status === 'sent' ? 'E-mail sent' : 'E-mail could not be sent; it is tried again');
    return goesOn(outcome);
  }

  /** @returns false where nothing more is to be tried now */
  async function sendTo(to: Addressee, most: number, mayGoOn: () => Promise<boolean>): Promise<boolean> {
    const nowMs = clock.now();
    const due = await repository.findDueMails(access(), to.id, nowMs, MAILS_AT_ONCE);
    const sent = await repository.findSentSince(access(), to.id, nowMs - QUARTER_MS);
    const free = most - sent.length;
    if (free <= 0) {
      await repository.postpone(access(), to.id, (sent[sent.length - most] ?? nowMs) + QUARTER_MS + 1);
      return true;
    }
    const messages = due.length > free ? [due] : due.map((mail) => [mail]);
    for (const mails of messages) {
      if (!(await mayGoOn()) || !(await send(to, mails))) return false;
    }
    return true;
  }

  /** Somebody whose account cannot be used any more is sent nothing. */
  async function bury(userId: number): Promise<void> {
    const nowMs = clock.now();
    const due = await repository.findDueMails(access(), userId, nowMs, MAILS_AT_ONCE);
    await repository.recordAttempt(
      access(),
      store.engine,
      due.map(({ id }) => id),
      {
        status: 'dead',
        attempts: 0,
        firstAttemptAt: nowMs,
        nextAttemptAt: null,
        sentAt: null,
        messageId: '',
        problem: 'The account cannot be used any more.',
      },
    );
  }

  return {
    async sendDue(mayGoOn) {
      // a clock that was put back must not hold everything for ever
      if (clock.now() < heldUntil && heldUntil - clock.now() <= SERVER_PAUSE_MAX_MS) return;
      const waiting = await repository.findPeopleWithDue(access(), clock.now());
      if (waiting.length === 0) return;
      const people = new Map((await users.listAddressees()).map((person) => [person.id, person]));
      const most = await settings.valueOf(digestAfter);
      for (const userId of waiting) {
        const to = people.get(userId);
        if (to === undefined) await bury(userId);
        else if (!(await sendTo(to, most, mayGoOn))) return;
      }
    },
  };
}
