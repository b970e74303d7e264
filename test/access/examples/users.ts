/** Example requests of accounts, sessions and API keys. */
import { TEST_PASSWORD } from '../../support/app.ts';
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

const NEW_PASSWORD = 'granite kettle window 9';

/** What a browser says of a request that a page of ours makes. */
const ownPage = { 'sec-fetch-site': 'same-origin' };
const auditedBefore = { of: 'everybody', because: 'the session was audited when it began' } as const;

/** Of a page of the web interface that somebody has signed in. */
async function cookiesOf(given: Given) {
  const { refreshToken } = await given.session((await given.account()).email);
  return { ...ownPage, cookie: `milldash_refresh=${refreshToken}` };
}

const ofAccount = async (given: Given) => ({ params: { id: (await given.account()).id } });

async function registration(given: Given) {
  const email = `${given.unique('new').replace(' ', '-')}@mills.example`;
  const names = { first_name: 'Nell', last_name: 'Newcomer' };
  return { email, ...names, password: TEST_PASSWORD, re_password: TEST_PASSWORD };
}

async function registered(given: Given) {
  return { id: (await given.made('POST', '/auth/users', await registration(given))).id };
}

/** What a one-time link carries. */
async function linkOf(given: Given, id: number, kind: 'activation' | 'password') {
  const { uid, token } = await given.made('POST', `/api/v1/users/${id}/${kind}-link`);
  return { uid, token };
}

const newView = async (given: Given) => ({ page: 'tickets', name: given.unique('View'), query: 'overdue=true' });

/** Of whoever the example is for. */
async function ofView(given: Given) {
  return { params: { id: (await given.asCaller('POST', '/api/v1/users/me/views', await newView(given))).body.id } };
}

async function apiKey(given: Given) {
  return given.made('POST', '/api/v1/api-keys', { name: given.unique('line'), scopes: ['machines:read'] });
}

export const usersExamples: Examples = {
  'GET /api/v1/api-keys': {},
  'POST /api/v1/api-keys': async (given) => ({ body: { name: given.unique('line'), scopes: ['machines:read'] } }),
  'DELETE /api/v1/api-keys/:id': async (given) => ({ params: { id: (await apiKey(given)).id } }),
  'GET /api/v1/roles': {},
  'GET /api/v1/users': {},
  'GET /api/v1/users.csv': { query: { disabled: false } },
  'POST /api/v1/users': async (given) => {
    const { email, first_name, last_name } = await registration(given);
    return { body: { email, first_name, last_name, access_role: 'OPERATOR' } };
  },
  'GET /api/v1/users/me/views': { query: { page: 'tickets' } },
  'POST /api/v1/users/me/views': async (given) => ({ body: await newView(given) }),
  'PATCH /api/v1/users/me/views/:id': async (given) => ({
    ...(await ofView(given)),
    body: { query: 'status=Open', shared: true, version: 1 },
  }),
  'DELETE /api/v1/users/me/views/:id': ofView,
  'GET /api/v1/users/me': {},
  'PATCH /api/v1/users/me': async (given) => ({ body: { first_name: given.unique('Pat') } }),
  'GET /api/v1/users/:id': ofAccount,
  'PATCH /api/v1/users/:id': async (given) => ({
    ...(await ofAccount(given)),
    body: { access_role: 'OPERATOR', version: 1 },
  }),
  'POST /api/v1/users/:id/activation-link': async (given) => ({ params: await registered(given) }),
  'POST /api/v1/users/:id/password-link': ofAccount,
  'POST /api/v1/users/:id/disable': ofAccount,
  'POST /api/v1/users/:id/enable': async (given) => {
    const { params } = await ofAccount(given);
    await given.made('POST', `/api/v1/users/${params.id}/disable`);
    return { params };
  },
  'GET /api/v1/users/:id/sessions': ofAccount,
  'DELETE /api/v1/users/:id/sessions': async (given) => {
    const { id, email } = await given.account();
    await given.session(email);
    return { params: { id } };
  },
  'POST /auth/token': async (given) => ({
    body: { email: (await given.account()).email, password: TEST_PASSWORD },
  }),
  'POST /auth/refresh': async (given) => {
    const { refreshToken } = await given.session((await given.account()).email);
    return { body: { refresh_token: refreshToken }, unaudited: auditedBefore };
  },
  'POST /auth/logout': async (given) => ({ credentials: await given.double() }),
  'POST /auth/password': async (given) => ({
    credentials: await given.double(),
    body: { current_password: TEST_PASSWORD, new_password: NEW_PASSWORD },
  }),
  'GET /auth/sessions': {},
  'DELETE /auth/sessions': async (given) => {
    const { email } = await given.account(given.role);
    await given.session(email);
    const { authorization } = await given.session(email);
    return { credentials: { authorization } };
  },
  'DELETE /auth/sessions/:id': async (given) => {
    const { authorization } = await given.double();
    const { json } = await given.app.app.inject({ method: 'GET', url: '/auth/sessions', headers: { authorization } });
    return { credentials: { authorization }, params: { id: json().items[0].id } };
  },
  'POST /auth/web/sign-in': async (given) => ({
    headers: ownPage,
    body: { email: (await given.account()).email, password: TEST_PASSWORD },
  }),
  'POST /auth/web/renew': async (given) => ({ headers: await cookiesOf(given), unaudited: auditedBefore }),
  'POST /auth/web/sign-out': async (given) => ({ headers: await cookiesOf(given) }),
  'GET /auth/web/session': {},
  'GET /auth/users/me': {},
  'PATCH /auth/users/me': async (given) => ({ body: { first_name: given.unique('Pat') } }),
  'POST /auth/users': async (given) => ({ body: await registration(given) }),
  'POST /auth/users/activation': async (given) => ({
    body: await linkOf(given, (await registered(given)).id, 'activation'),
  }),
  'POST /auth/users/reset_password_confirm': async (given) => ({
    body: {
      ...(await linkOf(given, (await given.account()).id, 'password')),
      new_password: NEW_PASSWORD,
      re_new_password: NEW_PASSWORD,
    },
  }),
};
