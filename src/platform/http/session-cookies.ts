/**
 * The cookies by which the web interface is signed in.
 *
 * Two of them hold tokens. No script can read them (`HttpOnly`), and a page of another site does not send them (`SameSite=Strict`); the ports of
 * one host share them, so `own-pages.ts` looks where a request comes from as well. `Secure` where the request came by
 * HTTPS: a factory's own network may have none. The header is read only where no other credentials are brought.
 *
 * A third one is for the scripts of the page: until when the access token is good. It is there as long as the sign-in can
 * be renewed, so a page need not be refused to know that nobody is signed in.
 */
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

export const ACCESS_COOKIE = 'milldash_access';
const REFRESH_COOKIE = 'milldash_refresh';
/** Seconds since 1970. */
const ACCESS_UNTIL_COOKIE = 'milldash_access_until';
/** The refresh token goes nowhere but to the routes that exchange it and end it. */
const REFRESH_PATH = '/auth/web';

export interface SessionCookies {
  readonly accessToken: string;
  /** Seconds that the access token lives. */
  readonly accessLifeSeconds: number;
  readonly accessUntilMs: number;
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
  const { accessToken, accessLifeSeconds, accessUntilMs, refreshToken, sessionLifeSeconds } = cookies;
  const secure = request.protocol === 'https';
  const secret = { secure, httpOnly: true };
  reply.header('set-cookie', [
    cookieText(ACCESS_COOKIE, accessToken, { ...secret, path: '/', maxAge: accessLifeSeconds }),
    cookieText(REFRESH_COOKIE, refreshToken, { ...secret, path: REFRESH_PATH, maxAge: sessionLifeSeconds }),
    cookieText(ACCESS_UNTIL_COOKIE, accessUntilMs === 0 ? '' : String(Math.floor(accessUntilMs / 1_000)), {
      secure,
      httpOnly: false,
      path: '/',
      maxAge: sessionLifeSeconds,
    }),
  ]);
}

/** The browser forgets them, also where the answer is a refusal. */
export function clearSessionCookies(request: FastifyRequest, reply: FastifyReply): void {
  const gone = { accessToken: '', accessLifeSeconds: 0, accessUntilMs: 0, refreshToken: '', sessionLifeSeconds: 0 };
  setSessionCookies(request, reply, gone);
}

function cookieOf({ raw }: FastifyRequest, name: string): string | undefined {
  const { cookie } = raw.headers;
  const value = cookie === undefined ? undefined : parseCookie(cookie)[name];
  return value === '' ? undefined : value;
}

function cookieText(
  name: string,
  value: string,
  how: { readonly path: string; readonly maxAge: number; readonly secure: boolean; readonly httpOnly: boolean },
): string {
  return stringifySetCookie({ name, value, sameSite: 'strict', ...how });
}
