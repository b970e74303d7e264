/** Which mail server `SMTP_URL` names: its address apart from its credentials, which no log may hold. */
import type { Kind } from './variable.ts';

export interface MailServerAddress {
  readonly host: string;
  /** Undefined: the usual one. */
  readonly port: number | undefined;
  /** Whether the connection begins with TLS: `smtps`. */
  readonly isTls: boolean;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

export const mailServerAddress: Kind<MailServerAddress> = {
  allowed: 'smtp:// or smtps:// with host and port, and user:password@ percent-encoded',
  read(text) {
    if (!/^smtps?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
    const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
    if (hostname === '' || !['', '/'].includes(pathname) || search !== '' || hash !== '') return undefined;
    try {
      const [user, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
      return {
        host: hostname.replace(/^\[(.*)\]$/, '$1'),
        port: port === '' ? undefined : Number(port),
        isTls: protocol === 'smtps:',
        user: user === '' ? undefined : user,
        password: secret === '' ? undefined : secret,
      };
    } catch {
      return undefined;
    }
  },
};
