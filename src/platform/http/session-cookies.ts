/**
 * The two cookies by which the web interface is signed in.
 *
 * No script can read them (`HttpOnly`), and a page of another site does not send them (`SameSite=Strict`); the ports of
 * one host share them, so `own-pages.ts` looks where a request comes from as well. `Secure` where the request came by
 * HTTPS: a factory's own network may have none. The header is read only where no other credentials are brought.
 */
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

export const ACCESS_COOKIE = 'milldash_access';
const REFRESH_COOKIE = 'milldash_refresh';
/** The refresh token goes nowhere but to the routes that exchange it and end it. */
const REFRESH_PATH = '/auth/web';

export interface SessionCookies {
  readonly accessToken: string;
  /** Seconds that the access token lives. */
  readonly accessLifeSeconds: number;
  readonly refreshToken: string;
  /** Seconds until the session ends if it is not used again. */
  readonly sessionLifeSeconds: number;
}

export function accessCookieOf(request: FastifyRequest): string | undefined {
  return cookieOf(request, ACCESS_COOKIE);
}

export function refreshCookieOf(request: FastifyRequest): string | undefined {
  return cookieOf(request, REFRESH_COOKIE);
}

export function setSessionCookies(request: FastifyRequest, reply: FastifyReply, cookies: SessionCookies): void {
  const secure = request.protocol === 'https';
  reply.header('set-cookie', [
    cookieText(ACCESS_COOKIE, cookies.accessToken, { path: '/', maxAge: cookies.accessLifeSeconds, secure }),
    cookieText(REFRESH_COOKIE, cookies.refreshToken, {
      path: REFRESH_PATH,
      maxAge: cookies.sessionLifeSeconds,
      secure,
    }),
  ]);
}

/** The browser forgets both, also where the answer is a refusal. */
export function clearSessionCookies(request: FastifyRequest, reply: FastifyReply): void {
  setSessionCookies(request, reply, { accessToken: '', accessLifeSeconds: 0, refreshToken: '', sessionLifeSeconds: 0 });
}

function cookieOf({ raw }: FastifyRequest, name: string): string | undefined {
  const { cookie } = raw.headers;
  const value = cookie === undefined ? undefined : parseCookie(cookie)[name];
  return value === '' ? undefined : value;
}

function cookieText(
  name: string,
  value: string,
  where: { readonly path: string; readonly maxAge: number; readonly secure: boolean },
): string {
  return stringifySetCookie({ name, value, httpOnly: true, sameSite: 'strict', ...where });
}
