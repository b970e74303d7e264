/**
 * `/auth/web`: signing in, staying signed in and out, for the pages of the web interface.
 *
 * The same sessions and rules as by tokens; but the tokens travel in cookies that no script can read, so the answers
 * tell who is signed in, and never a token.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Clock } from '../../kernel/clock.ts';
import { DomainError, type ErrorCode } from '../../kernel/errors.ts';
import {
  accessCookieOf,
  clearSessionCookies,
  type RouteApp,
  refreshCookieOf,
  setSessionCookies,
} from '../../platform/http/index.ts';
import { originOf } from './account.routes.ts';
import { tokenInvalid } from './refusals.ts';
import { permissionsOfAccount } from './users.rules.ts';
import { SignInBody, WebSessionAnswer } from './users.schemas.ts';
import type { SignInTokens, User, Users } from './users.ts';
import { secondsUntil, webSessionToWire } from './users.wire.ts';

const tags = ['Signing in'];
/** After which a refresh cookie is of no use any more; other troubles pass, and leave it. */
const finalCodes: ReadonlySet<ErrorCode> = new Set(['token-invalid', 'account-disabled']);

export function webSessionRoutes(users: Users, clock: Clock): (app: RouteApp) => void {
  function handOver(request: FastifyRequest, reply: FastifyReply, tokens: SignInTokens): void {
    setSessionCookies(request, reply, {
      accessToken: tokens.accessToken,
      accessLifeSeconds: secondsUntil(tokens.accessTokenExpiresAtMs, clock),
      accessUntilMs: tokens.accessTokenExpiresAtMs,
      refreshToken: tokens.refreshToken,
      sessionLifeSeconds: secondsUntil(tokens.sessionExpiresAtMs, clock),
    });
  }

  function answerOf(user: User, { sessionExpiresAtMs }: SignInTokens) {
    return webSessionToWire(user, permissionsOfAccount(user.role, user.mustChangePassword), sessionExpiresAtMs, clock);
  }

  return (app) => {
    app.post(
      '/auth/web/sign-in',
      {
        schema: {
          tags,
          summary: 'Sign in a page of the web interface',
          description:
            'As POST /auth/token, with the same pauses after failures; but the tokens are set as cookies that no script can read: `milldash_access`, and `milldash_refresh` for the routes below `/auth/web`. Beside them `milldash_access_until` tells scripts until when the first is good, in seconds since 1970.',
          body: SignInBody,
          response: { 200: WebSessionAnswer },
        },
        config: {
          permission: 'public',
          ownPagesOnly: true,
          hiddenWhenRefused: ['email'],
          errors: ['credentials-invalid', 'account-disabled', 'too-many-attempts', 'server-busy'],
        },
      },
      async (request, reply) => {
        const { user, ...tokens } = await users.signIn(originOf(request), request.body);
        handOver(request, reply, tokens);
        return answerOf(user, tokens);
      },
    );

    app.post(
      '/auth/web/renew',
      {
        schema: {
          tags,
          summary: 'Renew the cookies of a page',
          description:
            'As POST /auth/refresh, by the cookie `milldash_refresh`: it works once, and for ten seconds again with the same result, for a reply that got lost. Where it is missing or of no use any more the answer is 401, and the browser forgets both cookies.',
          response: { 200: WebSessionAnswer },
        },
        config: {
          permission: 'public',
          ownPagesOnly: true,
          errors: ['token-invalid', 'account-disabled', 'user-not-found'],
        },
      },
      async (request, reply) => {
        try {
          const refreshToken = refreshCookieOf(request);
          if (refreshToken === undefined) throw tokenInvalid();
          const tokens = await users.refresh(originOf(request), refreshToken);
          // before anything else can fail: the former one has been exchanged
          handOver(request, reply, tokens);
          return answerOf(await users.getUser(tokens.userId), tokens);
        } catch (error) {
          if (error instanceof DomainError && finalCodes.has(error.code)) clearSessionCookies(request, reply);
          throw error;
        }
      },
    );

    app.post(
      '/auth/web/sign-out',
      {
        schema: {
          tags,
          summary: 'Sign out a page',
          description:
            'Ends the session that the cookies belong to, also when the access token has expired. The browser forgets both cookies, whatever they were worth.',
          response: { 204: Type.Null({ description: 'No body.' }) },
        },
        config: { permission: 'public', ownPagesOnly: true },
      },
      async (request, reply) => {
        // first, so that they are gone also where the database is away
        clearSessionCookies(request, reply);
        const [accessToken, refreshToken] = [accessCookieOf(request), refreshCookieOf(request)];
        await users.signOutBy(originOf(request), { accessToken, refreshToken });
        return reply.code(204).send(null);
      },
    );

    app.get(
      '/auth/web/session',
      {
        schema: {
          tags,
          summary: 'Who is signed in',
          description:
            'What a page asks when it opens: 401 where nobody is, or POST /auth/web/renew has to come first.',
          response: { 200: WebSessionAnswer },
        },
        config: { permission: 'account:own', errors: ['user-not-found'] },
      },
      async ({ actor }) => {
        const userId = Number(actor.id);
        const [user, sessions] = await Promise.all([users.getUser(userId), users.listSessions(userId)]);
        const current = sessions.find(({ id }) => id === actor.sessionId);
        // ended between the guard and here
        if (current === undefined) throw tokenInvalid();
        return webSessionToWire(user, actor.permissions, current.expiresAtMs, clock);
      },
    );
  };
}
