/** Contract §1.1 and §1.2: signing in and accounts, as the old front end asks a started process. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { administrator, type Serving, send, serveMilldash, signIn } from '../support/serving.ts';
import { frontEndOrigin, type OldFrontEnd, openOldFrontEnd } from './old-front-end.ts';

onEachEngine('the accounts of the old front end', (under) => {
  let serving: Serving;
  let page: OldFrontEnd;

  before(async () => {
    serving = await serveMilldash({
      databaseUrl: await under.createDatabaseUrl(),
      env: { SELF_REGISTRATION: 'true' },
    });
    under.atEnd(async () => void (await serving.stop()));
    page = openOldFrontEnd(serving.url);
    await page.signIn();
  });

  test('POST /auth/token takes JSON and answers both tokens and the type of the bearer', async () => {
    for (const path of ['/auth/token', '/auth/token/']) {
      const { status, body } = await page.send('POST', path, administrator);
      assert.equal(status, 200);
      assert.equal(typeof body.access_token, 'string');
      assert.equal(typeof body.refresh_token, 'string');
      assert.equal(body.token_type, 'bearer');
    }
  });

  test('a wrong password and an unknown e-mail are the same 401, whose detail can be shown', async () => {
    const stranger = openOldFrontEnd(serving.url);
    const wrong = await stranger.signIn({ ...administrator, password: 'not the password' });
    const unknown = await stranger.signIn({ email: 'nobody@northmills.example', password: 'not the password' });
    assert.deepEqual([wrong.status, wrong.body.detail], [401, 'Incorrect email or password']);
    assert.deepEqual([unknown.status, unknown.body.detail], [wrong.status, wrong.body.detail]);
  });

  test('a sign-in that is not as described is a 422 whose detail is a sentence, not a list', async () => {
    for (const body of [{}, { email: 'no address', password: 'x' }, { email: administrator.email }, null]) {
      assert.equal((await page.sendAsStranger('/auth/token', body)).status, 422, JSON.stringify(body));
    }
    const unread = await send(`${serving.url}/auth/token`, {
      method: 'POST',
      headers: { origin: frontEndOrigin, 'content-type': 'application/json' },
      body: '{"email": ',
    });
    assert.deepEqual([unread.status, typeof unread.body.detail], [400, 'string']);
    assert.equal(unread.headers.get('access-control-allow-origin'), frontEndOrigin);
  });

  test('the user has both id and user_id, the old role, and is onboarded, under every form of the address', async () => {
    for (const path of ['/auth/users/me/', '/auth/users/me', '/api/v1/users/me', '/api/v1/users/me/']) {
      const { status, body } = await page.get(path);
      assert.equal(status, 200, path);
      assert.equal(body.id, body.user_id);
      assert.deepEqual(
        [body.email, body.role, body.access_role, body.onboarded, body.disabled],
        [administrator.email, 'ADMIN', 'ADMIN', true, false],
      );
      assert.deepEqual([typeof body.first_name, typeof body.last_name], ['string', 'string']);
    }
  });

  test('every role but ADMIN is EMPLOYEE for the old front end, which knows no other', async () => {
    const admin = await signIn(serving.url);
    for (const role of ['SUPERVISOR', 'TECHNICIAN', 'OPERATOR', 'STOREKEEPER', 'VIEWER']) {
      const email = `${role.toLowerCase()}@northmills.example`;
      const made = await admin.ask('POST', '/api/v1/users', {
        email,
        first_name: 'Robin',
        last_name: 'Roe',
        access_role: role,
      });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      const { user } = made.body;
      assert.deepEqual([user.role, user.access_role, user.onboarded], ['EMPLOYEE', role, true]);
    }
  });

  test('PATCH of the own account changes the name and answers the user, with and without the slash', async () => {
    const addresses = ['/auth/users/me/', '/auth/users/me', '/api/v1/users/me', '/api/v1/users/me/'];
    for (const [at, path] of addresses.entries()) {
      const { status, body } = await page.send('PATCH', path, { first_name: `Ada ${at}`, onboarded: true });
      assert.deepEqual([status, body.first_name, body.onboarded], [200, `Ada ${at}`, true], path);
    }
    assert.equal((await page.get('/auth/users/me/')).body.first_name, 'Ada 3');
  });

  test('nobody gives themselves a role, neither when registering nor when saving their profile', async () => {
    const person = {
      email: 'eve@northmills.example',
      first_name: 'Eve',
      last_name: 'Roe',
      password: 'quartz meadow piano 12',
    };
    const asAdmin = await page.sendAsStranger('/auth/users/', {
      ...person,
      re_password: person.password,
      role: 'ADMIN',
    });
    assert.equal(asAdmin.status, 422);
    assert.equal((await page.send('PATCH', '/auth/users/me/', { role: 'EMPLOYEE' })).status, 422);
  });

  test('who registered signs in after activation by the link, which is sent without a bearer and works once', async () => {
    const password = 'quartz meadow piano 12';
    const person = { email: 'mia@northmills.example', first_name: 'Mia', last_name: 'Roe', password };
    const different = await page.sendAsStranger('/auth/users/', { ...person, re_password: 'another' });
    assert.equal(different.status, 422);
    const registered = await page.sendAsStranger('/auth/users/', {
      ...person,
      re_password: password,
      role: 'EMPLOYEE',
    });
    assert.equal(registered.status, 200, JSON.stringify(registered.body));
    const { id, user_id: userId, ...shown } = registered.body;
    assert.ok(Number.isInteger(id) && userId === id);
    const { email, first_name: first, last_name: last, role, access_role: accessRole, onboarded, disabled } = shown;
    assert.deepEqual([email, first, last, onboarded, disabled], [person.email, 'Mia', 'Roe', true, false]);
    assert.deepEqual([role, accessRole], ['EMPLOYEE', 'VIEWER']);
    for (const address of ['/auth/users', '/auth/users/']) {
      const again = await page.sendAsStranger(address, { ...person, re_password: password });
      assert.deepEqual(
        [again.status, again.body.status, again.body.code, again.body.detail],
        [400, 400, 'email-taken', 'Email already registered'],
      );
    }

    const her = openOldFrontEnd(serving.url);
    const early = await her.signIn({ email: person.email, password });
    assert.deepEqual([early.status, early.body.code], [403, 'account-disabled']);
    assert.equal(early.body.detail, 'This account waits for an administrator to activate it.');
    const admin = await signIn(serving.url);
    const link = await admin.ask('POST', `/api/v1/users/${registered.body.id}/activation-link`);
    assert.equal(link.status, 201, JSON.stringify(link.body));
    const { uid, token, path } = link.body;
    assert.equal(path, `/activate/${uid}/${token}`);
    assert.equal((await page.sendAsStranger('/auth/users/activation/', { uid, token: 'x' })).status, 400);
    assert.equal((await page.sendAsStranger('/auth/users/activation/', { uid, token })).status, 200);
    assert.equal((await page.sendAsStranger('/auth/users/activation', { uid, token })).status, 400);
    assert.equal((await her.signIn({ email: person.email, password })).status, 200);

    assert.equal((await admin.ask('POST', `/api/v1/users/${id}/disable`)).status, 200);
    for (const refused of [await her.get('/auth/users/me/'), await her.signIn({ email: person.email, password })]) {
      assert.deepEqual([refused.status, refused.body.code], [403, 'account-disabled']);
      assert.match(refused.body.detail, /^Inactive user/);
    }
  });

  test('a forgotten password is replaced by the link, without a bearer, once, and only by two equal good ones', async () => {
    const admin = await signIn(serving.url);
    const made = await admin.ask('POST', '/api/v1/users', {
      email: 'leo@northmills.example',
      first_name: 'Leo',
      last_name: 'Roe',
      access_role: 'OPERATOR',
    });
    const { uid, token } = made.body.link;
    const confirm = (newPassword: string, again = newPassword, path = '/auth/users/reset_password_confirm/') =>
      page.sendAsStranger(path, { uid, token, new_password: newPassword, re_new_password: again });
    assert.equal((await confirm('quartz meadow piano 12', 'quartz meadow piano 13')).status, 422);
    assert.equal((await confirm('password')).status, 422);
    assert.equal((await confirm('quartz meadow piano 12')).status, 200);
    const late = await confirm('quartz meadow piano 13', undefined, '/auth/users/reset_password_confirm');
    assert.equal(late.status, 400);
    const his = openOldFrontEnd(serving.url);
    const signedIn = await his.signIn({ email: 'leo@northmills.example', password: 'quartz meadow piano 12' });
    assert.equal(signedIn.status, 200);
    assert.equal((await his.get('/auth/users/me/')).body.role, 'EMPLOYEE');
  });

  test('requests that need no body arrive with the literal null, and are answered', async () => {
    const admin = await signIn(serving.url);
    const { body } = await admin.ask('POST', '/api/v1/users', {
      email: 'kim@northmills.example',
      first_name: 'Kim',
      last_name: 'Roe',
      access_role: 'VIEWER',
    });
    for (const action of ['disable', 'enable', 'disable/', 'enable/']) {
      const { status } = await page.send('POST', `/api/v1/users/${body.user.id}/${action}`, null);
      assert.equal(status, 200, action);
    }
    const another = openOldFrontEnd(serving.url);
    await another.signIn();
    assert.equal((await another.send('POST', '/auth/logout', null)).status, 204);
    assert.equal((await another.get('/auth/users/me/')).status, 401);
  });

  test('without, with a forged and with a foreign token the answer is 401, with WWW-Authenticate and a detail', async () => {
    const { body: tokens } = await page.send('POST', '/auth/token', administrator);
    const attempts = {
      'Not authenticated': undefined,
      'Invalid token signature or expired token': `Bearer ${tokens.access_token.slice(0, -4)}AAAA`,
    };
    for (const [detail, authorization] of Object.entries(attempts)) {
      const reply = await send(`${serving.url}/auth/users/me/`, {
        headers: { origin: frontEndOrigin, ...(authorization === undefined ? {} : { authorization }) },
      });
      assert.equal(reply.status, 401);
      assert.equal(reply.headers.get('www-authenticate'), 'Bearer');
      assert.equal(reply.headers.get('access-control-allow-origin'), frontEndOrigin);
      assert.ok(reply.body.detail.startsWith(detail), reply.body.detail);
    }
    const refresh = await send(`${serving.url}/auth/users/me/`, {
      headers: { authorization: `Bearer ${tokens.refresh_token}` },
    });
    assert.equal(refresh.status, 401, 'a refresh token is no access token');
  });
});
