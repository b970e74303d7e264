/**
 * Sends e-mail by one mail server, one message a connection.
 *
 * What the server says decides: taken, refused for now, or refused for good. Nothing that is returned or thrown holds the
 * password. The library is loaded with the first message: most installations never need it.
 */
import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { createTransport, NodemailerError } from 'nodemailer';
import { SECOND_MS } from '../../kernel/clock.ts';

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** `starttls`: refused where the server cannot; `always`: from the first byte. */
  readonly tls: 'starttls' | 'always' | 'never';
  /** PEM file of the authority that has signed the server's certificate; undefined: the public ones. */
  readonly caFile: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Address that messages are from. */
  readonly from: string;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** With its angle brackets; the same each time that the message is sent. */
  readonly messageId: string;
}

export type MailOutcome =
  | { readonly kind: 'taken' }
  /** Of this message, for good; the server works. */
  | { readonly kind: 'refused'; readonly problem: string }
  /** @property isServer whether the server itself is not there, or does not let us in: others fare no better */
  | { readonly kind: 'failed'; readonly problem: string; readonly isServer: boolean };

export interface Mailer {
  send(mail: Mail): Promise<MailOutcome>;
  /** Signs in and sends nothing. Why that does not work; undefined where it does. */
  findTrouble(): Promise<string | undefined>;
}

/** A server that is there answers at once; one that checks a message may think for a while. */
const CONNECT_LIMIT_MS = 10 * SECOND_MS;
const SILENCE_LIMIT_MS = 30 * SECOND_MS;
/** Of a whole message: one that is answered word by word without an end would keep all others waiting. */
const WHOLE_LIMIT_MS = 120 * SECOND_MS;
/** Of a sign-in that nothing is sent by: somebody waits to be told. */
const SIGN_IN_LIMIT_MS = 30 * SECOND_MS;
const PROBLEM_LENGTH_MAX = 300;

export interface MailerOptions {
  /** Default: two minutes. */
  readonly wholeLimitMs?: number;
  /** Default: half a minute. */
  readonly signInLimitMs?: number;
}

export function createMailer(
  server: MailServer,
  { wholeLimitMs = WHOLE_LIMIT_MS, signInLimitMs = SIGN_IN_LIMIT_MS }: MailerOptions = {},
): Mailer {
  let transport: Promise<ReturnType<typeof createTransport>> | undefined;

  /** @param socket for one connection; absent: the library makes one for each */
  async function open(socket?: Socket) {
    const { createTransport: create } = await import('nodemailer');
    const { host, port, tls, caFile, user, password } = server;
    const ca = caFile === undefined ? undefined : await readAuthority(caFile);
    return create({
      host,
      port,
      ...(socket && { socket }),
      secure: tls === 'always',
      requireTLS: tls === 'starttls',
      ignoreTLS: tls === 'never',
      ...(ca === undefined ? {} : { tls: { ca } }),
      ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
      connectionTimeout: CONNECT_LIMIT_MS,
      greetingTimeout: CONNECT_LIMIT_MS,
      dnsTimeout: CONNECT_LIMIT_MS,
      socketTimeout: SILENCE_LIMIT_MS,
      // texts of people must never name a file or an address to be fetched
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }
  const opened = () =>
    (transport ??= open().catch((error: unknown) => {
      // a file that is not there yet may be later
      transport = undefined;
      throw error;
    }));

  function problemOf(error: unknown): string {
    const text = error instanceof Error ? error.message : String(error);
    const hidden = server.password === undefined ? text : text.replaceAll(server.password, '[hidden]');
    return hidden
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .slice(0, PROBLEM_LENGTH_MAX)
      .toWellFormed();
  }

  return {
    async send({ to, subject, text, html, messageId }) {
      const tooLate = AbortSignal.timeout(wholeLimitMs);
      try {
        await (await opened()).sendMail({
          from: { name: 'MillDash', address: server.from },
          to: { name: '', address: to },
          subject,
          text,
          html,
          messageId,
          // no out-of-office replies
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal: tooLate,
        });
        return { kind: 'taken' };
      } catch (error) {
        const { code, permanent } = error as NodemailerError;
        if (tooLate.aborted) {
          const problem = `The server had not taken the message after ${wholeLimitMs / SECOND_MS} s`;
          return { kind: 'failed', problem, isServer: true };
        }
        const problem = problemOf(error);
        const isOfMessage = code === 'EENVELOPE' || code === 'EMESSAGE';
        if (isOfMessage && permanent === true) return { kind: 'refused', problem };
        return { kind: 'failed', problem, isServer: !isOfMessage };
      }
    },
    async findTrouble() {
      // ours, because the library gives up a sign-in for nobody
      const socket = new Socket();
      const signIn = async () => {
        await (await open(socket)).verify();
        return undefined;
      };
      const tooLate = `The server had not let us in after ${signInLimitMs / SECOND_MS} s`;
      try {
        return await Promise.race([signIn(), setTimeout(signInLimitMs, tooLate, { ref: false })]);
      } catch (error) {
        return problemOf(error);
      } finally {
        socket.destroy();
      }
    },
  };
}

/** @throws Error that names the variable, and what to give */
async function readAuthority(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const why = (error as Error).message;
    throw new Error(`SMTP_CA names a file that cannot be read: ${why}. Give a PEM file that MillDash may read.`, {
      cause: error,
    });
  }
}
