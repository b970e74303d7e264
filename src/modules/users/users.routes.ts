/** `/api/v1/users` and `/api/v1/roles`: what an ADMIN does with accounts. */
import { Type } from 'typebox';
import { permissionsOf, roles } from '../../kernel/access.ts';
import { addCsvExport, idempotencyKeyOf, type RouteApp, versionOf } from '../../platform/http/index.ts';
import { apiKeyScopes } from './api-keys.service.ts';
import {
  EndedAnswer,
  LinkAnswer,
  NewUserBody,
  RolesAnswer,
  SessionPage,
  SHOWN_ONCE,
  UserAnswer,
  UserChangesBody,
  UserListQuery,
  UserPage,
  UserParams,
  UserWithLinkAnswer,
} from './users.schemas.ts';
import type { Users } from './users.ts';
import { linkToWire, sessionToWire, userToWire } from './users.wire.ts';
import { exportUsers } from './users-export.ts';

const tags = ['Users'];
const manage = 'users:manage';

export function adminRoutes(users: Users): (app: RouteApp) => void {
  return (app) => {
    app.get(
      '/api/v1/roles',
      {
        schema: {
          tags,
          summary: 'Roles and what each may do',
          description: 'Also the permissions that an API key can be given.',
          response: { 200: RolesAnswer },
        },
        config: { permission: 'account:own' },
      },
      async () => ({
        items: roles.map((role) => ({ role, permissions: permissionsOf(role) })),
        next_cursor: null,
        api_key_scopes: [...apiKeyScopes],
      }),
    );

    app.get(
      '/api/v1/users',
      {
        schema: {
          tags,
          summary: 'Accounts',
          description: 'In the order of their numbers.',
          querystring: UserListQuery,
          response: { 200: UserPage },
        },
        config: { permission: manage, errors: ['cursor-invalid'] },
      },
      async (request) => {
        const { access_role: role, ...rest } = request.query;
        const page = await users.listUsers({ role, ...rest });
        return { items: page.items.map(userToWire), next_cursor: page.nextCursor };
      },
    );

    addCsvExport(app, {
      tags,
      path: '/api/v1/users.csv',
      noun: 'Accounts',
      order: 'in the order of their numbers',
      query: Type.Omit(UserListQuery, ['cursor', 'limit']),
      permission: manage,
      lines: ({ access_role: role, ...filter }) => exportUsers(users, { role, ...filter }),
    });

    app.post(
      '/api/v1/users',
      {
        schema: {
          tags,
          summary: 'Create an account',
          description: `Answers a one-time link by which the person chooses a password, within seven days. Hand it over yourself. ${SHOWN_ONCE}`,
          body: NewUserBody,
          response: { 201: UserWithLinkAnswer },
        },
        config: { idempotent: true, permission: manage, errors: ['shown-once', 'email-taken'] },
      },
      async (request, reply) => {
        const { email, first_name: firstName, last_name: lastName, access_role: role } = request.body;
        const wanted = { email, firstName, lastName, role };
        const user = await users.createUser(request.actor, wanted, idempotencyKeyOf(request));
        const link = await users.createActivationLink(request.actor, user.id);
        return reply.code(201).send({ user: userToWire(user), link: linkToWire(link) });
      },
    );

    app.get(
      '/api/v1/users/:id',
      {
        schema: { tags, summary: 'One account', params: UserParams, response: { 200: UserAnswer } },
        config: { permission: manage, errors: ['user-not-found'] },
      },
      async (request) => userToWire(await users.getUser(request.params.id)),
    );

    app.patch(
      '/api/v1/users/:id',
      {
        schema: {
          tags,
          summary: 'Change the role or the name of an account',
          description: 'A changed role acts at once. Nobody changes their own role, and the last ADMIN stays ADMIN.',
          params: UserParams,
          body: UserChangesBody,
          response: { 200: UserAnswer },
        },
        config: { versioned: true, permission: manage, errors: ['user-not-found', 'version-conflict', 'last-admin'] },
      },
      async (request) => {
        const { first_name: firstName, last_name: lastName, access_role: role, version } = request.body;
        return userToWire(
          await users.changeUser(request.actor, request.params.id, {
            firstName,
            lastName,
            role,
            version: versionOf(request, version),
          }),
        );
      },
    );

    stateRoutes(app, users);
    linkRoutes(app, users);
  };
}

function stateRoutes(app: RouteApp, users: Users): void {
  app.post(
    '/api/v1/users/:id/disable',
    {
      schema: {
        tags,
        summary: 'Disable an account',
        description: 'Ends its sessions at once. Disabling it twice changes nothing.',
        params: UserParams,
        response: { 200: UserAnswer },
      },
      config: { permission: manage, errors: ['user-not-found', 'last-admin', 'version-conflict'] },
    },
    async (request) => userToWire(await users.disableUser(request.actor, request.params.id)),
  );

  app.post(
    '/api/v1/users/:id/enable',
    {
      schema: {
        tags,
        summary: 'Enable an account',
        description: 'Also activates an account that registered itself. Enabling it twice changes nothing.',
        params: UserParams,
        response: { 200: UserAnswer },
      },
      config: { permission: manage, errors: ['user-not-found', 'version-conflict'] },
    },
    async (request) => userToWire(await users.enableUser(request.actor, request.params.id)),
  );

  app.get(
    '/api/v1/users/:id/sessions',
    {
      schema: { tags, summary: 'Where an account is signed in', params: UserParams, response: { 200: SessionPage } },
      config: { permission: manage, errors: ['user-not-found'] },
    },
    async (request) => {
      const user = await users.getUser(request.params.id);
      const sessions = await users.listSessions(user.id);
      return { items: sessions.map((each) => sessionToWire(each, request.actor.sessionId)), next_cursor: null };
    },
  );

  app.delete(
    '/api/v1/users/:id/sessions',
    {
      schema: { tags, summary: 'Sign an account out everywhere', params: UserParams, response: { 200: EndedAnswer } },
      config: { permission: manage, errors: ['user-not-found'] },
    },
    async (request) => ({ ended: await users.endSessionsOf(request.actor, request.params.id) }),
  );
}

function linkRoutes(app: RouteApp, users: Users): void {
  app.post(
    '/api/v1/users/:id/password-link',
    {
      schema: {
        tags,
        summary: 'Make a link to choose a new password',
        description: `Works once, for a day. Earlier links of the account stop working. ${SHOWN_ONCE}`,
        params: UserParams,
        response: { 201: LinkAnswer },
      },
      config: { idempotent: true, permission: manage, errors: ['shown-once', 'user-not-found'] },
    },
    async (request, reply) => {
      const link = await users.createPasswordLink(request.actor, request.params.id, idempotencyKeyOf(request));
      return reply.code(201).send(linkToWire(link));
    },
  );

  app.post(
    '/api/v1/users/:id/activation-link',
    {
      schema: {
        tags,
        summary: 'Make another link for an account that waits',
        description: `To activate it, or to choose its first password. Works once, for seven days. ${SHOWN_ONCE}`,
        params: UserParams,
        response: { 201: LinkAnswer },
      },
      config: { idempotent: true, permission: manage, errors: ['shown-once', 'user-not-found', 'already-activated'] },
    },
    async (request, reply) => {
      const link = await users.createActivationLink(request.actor, request.params.id, idempotencyKeyOf(request));
      return reply.code(201).send(linkToWire(link));
    },
  );
}
