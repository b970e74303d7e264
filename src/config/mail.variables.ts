/** The variables of sending e-mail. */
import { mailServerAddress } from './mail-address.ts';
import { emailAddress, oneOf, path, serverHost, textLike, type Variable, variable, wholeNumber } from './variable.ts';

export const mailVariables = {
  SMTP_URL: variable(
    {
      group: 'E-mail',
      help: 'Mail server that notifications are sent by, in one: smtp://user:password@host:587, or smtps:// for TLS from the start.',
      whenUnset: 'SMTP_HOST, or nobody is sent e-mail',
      secret: true,
    },
    mailServerAddress,
  ),
  SMTP_HOST: variable(
    { group: 'E-mail', help: 'Host of the mail server: what SMTP_URL says in one.', whenUnset: 'SMTP_URL' },
    serverHost,
  ),
  SMTP_PORT: variable(
    { group: 'E-mail', help: 'Port of SMTP_HOST.', whenUnset: '465 where SMTP_TLS is always, else 587' },
    wholeNumber(1, 65_535),
  ),
  SMTP_USER: variable(
    { group: 'E-mail', help: 'User at the mail server, where SMTP_URL names none.', whenUnset: 'nobody signs in' },
    textLike(/^.{1,256}$/u, 'at most 256 characters'),
  ),
  SMTP_PASSWORD: variable(
    { group: 'E-mail', help: 'Password of that user.', whenUnset: 'none', secret: true },
    textLike(/^.{1,1024}$/u, 'at most 1,024 characters'),
  ),
  SMTP_FROM: variable(
    {
      group: 'E-mail',
      help: 'Address that e-mail is from.',
      whenUnset: 'must be set together with SMTP_URL or SMTP_HOST',
    },
    emailAddress,
  ),
  SMTP_TLS: variable(
    {
      group: 'E-mail',
      help: 'When the line to the mail server is encrypted: starttls before anything is said, always from the first byte (as smtps:// says), never for a server on this machine or line.',
      default: 'starttls',
    },
    oneOf('starttls', 'always', 'never'),
  ),
  SMTP_CA: variable(
    {
      group: 'E-mail',
      help: 'PEM file of the authority that signed the mail server’s certificate.',
      whenUnset: 'the public authorities',
    },
    path,
  ),
} as const satisfies Record<string, Variable<unknown>>;
