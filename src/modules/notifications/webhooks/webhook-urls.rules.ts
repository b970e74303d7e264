/** Which addresses a webhook may have, as far as the text tells. Pure. */
import { DomainError } from '../../../kernel/errors.ts';

export const URL_LENGTH_MAX = 2_000;

/**
 * The address as it is kept: as every part of MillDash and of the network reads it.
 *
 * @param mayCall asked of the host
 * @throws webhook-url-refused
 */
export function requireWebhookUrl(
  text: string,
  { allowHttp, mayCall }: { readonly allowHttp: boolean; readonly mayCall: (host: string) => boolean },
): string {
  const url = URL.parse(text);
  if (url === null || url.hostname === '') throw refused('is no address. Give one like https://hooks.example/milldash');
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:')) {
    const http = allowHttp ? '' : ' (http: the setting webhooks.allow_http allows it)';
    throw refused(`begins with ${url.protocol} It must begin with ${allowHttp ? 'http: or https:' : `https:${http}`}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw refused('holds a name or a password. Receivers check the signature instead');
  }
  if (url.hash !== '') throw refused('has a # part, which is never sent. Leave it out');
  if (!mayCall(url.hostname)) {
    throw refused(
      `leads to ${url.hostname}, which is no public address. The setting webhooks.private_networks says which others may be called`,
    );
  }
  if (url.href.length > URL_LENGTH_MAX) throw refused(`has more than ${URL_LENGTH_MAX} characters`);
  return url.href;
}

function refused(why: string): DomainError {
  return new DomainError('webhook-url-refused', `The URL ${why}.`, {
    errors: [{ path: 'body.url', message: 'must be an address that can be called' }],
  });
}

/** What of an address may be in logs and audit: the path of many receivers is a secret. */
export function originOf(url: string): string {
  return new URL(url).origin;
}
