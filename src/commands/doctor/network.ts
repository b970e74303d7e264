/** What goes over sockets beside the broker: the port that the server wants, and the mail server. */
import type { ConfigWithoutKey } from '../../config/index.ts';
import { createMailer } from '../../platform/mail/index.ts';
import { type Finding, fail, ok, warn } from './finding.ts';
import { isMillDash, tryToListen } from './ports.ts';

/** Free, or held by a running MillDash. */
export async function checkPort({ http: { host, port } }: ConfigWithoutKey): Promise<Finding> {
  const failure = await tryToListen(host, port);
  const where = `${host} port ${port}`;
  if (failure === undefined) return ok('port', `${where} is free.`);
  switch (failure.code) {
    case 'EADDRINUSE':
      return (await isMillDash(host, port))
        ? ok('port', `A running MillDash answers on ${where}.`)
        : fail('port', `Another program listens on ${where}.`, 'Stop it, or set another PORT.');
    case 'EACCES':
      return fail(
        'port',
        `This user may not listen on ${where}.`,
        'Set a PORT from 1024 on, or put a reverse proxy in front.',
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return fail(
        'port',
        `${host} is not an address of this machine.`,
        'Set HOST to 127.0.0.1 (this machine only) or 0.0.0.0 (everyone).',
      );
    default:
      return fail('port', `Listening on ${where} fails: ${failure.message}.`, 'Check HOST and PORT.');
  }
}

/** Whether the mail server lets us in; nothing is sent. */
export async function checkMail({ mail }: ConfigWithoutKey): Promise<Finding> {
  if (mail === undefined) return ok('mail', 'SMTP_URL is unset: nobody is sent e-mail.');
  const where = `${mail.host} port ${mail.port}`;
  const problem = await createMailer(mail).findTrouble();
  if (problem === undefined) return ok('mail', `The mail server at ${where} lets MillDash in.`);
  return warn(
    'mail',
    `The mail server at ${where} cannot be used: ${problem}`,
    'Check SMTP_URL (or SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD), SMTP_TLS and SMTP_CA; e-mail waits for a day.',
  );
}
