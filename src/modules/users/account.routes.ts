/** `/auth`: registering, signing in and out, one's own account, and the pages behind one-time links. */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Clock } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { clearSessionCookies, type RouteApp } from '../../platform/http/index.ts';
import {
  ActivationBody,
  ChangePasswordBody,
  EndedAnswer,
  EndSessionsQuery,
  ProfileBody,
  RefreshBody,
  RegisterBody,
  ResetConfirmBody,
  SessionPage,
  SignInBody,
  TokensAnswer,
  UserAnswer,
  UuidParams,
} from './users.schemas.ts';
import type { Origin, Users } from './users.ts';
import { sessionToWire, tokensToWire, userToWire } from './users.wire.ts';

const tags = ['Signing in'];
const nothing = Type.Null({ description: 'No body.' });
const own = 'account:own';

export function originOf(request: FastifyRequest): Origin {
  return { address: request.ip, requestId: request.id, userAgent: request.headers['user-agent'] };
}

export function accountRoutes(users: Users, clock: Clock): (app: RouteApp) => void {
  return (app) => {
    app.post(
      '/auth/token',
      {
        schema: {
          tags,
          summary: 'Sign in',
          description:
            'With e-mail and password. After five failures in a row an account, and after fifty an address, has to wait; at most 15 minutes.',
          body: SignInBody,
          response: { 200: TokensAnswer },
        },
        config: {
          permission: 'public',
          hiddenWhenRefused: ['email'],
          errors: ['credentials-invalid', 'account-disabled', 'too-many-attempts', 'server-busy'],
        },
      },
      async (request) => tokensToWire(await users.signIn(originOf(request), request.body), clock),
    );

    app.post(
      '/auth/refresh',
      {
        schema: {
          tags,
          summary: 'Exchange a refresh token for the next pair',
          description:
            'Works once. Within ten seconds the same token answers the same successor again, for a reply that got lost; later than that its session ends.',
          body: RefreshBody,
          response: { 200: TokensAnswer },
        },
        config: { permission: 'public', errors: ['token-invalid', 'account-disabled'] },
      },
      async (request) => tokensToWire(await users.refresh(originOf(request), request.body.refresh_token), clock),
    );

    app.post(
      '/auth/logout',
      {
        schema: {
          tags,
          summary: 'Sign out',
          description: 'Ends the session: its access and refresh tokens stop working at once.',
          response: { 204: nothing },
        },
        config: { permission: own },
      },
      async (request, reply) => {
        await users.signOut(request.actor);
        return reply.code(204).send(null);
      },
    );

    app.post(
      '/auth/users/',
      {
        schema: {
          tags,
          summary: 'Register',
          description:
            'Where self-registration is allowed. The account can only look (VIEWER), and not sign in before an ADMIN has activated it.',
          body: RegisterBody,
          response: { 200: UserAnswer },
        },
        config: {
          permission: 'public',
          errors: ['registration-closed', 'email-taken', 'password-unacceptable', 'server-busy'],
          statuses: { 'email-taken': 400 },
        },
      },
      async (request) => {
        const { email, first_name: firstName, last_name: lastName, password, re_password: again } = request.body;
        requireSame(password, again, 're_password');
        return userToWire(await users.register(originOf(request), { email, firstName, lastName, password }));
      },
    );

    app.post(
      '/auth/users/activation/',
      {
        schema: {
          tags,
          summary: 'Activate an account by its one-time link',
          body: ActivationBody,
          response: { 200: UserAnswer },
        },
        config: { permission: 'public', errors: ['link-invalid', 'version-conflict'] },
      },
      async (request) => userToWire(await users.activate(originOf(request), request.body)),
    );

    app.post(
      '/auth/users/reset_password_confirm/',
      {
        schema: {
          tags,
          summary: 'Choose a password by a one-time link',
          description: 'Also activates an account that is new, and ends all sessions of the account.',
          body: ResetConfirmBody,
          response: { 200: UserAnswer },
        },
        config: {
          permission: 'public',
          errors: ['link-invalid', 'password-unacceptable', 'server-busy', 'version-conflict'],
        },
      },
      async (request) => {
        const { uid, token, new_password: newPassword, re_new_password: again } = request.body;
        requireSame(newPassword, again, 're_new_password');
        return userToWire(await users.confirmPasswordReset(originOf(request), { uid, token, newPassword }));
      },
    );

    app.post(
      '/auth/password',
      {
        schema: {
          tags,
          summary: 'Change your password',
          description: 'Ends your other sessions.',
          body: ChangePasswordBody,
          response: { 204: nothing },
        },
        config: {
          permission: own,
          errors: [
            'credentials-invalid',
            'password-unacceptable',
            'too-many-attempts',
            'server-busy',
            'version-conflict',
          ],
        },
      },
      async (request, reply) => {
        const { current_password: currentPassword, new_password: newPassword } = request.body;
        await users.changePassword(request.actor, { currentPassword, newPassword });
        return reply.code(204).send(null);
      },
    );

    profileRoutes(app, users);
    sessionRoutes(app, users);
  };
}

function profileRoutes(app: RouteApp, users: Users): void {
  // older front ends save the profile at the second address
  for (const path of ['/auth/users/me/', '/api/v1/users/me']) {
    app.get(
      path,
      {
        schema: { tags, summary: 'Your account', response: { 200: UserAnswer } },
        config: { permission: own, errors: ['user-not-found'] },
      },
      async (request) => userToWire(await users.getUser(Number(request.actor.id))),
    );
    app.patch(
      path,
      {
        schema: { tags, summary: 'Change your name', body: ProfileBody, response: { 200: UserAnswer } },
        config: { permission: own, errors: ['user-not-found', 'version-conflict'] },
      },
      async (request) => {
        const { first_name: firstName, last_name: lastName } = request.body;
        return userToWire(await users.changeProfile(request.actor, { firstName, lastName }));
      },
    );
  }
}

function sessionRoutes(app: RouteApp, users: Users): void {
  app.get(
    '/auth/sessions',
    {
      schema: {
        tags,
        summary: 'Where you are signed in',
        description: 'Newest first.',
        response: { 200: SessionPage },
      },
      config: { permission: own },
    },
    async (request) => {
      const sessions = await users.listSessions(Number(request.actor.id));
      return { items: sessions.map((each) => sessionToWire(each, request.actor.sessionId)), next_cursor: null };
    },
  );

  app.delete(
    '/auth/sessions',
    {
      schema: {
        tags,
        summary: 'Sign out everywhere else, or everywhere',
        description: 'With `current` here as well: a browser then forgets its cookies.',
        querystring: EndSessionsQuery,
        response: { 200: EndedAnswer },
      },
      config: { permission: own },
    },
    async (request, reply) => {
      const { current = false } = request.query;
      const ended = await users.endOwnSessions(request.actor, { current });
      if (current) clearSessionCookies(request, reply);
      return { ended };
    },
  );

  app.delete(
    '/auth/sessions/:id',
    {
      schema: { tags, summary: 'End one of your sessions', params: UuidParams, response: { 204: nothing } },
      config: { permission: own, errors: ['session-not-found'] },
    },
    async (request, reply) => {
      await users.endOwnSession(request.actor, request.params.id);
      return reply.code(204).send(null);
    },
  );
}

/** @throws validation-failed */
function requireSame(password: string, again: string, field: string): void {
  if (password === again) return;
  throw new DomainError('validation-failed', 'The two passwords differ.', {
    errors: [{ path: `body.${field}`, message: 'differs from the password' }],
  });
}
